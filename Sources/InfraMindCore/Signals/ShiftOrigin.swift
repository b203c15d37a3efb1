#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// With which of the latest runs a change began: each run's share of the probability, every run and many
/// sizes of the change being equally likely beforehand.
///
/// - SeeAlso: Adams and MacKay, "Bayesian Online Changepoint Detection", 2007: this is its answer for one
///   change that is known to have happened.
struct ShiftOrigin: Hashable, Sendable {
  /// Share of the probability that ``range`` holds at least.
  static let coverage = 0.9
  /// Sizes of the change, as logarithms: about 5 % to fourfold.
  private static let sizes = [0.05, 0.1, 0.18, 0.26, 0.35, 0.5, 0.7, 1, 1.4]

  /// The likeliest run, as its age; 0 is the latest.
  let likeliest: Int
  /// Ages of the runs with one of which the change began, with ``coverage``.
  let range: ClosedRange<Int>

  /// Looks for the beginning.
  ///
  /// - Parameters:
  ///   - distances: Of the latest runs from what was expected, upwards being in the change's direction,
  ///     latest first.
  ///   - scale: Greater than zero.
  /// - Returns: `nil` without distances.
  init?(_ distances: [Double], scale: Double) {
    guard !distances.isEmpty, scale > 0 else { return nil }
    var sums = [Double](repeating: 0, count: Self.sizes.count)
    var logarithms: [[Double]] = []
    for distance in distances {
      for (index, size) in Self.sizes.enumerated() {
        sums[index] += ShiftScale.ratio(distance, change: size, scale: scale)
      }
      logarithms.append(sums)
    }
    let highest = logarithms.joined().max() ?? 0
    let weights = logarithms.map { $0.reduce(0) { $0 + exp($1 - highest) } }
    let total = weights.reduce(0, +)
    guard total.isFinite, total > 0 else { return nil }
    likeliest = weights.indices.max { weights[$0] < weights[$1] } ?? 0
    let edge = (1 - Self.coverage) / 2 * total
    var (below, above) = (0.0, 0.0)
    var (low, high) = (0, weights.count - 1)
    while low < likeliest, below + weights[low] <= edge {
      below += weights[low]
      low += 1
    }
    while high > likeliest, above + weights[high] <= edge {
      above += weights[high]
      high -= 1
    }
    range = low...high
  }
}
