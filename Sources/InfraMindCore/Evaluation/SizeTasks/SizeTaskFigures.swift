/// The figures of one strategy over all tasks of a kind, averaged as the bench prescribes: every data set has
/// the same weight, within it every workload, within it every ladder, within it every seed.
struct SizeTaskFigures: Sendable {
  /// After how many runs the share within 10 % is told.
  static let runs = [1, 2, 3, 4, 6, 8]
  private static let overspendStart = runs.count + 2
  private static let figureCount = overspendStart + SizeTaskOutcome.mostTrials

  /// Objective, then data set, then workload, then figure.
  private var values: [[[[Double]]]]

  /// Runs a strategy over tasks.
  ///
  /// - Parameters:
  ///   - tasks: For each data set what may be learned from, and its tasks, those of a workload side by side.
  ///   - seeds: How many times what is random is repeated, greater than zero.
  init(
    _ strategy: any SizeStrategy, over tasks: [(teachers: SizeTeachers, tasks: [SizeTask])],
    objectives: [TrialObjective], seeds: Int
  ) {
    values = objectives.enumerated().map { number, objective in
      tasks.map { teachers, tasks in
        Self.byWorkload(tasks).map { ladders in
          Self.mean(
            ladders.map { task in
              let isFixed = strategy.mostSeeds == 1 && task.runs.allSatisfy { $0.count == 1 }
              return Self.mean(
                (0..<(isFixed ? 1 : seeds)).map { seed in
                  Self.figures(
                    SizeTaskOutcome(
                      task, objective, strategy, teachers: teachers,
                      seed: Self.seed(of: task, seed: seed, objective: number)))
                })
            })
        }
      }
    }
  }

  /// Share of tasks within 10 % of the best after one of ``runs``, 0...1.
  func within(after runs: Int) -> EvaluationTable.Cell {
    guard let place = Self.runs.firstIndex(of: runs) else { return EvaluationTable.Cell(nil) }
    return cell(values.map { _ in place })
  }

  /// Runs until the best that was measured is within 10 %.
  var runsUntilFound: EvaluationTable.Cell { cell(values.map { _ in Self.runs.count }) }

  /// Overspend over 20 runs as a share, when the search stops by itself.
  var overspendWithStop: EvaluationTable.Cell { cell(values.map { _ in Self.runs.count + 1 }) }

  /// Overspend over 20 runs as a share, with the best fixed number of trials for each objective.
  var overspend: EvaluationTable.Cell {
    cell(
      values.map { dataSets in
        let places = Self.overspendStart..<Self.figureCount
        return places.min { Self.average(dataSets, $0) < Self.average(dataSets, $1) } ?? Self.overspendStart
      })
  }

  /// The same figures for one objective alone.
  func only(_ objective: Int) -> SizeTaskFigures {
    var one = self
    one.values = [values[objective]]
    return one
  }

  /// The mean over the objectives of one figure for each; its error is that over workloads.
  private func cell(_ places: [Int]) -> EvaluationTable.Cell {
    guard let first = values.first, !first.isEmpty else { return EvaluationTable.Cell(nil) }
    var total = 0.0
    var variance = 0.0
    for dataSet in first.indices {
      let workloads = first[dataSet].indices.map { workload in
        zip(values, places).reduce(0) { $0 + $1.0[dataSet][workload][$1.1] } / Double(values.count)
      }
      let count = Double(workloads.count)
      let mean = workloads.reduce(0, +) / count
      total += mean
      guard count > 1 else { continue }
      let squares = workloads.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      variance += squares / (count - 1) / count
    }
    let sets = Double(first.count)
    return EvaluationTable.Cell(total / sets, standardError: variance.squareRoot() / sets)
  }

  private static func average(_ dataSets: [[[Double]]], _ place: Int) -> Double {
    let means = dataSets.map { workloads in
      workloads.reduce(0) { $0 + $1[place] } / Double(max(1, workloads.count))
    }
    return means.reduce(0, +) / Double(max(1, means.count))
  }

  private static func figures(_ outcome: SizeTaskOutcome) -> [Double] {
    runs.map { outcome.ratio(after: $0) <= SizeTaskOutcome.found ? 1 : 0 }
      + [Double(outcome.runsUntilFound), outcome.overspendWithStop]
      + (1...SizeTaskOutcome.mostTrials).map { outcome.overspend(after: $0) }
  }

  private static func mean(_ rows: [[Double]]) -> [Double] {
    guard let first = rows.first else { return [Double](repeating: 0, count: figureCount) }
    return first.indices.map { place in rows.reduce(0) { $0 + $1[place] } / Double(rows.count) }
  }

  private static func byWorkload(_ tasks: [SizeTask]) -> [[SizeTask]] {
    var groups: [[SizeTask]] = []
    for task in tasks {
      if groups.last?.last?.workload == task.workload {
        groups[groups.count - 1].append(task)
      } else {
        groups.append([task])
      }
    }
    return groups
  }

  /// The same for the same task on every machine, different for different ones (FNV-1a).
  private static func seed(of task: SizeTask, seed: Int, objective: Int) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in "\(task.dataSet)/\(task.workload)/\(task.ladder)/\(seed)/\(objective)".utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }
    return hash
  }
}
