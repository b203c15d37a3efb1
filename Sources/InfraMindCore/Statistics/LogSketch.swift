#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A small histogram of positive values by their logarithm, for quantiles under decaying weights.
///
/// Bins are half a percent wide until there are too many of them; then all pairs of neighbours become one. How wide
/// they end up depends on the values alone, so that neither the order of values nor how they were divided among
/// sketches before these were merged matters, but for the rounding of sums.
///
/// - SeeAlso: Epicoco et al., "UDDSketch: Accurate Tracking of Quantiles in Data Streams", IEEE Access 8 (2020).
struct LogSketch: Hashable, Sendable {
  /// Values of one range.
  struct Bin: Hashable, Sendable {
    /// The bin holds logarithms from `index` times the width up to the next.
    var index: Int32
    /// Their weight, greater than zero.
    var weight: Float
  }

  /// Width of a bin before any two became one, as a difference of logarithms.
  static let finestWidth = 0.005
  /// Values beyond are counted as these.
  static let range = 1e-9...1e18

  /// Bins with weight, by rising index.
  private(set) var bins: [Bin] = []
  /// How often pairs became one.
  private(set) var level: Int32 = 0
  /// Most bins, two at least.
  let capacity: Int

  /// An empty sketch.
  init(capacity: Int) { self.capacity = max(capacity, 2) }

  /// Width of a bin as a difference of logarithms.
  var width: Double { Self.finestWidth * Double(Int64(1) << Int64(level)) }
  /// Sum of the weights.
  var weight: Double { bins.reduce(0) { $0 + Double($1.weight) } }

  /// Adds a value; one that is not finite, or without a positive finite weight, is left out.
  mutating func add(_ value: Double, weight: Double) {
    guard value.isFinite, weight.isFinite, Float(weight) > 0 else { return }
    let logarithm = log(min(max(value, Self.range.lowerBound), Self.range.upperBound))
    insert(Bin(index: Int32((logarithm / Self.finestWidth).rounded(.down)) >> level, weight: Float(weight)))
    while bins.count > capacity { coarsen() }
  }

  /// Adds all of another sketch.
  mutating func merge(_ other: LogSketch) {
    while level < other.level { coarsen() }
    for bin in other.bins {
      insert(Bin(index: bin.index >> (level - other.level), weight: bin.weight))
    }
    while bins.count > capacity { coarsen() }
  }

  /// Multiplies all weights by a factor greater than zero; weights that vanish are dropped.
  mutating func scale(by factor: Double) {
    for position in bins.indices { bins[position].weight *= Float(factor) }
    bins.removeAll { $0.weight <= 0 || !$0.weight.isFinite }
  }

  private mutating func insert(_ bin: Bin) {
    var position = bins.count
    while position > 0, bins[position - 1].index > bin.index { position -= 1 }
    if position > 0, bins[position - 1].index == bin.index {
      bins[position - 1].weight += bin.weight
    } else {
      bins.insert(bin, at: position)
    }
  }

  private mutating func coarsen() {
    level += 1
    var kept = 0
    for position in bins.indices {
      let bin = Bin(index: bins[position].index >> 1, weight: bins[position].weight)
      if kept > 0, bins[kept - 1].index == bin.index {
        bins[kept - 1].weight += bin.weight
      } else {
        bins[kept] = bin
        kept += 1
      }
    }
    bins.removeLast(bins.count - kept)
  }
}

// MARK: - Reading

extension LogSketch {
  /// Logarithms that the shares `probabilities` (0...1, rising) of the weight do not exceed, between the ends of a
  /// bin in proportion; empty without values.
  func logQuantiles(_ probabilities: some Sequence<Double>) -> [Double] {
    let total = weight
    guard total > 0 else { return [] }
    let width = width
    var found: [Double] = []
    var position = 0
    var below = 0.0
    for probability in probabilities {
      // Sums of weights are off by rounding; without the slack a quantile could land one value too high.
      let wanted = min(max(probability, 0), 1) * total * (1 - 1e-6)
      while position < bins.count - 1, below + Double(bins[position].weight) < wanted {
        below += Double(bins[position].weight)
        position += 1
      }
      let bin = bins[position]
      let part = min(max((wanted - below) / Double(bin.weight), 0), 1)
      found.append((Double(bin.index) + part) * width)
    }
    return found
  }

  /// The value that the share `probability` of the weight does not exceed; `nil` without values.
  func quantile(_ probability: Double) -> Double? {
    logQuantiles(CollectionOfOne(probability)).first.map { exp($0) }
  }

  /// The upper end of the bin that holds that value: never less than it, and a bin's width more at most.
  func upperQuantile(_ probability: Double) -> Double? {
    logQuantiles(CollectionOfOne(probability)).first.map { logarithm in
      exp((logarithm / width - 1e-9).rounded(.up) * width)
    }
  }

  /// Mean logarithm without the share `cut` (0..<0.5) of the weight at either end; `nil` without values.
  ///
  /// As good as a mean for normal noise, and nearly as deaf to outliers as a median.
  func trimmedMean(cut: Double) -> Double? {
    let total = weight
    guard total > 0 else { return nil }
    let (low, high) = (cut * total, (1 - cut) * total)
    let width = width
    var (below, sum, kept) = (0.0, 0.0, 0.0)
    for bin in bins {
      let above = below + Double(bin.weight)
      let part = min(above, high) - max(below, low)
      if part > 0 {
        sum += part * (Double(bin.index) + 0.5) * width
        kept += part
      }
      below = above
    }
    return kept > 0 ? sum / kept : nil
  }

  /// Share of the weight at or above a value, 0...1; a bin that holds the value counts in proportion.
  func share(above value: Double) -> Double {
    let total = weight
    guard total > 0, value > 0 else { return total > 0 ? 1 : 0 }
    let position = log(value) / width
    let above = bins.reduce(0.0) { sum, bin in
      sum + Double(bin.weight) * min(max(Double(bin.index) + 1 - position, 0), 1)
    }
    return above / total
  }
}
