internal import FoundationEssentials

/// What is remembered of the waits in one pool of machines: enough to describe the next one, some kilobytes however
/// many there were.
///
/// Jobs are taken when they end: before, no history knows of them.
package struct QueueTrail: Sendable {
  /// How many of the jobs that ended last are kept one by one.
  static let kept = 128
  private static let busyDecay = Decay(halfLife: 300)
  private static let workDecay = Decay(halfLife: 60)
  private static let pool = ""

  /// How many jobs were taken.
  package private(set) var count = 0
  /// Those that ended last, in that order.
  private(set) var latest: [PoolWait] = []
  /// What the pool's counts say without a model.
  private var forecaster = QueueForecaster()
  /// Mean number of busy machines, as far as the kept jobs tell.
  private(set) var busy = FadingMean()
  /// Logarithm of the seconds that a job keeps its machine.
  private(set) var work = FadingMean()

  /// Nothing remembered.
  package init() { latest.reserveCapacity(Self.kept) }

  /// Takes a job that ended. Jobs are to be taken in the order in which they ended.
  package mutating func take(_ wait: PoolWait) {
    guard wait.queued.isFinite, wait.finished.isFinite else { return }
    forecaster.take(
      pool: Self.pool, queuedAt: Date(timeIntervalSince1970: wait.queued), seconds: wait.seconds)
    if latest.count >= Self.kept { latest.removeFirst() }
    latest.append(wait)
    work.add(SafeLog.ofCount(wait.finished - wait.started), Self.workDecay)
    busy.add(busyMachines(over: 3600, before: wait.finished), Self.busyDecay)
    count += 1
  }

  /// What the pool's counts say of a job that is ready now; `nil` as long as there are too few.
  package func statistical(at time: Double) -> QueueForecaster.Forecast? {
    forecaster.forecast(pool: Self.pool, at: Date(timeIntervalSince1970: time))
  }

  /// How many machines were busy on average, as far as the kept jobs tell.
  ///
  /// - Parameter seconds: The span looked at, greater than zero, which ends at `time`.
  func busyMachines(over seconds: Double, before time: Double) -> Double {
    latest.reduce(0) { sum, job in
      sum + max(0, min(job.finished, time) - max(job.started, time - seconds))
    } / seconds
  }
}
