#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// How often a machine that is sold for as long as nobody pays more is taken away, and what that costs: the run begins
/// anew on another one.
public struct SpotInterruption: Hashable, Sendable {
  /// Interruptions in an hour of running, 0 or more.
  public var perHour: Double
  /// Time until the run has begun anew.
  public var restart: Duration

  /// States how often.
  public init(perHour: Double, restart: Duration) {
    self.perHour = perHour
    self.restart = restart
  }

  /// Mean time until a run that needs so many seconds in one piece is through, in seconds.
  ///
  /// With interruptions at a constant rate λ a run of *t* seconds takes (e^λt - 1) / λ on the machines, and e^λt - 1
  /// restarts. At most a thousand times as long is stated.
  func seconds(toFinish seconds: Double) -> Double {
    let rate = max(perHour, 0) / 3600
    guard rate > 0, rate.isFinite, seconds > 0, seconds.isFinite else { return seconds }
    let restarts = min(expm1(min(rate * seconds, 7)), 1000)
    return restarts / rate + restarts * max(restart / .seconds(1), 0)
  }
}
