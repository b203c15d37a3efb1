/// How jobs waited for the machines of one pool.
package struct QueueSeries: Sendable {
  /// The machines' labels or group.
  package let name: String
  /// The waits in the order in which they began.
  package let waits: [PoolWait]

  /// Takes waits in any order.
  package init(name: String, waits: [PoolWait]) {
    self.name = name
    self.waits = waits.enumerated().sorted {
      ($0.element.queued, $0.offset) < ($1.element.queued, $1.offset)
    }.map(\.element)
  }

  /// The pools of a history, those with most waits first. Runs of forks are not among them.
  package static func series(of runs: [JobRun]) -> [QueueSeries] {
    var pools: [String: [PoolWait]] = [:]
    for run in runs {
      let pool = run.runnerGroup ?? run.runnerLabels.joined(separator: ", ")
      guard !pool.isEmpty, let wait = PoolWait(run) else { continue }
      pools[pool, default: []].append(wait)
    }
    return pools.map { QueueSeries(name: $0.key, waits: $0.value) }.sorted {
      ($1.waits.count, $0.name) < ($0.waits.count, $1.name)
    }
  }
}
