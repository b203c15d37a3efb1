#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A size that a job can be given, as the model of durations sees it.
package struct TrialSize: Hashable, Sendable {
  /// Machines that differ in size only, such as `github/linux/x64` or `m4`.
  package let family: String
  /// Natural measure of parallelism as log₂: vCPUs of a runner, or machines of a cluster.
  package let doublings: Double
  /// Size of each of those parts as log₂; zero where all are alike, as vCPUs are.
  package let partDoublings: Double
  /// log₂ of the whole memory in GiB; `nil` if unknown.
  package let memoryDoublings: Double?
  /// Natural logarithm of the price of an hour, in any unit of money.
  package let logPrice: Double

  /// Describes a size.
  ///
  /// - Parameters:
  ///   - parts: vCPUs of a runner or machines of a cluster.
  ///   - partSize: Size of each of them relative to the smallest kind; 1 for vCPUs.
  ///   - memoryGiB: The whole memory, where known; otherwise it plays no part.
  ///   - pricePerHour: Price of the whole, in any unit of money that all sizes share. What is free gets a
  ///     price that is small against the others.
  /// - Returns: `nil` unless the numbers are finite and greater than zero.
  package init?(
    family: String, parts: Double, partSize: Double = 1, memoryGiB: Double? = nil, pricePerHour: Double
  ) {
    let numbers = [parts, partSize, memoryGiB ?? 1, pricePerHour]
    guard numbers.allSatisfy({ $0.isFinite && $0 > 0 }) else { return nil }
    self.family = family
    doublings = log2(parts)
    partDoublings = log2(partSize)
    memoryDoublings = memoryGiB.map { log2($0) }
    logPrice = log(pricePerHour)
  }
}
