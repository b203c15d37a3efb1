/// The tables of ``BuildEvaluation``.
struct BuildTables: Sendable {
  let builds: [ScoredBuild]
  let ours: [BuildForecaster]
  let replays: [BuildReplay]

  /// Machine seconds of builds that passed.
  var passed: EvaluationTable {
    durations(
      "Duration of builds that passed", builds.filter(\.isPassed), \.secondsIfPassed,
      reference: [
        ("LightGBM, published beforehand", [173, 11.2, 8.2, 8.9, 57.4, 88.6]),
        ("LightGBM that sees three later builds, published beforehand", [168, 10.8, 7.9, 8.5, 59.3, 89.5]),
      ])
  }

  /// Machine seconds of all finished builds.
  var all: EvaluationTable {
    durations(
      "Duration of all finished builds", builds, \.seconds,
      reference: [("LightGBM, published beforehand", [280, 16.2, 9.4, 10.3, 51.8, 82.0])])
  }

  private func durations(
    _ title: String, _ builds: [ScoredBuild], _ value: (RunForecast) -> Double,
    reference: [(String, [Double?])]
  ) -> EvaluationTable {
    typealias Metrics = BuildMetrics
    let columns: [(EvaluationTable.Column, ([Metrics.Prediction]) -> Double)] = [
      (.init("mean absolute error, s", decimals: 0), Metrics.meanError),
      (.init("sum of errors / sum, %", decimals: 2), Metrics.sumError),
      (.init("median relative error, %", decimals: 2), Metrics.medianError),
      (
        .init("the same, mean over projects, %", decimals: 2),
        { Metrics.meanOverProjects($0, project: \.project, Metrics.medianError) }
      ),
      (.init("within 10 %, %", decimals: 1), { Metrics.within(0.1, $0) }),
      (.init("within 25 %, %", decimals: 1), { Metrics.within(0.25, $0) }),
    ]
    let baselines: [(String, (BuildBaselines) -> Double)] = [
      ("last build", \.last), ("median of the last 5", \.median5),
      ("median of the last 5, per job", \.median5PerJob),
      ("last build of the branch, per job", \.lastOfBranch),
      ("median of the last 5 passed, per job", \.passedMedian5),
    ]
    let rows =
      ours.filter { !$0.name.hasSuffix("interval not calibrated") }.map { method in
        row(
          method.name, .ours, columns.map(\.1), project: \.project, items: predictions(builds, method, value))
      }
      + baselines.map { name, predict in
        let items = builds.compactMap { build in
          build.baselines.map {
            Metrics.Prediction(project: build.project, actual: build.seconds, predicted: predict($0))
          }
        }
        return row(name, .baseline, columns.map(\.1), project: \.project, items: items)
      }
    return EvaluationTable(
      title: title, note: note(builds), columns: columns.map(\.0), rows: rows + references(reference))
  }

  private func predictions(
    _ builds: [ScoredBuild], _ method: BuildForecaster, _ value: (RunForecast) -> Double
  ) -> [BuildMetrics.Prediction] {
    builds.compactMap { build in
      method.forecasts[build.project][build.index].map {
        BuildMetrics.Prediction(project: build.project, actual: build.seconds, predicted: value($0))
      }
    }
  }

  // MARK: - Intervals

