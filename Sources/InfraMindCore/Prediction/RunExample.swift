/// A run that has ended, with the row of features that described it before it began.
package struct RunExample: Sendable {
  /// ``RunFeatures/row(of:after:)``.
  package var row: [Double]
  /// ``RunTrail/usual`` at its start.
  package var usual: Double
  /// How many jobs ran side by side.
  package var jobs: Double
  /// Seconds, summed over them.
  package var seconds: Double
  /// Whether it passed.
  package var isPassed: Bool

  /// Logarithm of how much longer than usual each of its jobs took.
  package var label: Double { SafeLog.of(seconds / jobs) - usual }
}

extension RunExample {
  /// Replays the runs of one job: each is described by the runs that had finished when it started, and by no others.
  ///
  /// - Parameter runs: In the order in which they started.
  /// - Returns: One example for each run; `nil` where none had finished before it.
  package static func replay(_ runs: [FinishedRun]) -> [RunExample?] {
    let order = runs.indices.sorted { (runs[$0].finished, $0) < (runs[$1].finished, $1) }
    var trail = RunTrail()
    var taken = 0
    return runs.map { run in
      while taken < order.count, runs[order[taken]].finished <= run.planned.time {
        trail.take(runs[order[taken]])
        taken += 1
      }
      guard let row = RunFeatures.row(of: run.planned, after: trail), let usual = trail.usual else {
        return nil
      }
      return RunExample(
        row: row, usual: usual, jobs: run.planned.parallelJobs, seconds: run.seconds,
        isPassed: run.outcome == .passed)
    }
  }
}
