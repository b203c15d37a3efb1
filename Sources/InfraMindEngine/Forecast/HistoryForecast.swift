package import AdapterKit
package import FoundationEssentials
package import InfraMindCore

/// What is to come, as far as a history tells: this month's bill, waits for machines, next runs.
package struct HistoryForecast: Sendable {
  /// A repository's bill.
  package struct Bill: Sendable {
    package var repository: String
    package var month: MonthEnd
  }

  /// By repository; those of which less than two weeks are known, or no prices, are left out.
  package let bills: [Bill]
  /// The kinds of machines with most waits first.
  package let waits: [QueueOutlook.Pool]
  /// `nil` if there are too few runs to learn from.
  package let next: NextRuns?
  /// What the next runs' commit changes; `nil` if they are forecast as the latest ones.
  package let change: ChangeSize?
  /// What counts as now.
  package let now: Date

  /// Forecasts.
  ///
  /// - Parameters:
  ///   - now: What counts as now; `nil` for the end of the history.
  ///   - served: Trained models that serve.
  ///   - change: What the next runs' commit changes; `nil` to forecast them as the latest ones.
  package init(
    _ history: HistoryFile, _ settings: Settings, _ registry: AdapterRegistry, now: Date?,
    served: NextRuns.Served, change: ChangeSize? = nil
  ) throws {
    let now = now ?? history.newest ?? Date(timeIntervalSince1970: 0)
    let runs = history.history.runs.filter { ($0.startedAt ?? .distantFuture) <= now }
    self.now = now
    self.change = change
    bills = Self.bills(runs, settings, registry, now)
    let moment = now.timeIntervalSince1970
    waits = try QueueOutlook(
      QueueSeries.series(of: runs), now: moment, served: served, learning: LinearLearning()
    ).pools
    next = try NextRuns(
      RunSeries.series(of: runs), now: moment, served: served, learning: LinearLearning(), change: change)
  }

  private static func bills(
    _ runs: [JobRun], _ settings: Settings, _ registry: AdapterRegistry, _ now: Date
  ) -> [Bill] {
    let repositories = Dictionary(grouping: runs, by: \.repository).sorted { $0.key < $1.key }
    return repositories.compactMap { repository, runs in
      let machines = RunMachines(registry, settings, history: runs)
      return MonthEnd(runs, now: now) { machines.machine(of: $0)?.price }
        .map { Bill(repository: repository, month: $0) }
    }
  }
}
