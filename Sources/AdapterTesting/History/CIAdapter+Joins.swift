public import AdapterKit
public import InfraMindCore

extension CIAdapter {
  /// Which runs each row of a checkout's jobs finds in a history of what was told: ids of runs, oldest first, by the row's
  /// name.
  ///
  /// - Parameters:
  ///   - facts: What deliveries, the API and views from inside tell.
  ///   - checkout: Whose jobs look for their runs.
  public func joins(of facts: [JobRunFacts], in checkout: SampleRepository) -> [String: [String]] {
    let history = InMemoryRunHistory(Array(AssembledRuns(facts).runs.values))
    var joins: [String: [String]] = [:]
    for job in readout(of: checkout, named: "").jobs {
      for row in job.rows { joins[row.name, default: []] += history.runs(of: job, row: row).map(\.run) }
    }
    return joins
  }
}