  /// The 10 % and 90 % quantiles of all finished builds.
  var intervals: EvaluationTable {
    typealias Metrics = BuildMetrics
    let columns: [(EvaluationTable.Column, ([Metrics.Bounds]) -> Double)] = [
      (.init("share <= P90, %", decimals: 1), Metrics.covered),
      (.init("its distance from 90, mean over projects", decimals: 2), Metrics.coverageDeviation),
      (.init("worst project, %", decimals: 1), Metrics.worstCovered),
      (.init("share in P10..P90, %", decimals: 1), Metrics.inside),
      (.init("median width / prediction, %", decimals: 1), Metrics.width),
      (.init("pinball loss of P90 (log)", decimals: 4), Metrics.pinball),
    ]
    let rows = ours.filter { !$0.name.hasSuffix("middle not corrected") }.map { method in
      let items = builds.compactMap { build in
        method.forecasts[build.project][build.index].map {
          Metrics.Bounds(
            project: build.project, actual: build.seconds, predicted: $0.seconds, low: $0.low, high: $0.high)
        }
      }
      return row(method.name, .ours, columns.map(\.1), project: \.project, items: items)
    }
    let rolling = row(
      "last 100 ratios to the median of the last 5", .baseline, columns.map(\.1), project: \.project,
      items: rollingBounds)
    let reference: [(String, [Double?])] = [
      ("LightGBM quantiles, published beforehand", [86.7, 3.8, 75.8, 73.5, 38.0, 0.0466]),
      ("the same, conformal, published beforehand", [90.4, 2.8, 78.8, 80.4, 44.4, 0.0462]),
      ("the same, adaptive, published beforehand", [89.9, 0.3, 88.6, 79.9, 48.1, 0.0464]),
    ]
    return EvaluationTable(
      title: "Intervals of all finished builds", note: note(builds), columns: columns.map(\.0),
      rows: rows + [rolling] + references(reference))
  }

  private var rollingBounds: [BuildMetrics.Bounds] {
    let scored = Dictionary(grouping: builds, by: \.project)
    return replays.enumerated().flatMap { project, replay in
      replay.rollingBounds(of: scored[project] ?? [])
    }
  }

  // MARK: - Failures

  /// Whether a build fails.
  var failures: EvaluationTable {
    typealias Metrics = BuildMetrics
    let columns: [(EvaluationTable.Column, ([Metrics.Risk]) -> Double)] = [
      (.init("ROC AUC, pooled", decimals: 4), Metrics.areaUnderCurve),
      (.init("average precision", decimals: 3), Metrics.averagePrecision),
      (
        .init("ROC AUC, mean over projects", decimals: 4),
        { Metrics.meanOverProjects($0, project: \.project, Metrics.areaUnderCurve) }
      ),
    ]
    let baselines: [(String, (BuildBaselines) -> Double)] = [
      ("status of the last build", \.lastFailed), ("failures of the last 20", \.failureShare20),
      ("status of the branch's last build", \.branchFailed),
    ]
    let names = ["middle not corrected", "interval not calibrated"]
    let rows =
      ours.filter { method in !names.contains { method.name.hasSuffix($0) } }.map { method in
        let items = builds.compactMap { build in
          method.forecasts[build.project][build.index].map {
            Metrics.Risk(project: build.project, failed: !build.isPassed, score: $0.failureRisk)
          }
        }
        return row(method.name, .ours, columns.map(\.1), project: \.project, items: items)
      }
      + baselines.map { name, score in
        let items = builds.compactMap { build in
          build.baselines.map {
            Metrics.Risk(project: build.project, failed: !build.isPassed, score: score($0))
          }
        }
        return row(name, .baseline, columns.map(\.1), project: \.project, items: items)
      }
    return EvaluationTable(
      title: "Failure, before the build starts", note: note(builds), columns: columns.map(\.0),
      rows: rows + references([("LightGBM, published beforehand", [0.851, 0.689, 0.746])]))
  }

  // MARK: - Rows

  private func row<Item>(
    _ name: String, _ role: EvaluationTable.Role, _ figures: [([Item]) -> Double], project: (Item) -> Int,
    items: [Item]
  ) -> EvaluationTable.Row {
    EvaluationTable.Row(
      name, role: role,
      cells: figures.map { figure in
        let value = figure(items)
        return EvaluationTable.Cell(
          value.isFinite ? value : nil,
          standardError: BuildMetrics.standardError(items, project: project, figure))
      })
  }

  private func references(_ rows: [(String, [Double?])]) -> [EvaluationTable.Row] {
    rows.map { name, figures in
      EvaluationTable.Row(name, role: .reference, cells: figures.map { EvaluationTable.Cell($0) })
    }
  }

  private func note(_ builds: [ScoredBuild]) -> String {
    "\(builds.count) builds of \(Set(builds.map(\.project)).count) projects, the last two fifths of each, every one "
      + "forecast from the builds of its project that had finished before it started. Standard errors are over "
      + "projects (jackknife)."
  }
}
