package import AdapterKit
package import FoundationEssentials
package import InfraMindCore

/// Replays what a history holds, with the machines that its platforms offer.
package struct HistoryEvaluation: Sendable {
  private let registry: AdapterRegistry
  private let adviser: any SizeAdvising
  private let settings: Settings

  /// An evaluation of an adviser, with the machines and prices that settings add.
  package init(_ registry: AdapterRegistry, _ adviser: any SizeAdvising, _ settings: Settings) {
    self.registry = registry
    self.adviser = adviser
    self.settings = settings
  }

  /// The tables.
  ///
  /// - Parameters:
  ///   - now: What counts as now; `nil` for the end of the history.
  package func tables(_ history: HistoryFile, now: Date?, seed: UInt64) -> [EvaluationTable] {
    let runs = history.history.runs
    let context = AdvisingContext(
      now: now ?? history.newest ?? Date(timeIntervalSince1970: 0), seed: seed,
      visibility: settings.visibility,
      preferences: settings.preferences)
    return HistoryReplay(adviser, context: context).tables(jobs(runs))
  }

  private func jobs(_ runs: [JobRun]) -> [ReplayedJob] {
    Dictionary(grouping: runs, by: \.repository).sorted { $0.key < $1.key }.flatMap { _, runs in
      let machines = RunMachines(registry, settings, history: runs)
      return Dictionary(grouping: runs, by: { JobKey($0) }).sorted { $0.key < $1.key }.map { key, runs in
        ReplayedJob(
          key, runs: runs, machine: machines.machine, ladder: { machines.ladder(of: $0, on: key.platform) })
      }
    }
  }
}
