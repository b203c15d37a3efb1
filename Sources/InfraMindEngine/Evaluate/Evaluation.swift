package import AdapterKit
package import FoundationEssentials
package import InfraMindCore

/// What `inframind evaluate` measures, and in which order.
package struct Evaluation: Sendable {
  /// Parts of the platform's knowledge that a history is replayed with.
  private let registry: AdapterRegistry
  private let adviser: any SizeAdvising
  /// Told what is being measured, before it is.
  private let progress: @Sendable (_ part: String) -> Void

  /// How much of everything is looked at.
  package struct Bounds: Hashable, Sendable {
    /// Made-up jobs.
    package var jobs = 20_000
    /// Seed of all draws.
    package var seed: UInt64 = 1

    /// The usual bounds.
    package init() {}
  }

  /// An evaluation of an adviser.
  package init(
    _ registry: AdapterRegistry, _ adviser: any SizeAdvising,
    progress: @escaping @Sendable (_ part: String) -> Void = { _ in }
  ) {
    self.registry = registry
    self.adviser = adviser
    self.progress = progress
  }

  /// Replays a history, with the machines, prices and preferences that settings add.
  ///
  /// - Parameter now: What counts as now; `nil` for the end of the history.
  package func tables(
    replaying history: HistoryFile, _ settings: Settings, now: Date?, _ bounds: Bounds
  ) -> [EvaluationTable] {
    progress("\(Figures.count(history.history.runs.count, "run")) from \(history.path)")
    return HistoryEvaluation(registry, adviser, settings).tables(history, now: now, seed: bounds.seed)
  }

  /// Measures on made-up jobs.
  package func tables(ofMadeUpJobs bounds: Bounds) -> [EvaluationTable] {
    progress("\(Figures.count(bounds.jobs, "made-up job"))")
    return SyntheticEvaluation(jobs: bounds.jobs, seed: bounds.seed).tables()
  }
}
