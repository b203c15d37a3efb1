internal import FoundationEssentials

/// How one job waited for a machine of a pool, known in full once the job ended.
package struct PoolWait: Hashable, Sendable {
  /// When it was ready to run, in Unix seconds.
  package var queued: Double
  /// When a machine took it.
  package var started: Double
  /// When it ended.
  package var finished: Double
  /// Virtual CPUs of the machine, NaN if unknown.
  package var cpus: Double

  /// States a wait.
  package init(queued: Double, started: Double, finished: Double, cpus: Double = .nan) {
    self.queued = queued
    self.started = started
    self.finished = finished
    self.cpus = cpus
  }

  /// The wait of a job's run.
  ///
  /// - Returns: `nil` for a run that did not come to run or that somebody stopped, for one of which times are missing
  ///   or out of order, and for one of a fork: nobody from outside teaches anything.
  package init?(_ run: JobRun) {
    guard !run.isFromFork, run.conclusion != .skipped, run.conclusion != .cancelled,
      let queued = run.queuedAt?.timeIntervalSince1970, let started = run.startedAt?.timeIntervalSince1970,
      let finished = run.finishedAt?.timeIntervalSince1970, queued <= started, started <= finished,
      abs(queued) < 1e11, abs(finished) < 1e11
    else { return nil }
    self.init(queued: queued, started: started, finished: finished, cpus: run.cpus ?? .nan)
  }

  /// Seconds that it waited; more than a day counts as one.
  package var seconds: Double { min(max(started - queued, 0), 86_400) }

  /// Logarithm of the seconds plus one: waits of no time are common.
  var level: Double { SafeLog.ofCount(seconds) }
}
