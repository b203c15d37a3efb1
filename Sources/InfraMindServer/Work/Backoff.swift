/// How long to wait before another try: twice as long each time, up to a bound, and a random part of it, so that many
/// who failed together do not come back together.
struct Backoff: Sendable, Hashable {
  /// The wait after the first failure, at most.
  let first: Duration
  /// The longest wait.
  let longest: Duration

  /// The wait after some failures.
  ///
  /// - Parameters:
  ///   - failures: 1 or more.
  ///   - chance: 0 to 1.
  /// - Returns: From half of the bound to the bound.
  func wait(after failures: Int, chance: Double) -> Duration {
    let doublings = min(max(failures - 1, 0), 30)
    let bound = min(first * (1 << doublings), longest)
    return bound * (0.5 + 0.5 * min(max(chance, 0), 1))
  }
}
