#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A small, fast generator of random numbers that gives the same sequence for the same seed on every machine.
///
/// - SeeAlso: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014 (SplitMix64).
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// A generator; every seed is good, also zero.
  public init(seed: UInt64) { state = seed }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return bits ^ (bits >> 31)
  }

  /// A number of 0..<1, all multiples of 2⁻⁵³ equally likely.
  mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number of `range`, equally likely; the lower bound if the range is empty or turned round.
  mutating func uniform(_ low: Double, _ high: Double) -> Double { low + max(0, high - low) * uniform() }

  /// A number of an exponential distribution with mean 1.
  mutating func exponential() -> Double { -log(1 - uniform()) }

  /// A number of the standard normal distribution (Box and Muller).
  mutating func normal() -> Double {
    (2 * exponential()).squareRoot() * cos(2 * Double.pi * uniform())
  }
}
