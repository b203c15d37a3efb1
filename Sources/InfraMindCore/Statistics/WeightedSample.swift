/// Values with weights, sorted once, for quantiles and location.
struct WeightedSample {
  private let values: [Double]
  /// Sum of the weights up to and with each value.
  private let cumulative: [Double]

  /// Takes pairs of value and weight; pairs without a positive finite weight or a finite value are left out.
  init(_ pairs: some Sequence<(value: Double, weight: Double)>) {
    let sorted =
      pairs
      .filter { $0.value.isFinite && $0.weight.isFinite && $0.weight > 0 }
      .sorted { $0.value < $1.value }
    values = sorted.map(\.value)
    var sum = 0.0
    cumulative = sorted.map { pair in
      sum += pair.weight
      return sum
    }
  }

  /// Takes values of equal weight.
  init(_ values: [Double]) { self.init(values.lazy.map { ($0, 1) }) }

  /// How many values there are.
  var count: Int { values.count }

  /// The smallest value that at least the share `probability` of the weight does not exceed; `nil` without values.
  ///
  /// Never between two values: a percentile of memory is one that was seen. With few values a high percentile is
  /// their maximum.
  func quantile(_ probability: Double) -> Double? {
    guard let total = cumulative.last else { return nil }
    // A sum of weights is off by rounding; without the slack a quantile could land one value too high.
    let wanted = min(max(probability, 0), 1) * total * (1 - 1e-12)
    return values[min(firstIndex(reaching: wanted), values.count - 1)]
  }

  /// The weighted median: a location that less than half of the weight cannot carry away; `nil` without values.
  ///
  /// Where exactly half the weight lies on either side, the middle between the two values.
  var median: Double? {
    guard let total = cumulative.last, let low = quantile(0.5) else { return nil }
    let index = firstIndex(reaching: total / 2 * (1 - 1e-12))
    let isSplit = index + 1 < values.count && abs(cumulative[index] - total / 2) <= total * 1e-12
    return isSplit ? (low + values[index + 1]) / 2 : low
  }

  private func firstIndex(reaching wanted: Double) -> Int {
    var low = 0
    var high = cumulative.count
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] < wanted { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
