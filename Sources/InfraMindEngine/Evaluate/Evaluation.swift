package import AdapterKit
package import FoundationEssentials
package import InfraMindCore

/// What `inframind evaluate` measures, and in which order.
package struct Evaluation: Sendable {
  /// Parts of the platform's knowledge that a history is replayed with.
  private let registry: AdapterRegistry
  private let adviser: any SizeAdvising
  /// Finds what grows trees; without it only the methods that need none are measured.
  private let trainer: @Sendable () -> (any TreeTraining)?
  /// Told what is being measured, before it is.
  private let progress: @Sendable (_ part: String) -> Void

  /// How much of everything is looked at.
  package struct Bounds: Hashable, Sendable {
    /// Made-up jobs.
    package var jobs = 20_000
    /// Made-up traces of caches, for each table.
    package var traces = 40
    /// Repetitions of each task of the bench, where measurements differ.
    package var repetitions = 3
    /// Seed of all draws.
    package var seed: UInt64 = 1

    /// The usual bounds.
    package init() {}
  }

  /// An evaluation of an adviser.
  ///
  /// - Parameters:
  ///   - trainer: Finds what grows trees, when it is needed; `nil` where there is nothing that can.
  ///   - progress: Told what is being measured, before it is.
  package init(
    _ registry: AdapterRegistry, _ adviser: any SizeAdvising,
    trainer: @escaping @Sendable () -> (any TreeTraining)? = { nil },
    progress: @escaping @Sendable (_ part: String) -> Void = { _ in }
  ) {
    self.registry = registry
    self.adviser = adviser
    self.trainer = trainer
    self.progress = progress
  }

  /// Replays a history, with the machines, prices and preferences that settings add.
  ///
  /// - Parameter now: What counts as now; `nil` for the end of the history.
  package func tables(
    replaying history: HistoryFile, _ settings: Settings, now: Date?, _ bounds: Bounds
  ) throws(EngineError) -> [EvaluationTable] {
    let runs = history.history.runs
    progress("\(Figures.count(runs.count, "run")) from \(history.path)")
    let sizes = HistoryEvaluation(registry, adviser, settings).tables(history, now: now, seed: bounds.seed)
    let pools = QueueSeries.series(of: runs)
    guard pools.contains(where: { $0.waits.count >= ModelTrial.leastRows }) else { return sizes }
    progress("waits in \(Figures.count(pools.count, "pool")) of machines")
    let waits = try Self.wrapping {
      try QueueReplay(
        pools, title: "Waiting for a machine, with a model and without one",
        source: "From the history replayed."
      ).table(LearningEvaluation.learnings(trainer()))
    }
    return sizes + [waits].compactMap(\.self)
  }

  /// Measures what the parts around the models change, each with and without it, on made-up histories.
  ///
  /// - Throws: `bad-bench` if trees cannot be grown.
  package func tables(ofMadeUpModels bounds: Bounds) throws(EngineError) -> [EvaluationTable] {
    progress("models compared, promoted and replaced")
    return try Self.wrapping { try LearningEvaluation(seed: bounds.seed, trainer: trainer()).tables() }
  }

  /// Measures on made-up jobs.
  package func tables(ofMadeUpJobs bounds: Bounds) -> [EvaluationTable] {
    progress("\(Figures.count(bounds.jobs, "made-up job"))")
    return SyntheticEvaluation(jobs: bounds.jobs, seed: bounds.seed).tables()
      + PopulationEvaluation(jobs: min(bounds.jobs, 2000), seed: bounds.seed).tables()
  }

  /// Measures on made-up traces of caches.
  package func tables(ofMadeUpCaches bounds: Bounds) -> [EvaluationTable] {
    progress("\(Figures.count(bounds.traces, "made-up trace")) of caches")
    return CacheEvaluation(traces: bounds.traces, seed: bounds.seed).tables()
  }

  /// Measures on all that a folder has.
  ///
  /// - Throws: `bad-bench` if its tables are not what they should be, or trees cannot be grown.
  package func tables(of bench: BenchFolder, _ bounds: Bounds) throws(EngineError) -> [EvaluationTable] {
    var tables: [EvaluationTable] = []
    if let sizes = bench.sizes {
      progress("sizes")
      tables += try Self.wrapping {
        try SizeTaskEvaluation(
          measurements: sizes.measurements, configurations: sizes.configurations, workloads: sizes.workloads
        ).tables(seeds: bounds.repetitions)
      }
    }
    guard let histories = bench.histories else { return tables }
    let projects = histories.projects.map { (name: $0.name, csvText: $0.text) }
    progress("builds of \(Figures.count(projects.count, "project"))")
    let clock = ContinuousClock()
    let begun = clock.now
    tables += try Self.wrapping {
      try BuildEvaluation(projects: projects, trainer: trainer()) { (clock.now - begun) / .seconds(1) }
        .tables()
    }
    progress("slow runs and lasting changes")
    tables += try Self.wrapping {
      try SignalEvaluation(
        projects: projects, reruns: histories.reruns, omicron: histories.omicron, pytorch: histories.pytorch
      ).tables()
    }
    return tables
  }

  private static func wrapping<Value>(_ body: () throws -> Value) throws(EngineError) -> Value {
    do {
      return try body()
    } catch let error as SizeTaskError {
      throw EngineError(code: "bad-bench", message: error.message)
    } catch let error as BuildHistoryError {
      throw EngineError(code: "bad-bench", message: error.description)
    } catch {
      throw EngineError(code: "bad-bench", message: "\(error)")
    }
  }
}
