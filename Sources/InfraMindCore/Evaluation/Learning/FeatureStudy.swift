#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What it is worth to tell models of caches, of tools and of the kinds of files changed, on made-up jobs that depend on
/// all: runs that do not find their cache take longer, and one that did not is mostly followed by another such; jobs that
/// pull images are slow by day; a change of documents alone builds less.
struct FeatureStudy {
  private static let runsPerJob = 220

  let learnings: [(name: String, learning: any RowLearning)]
  let seed: UInt64
  var jobs = 40

  /// What models are not told.
  private enum Kept: String, CaseIterable {
    case all = "all features"
    case noCaches = "without the state of caches"
    case noTools = "without tools"
    case noKinds = "without the kinds of files changed"
    case none = "without any of them"
  }

  /// The table.
  ///
  /// - Throws: What learns throws.
  func table() throws -> EvaluationTable {
    let histories = series
    let examples = Kept.allCases.map { kept in
      RunExamples(
        histories.map { one in RunSeries(name: one.name, runs: one.runs.map { Self.told($0, kept) }) })
    }
    var rows: [EvaluationTable.Row] = []
    for (place, kept) in Kept.allCases.enumerated() {
      let cells = try learnings.map { try error(examples[place], $0.learning) }
      rows.append(.init(kept.rawValue, role: kept == .all ? .ours : .baseline, cells: cells))
    }
    let usual = ModelPurpose.duration
    let replay = examples[0].split(heldOut: 0.4).replay
    let losses = replay.labels(for: usual).map { usual.loss(of: 0, for: $0) }
    let none = EvaluationTable.Cell(meanLoss: losses, groups: replay.groups)
    rows.append(
      .init("no model: the median of the last five", role: .baseline, cells: learnings.map { _ in none }))
    return EvaluationTable(
      title: "Durations with and without the state of caches, tools and kinds of files (made up)",
      note:
        "Mean absolute error of log duration on the last two fifths of the runs of \(jobs) jobs, a third of "
        + "which pull images. Standard errors are over jobs and fortnights.",
      columns: learnings.map { .init("error, \($0.name)", decimals: 4) }, rows: rows)
  }

  private func error(_ examples: RunExamples, _ learning: any RowLearning) throws -> EvaluationTable.Cell {
    let (training, replay) = examples.split(heldOut: 0.4)
    let model = try learning.learn(
      training.table, labels: training.labels(for: .duration), objective: ModelPurpose.duration.objective)
    let losses = zip(replay.examples, replay.labels(for: .duration)).map { example, label in
      ModelPurpose.duration.loss(of: model.predict(example.row), for: label)
    }
    return EvaluationTable.Cell(meanLoss: losses, groups: replay.groups)
  }

  private static func told(_ run: FinishedRun, _ kept: Kept) -> FinishedRun {
    var run = run
    if kept == .noCaches || kept == .none { run.caches = nil }
    if kept == .noTools || kept == .none { run.tools = nil }
    if kept == .noKinds || kept == .none { run.planned.take(size(of: run.planned)) }
    return run
  }

  /// How much a run changes, without the kinds.
  private static func size(of plan: PlannedRun) -> ChangeSize {
    let files = Int(plan.change[5])
    return ChangeSize(files: files, additions: files * linesPerFile)
  }

  private static let linesPerFile = 30

  /// One change in four is of documents alone.
  private static func change(_ random: inout SeededGenerator) -> ChangeSize {
    let files = 1 + Int(exp(1 + random.normal()))
    var change = ChangeSize(files: files, additions: files * linesPerFile)
    let isText = random.uniform() < 0.25
    change.documentFiles = isText ? files : 0
    change.sourceFiles = isText ? 0 : files
    (change.testFiles, change.testLines) = (0, 0)
    return change
  }

  private var series: [RunSeries] {
    var random = SeededGenerator(seed: seed)
    return (0..<jobs).map { job in
      let base = 120 * exp(0.8 * random.normal())
      let pulls = job % 3 == 0
      var isWarm = true
      let runs = (0..<Self.runsPerJob).map { number -> FinishedRun in
        var plan = PlannedRun(time: (Double(number) + random.uniform()) * 9000)
        let change = Self.change(&random)
        plan.take(change)
        isWarm = random.uniform() < (isWarm ? 0.93 : 0.25)
        let hour = (plan.time / 3600).truncatingRemainder(dividingBy: 24)
        let isBusy = pulls && (8..<18).contains(hour)
        let work = change.sourceFiles == 0 ? -0.4 : 0
        let level = (isWarm ? 0 : 0.6) + (isBusy ? 0.35 : 0) + work + 0.15 * random.normal()
        let seconds = base * exp(level)
        var run = FinishedRun(plan, finished: plan.time + seconds, seconds: seconds, outcome: .passed)
        run.caches = CacheUse([
          CacheEvent(key: "k", kind: isWarm ? .hit : .miss, size: nil, duration: .seconds(4))
        ])
        run.tools = StepTools(naming: pulls ? ["npm ci", "docker build"] : ["npm ci"])
        return run
      }
      return RunSeries(name: "job \(job)", runs: runs)
    }
  }
}
