#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A made-up pool of machines whose truth is known: jobs arrive ten times as often by day as by night, and a fixed
/// number of machines takes them in turn.
struct MadeUpPool {
  /// How many machines there are.
  var machines = 15
  /// Arrivals an hour by day.
  var perHour = 70.0
  /// Share of a weekday's arrivals that come on a day of the weekend.
  var weekend = 1.0
  /// Most jobs that arrive at once.
  var burst = 1
  /// For how long.
  var days = 60

  /// The waits, in the order in which they began.
  func waits(seed: UInt64) -> [PoolWait] {
    var random = SeededGenerator(seed: seed)
    var free = [Double](repeating: 0, count: max(1, machines))
    var waits: [PoolWait] = []
    var now = 0.0
    while now < Double(days) * 86_400 {
      now += random.exponential() * 3600 / arrivals(at: now)
      let together = burst > 1 ? 1 + Int(random.uniform() * Double(burst)) : 1
      for _ in 0..<together {
        let index = free.indices.min { free[$0] < free[$1] } ?? 0
        let start = max(now, free[index])
        free[index] = start + 480 * exp(0.8 * random.normal())
        waits.append(PoolWait(queued: now, started: start, finished: free[index]))
      }
    }
    return waits
  }

  /// The first day of Unix time was a Thursday.
  private func arrivals(at now: Double) -> Double {
    let day = (8..<18).contains(Int(now / 3600) % 24) ? perHour : perHour / 10
    return [2, 3].contains(Int(now / 86_400) % 7) ? day * weekend : day
  }
}
