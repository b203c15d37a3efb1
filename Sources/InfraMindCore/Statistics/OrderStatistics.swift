/// Quantiles of a few numbers of equal weight; ``WeightedSample`` has them for weights and many questions.
enum OrderStatistics {
  /// The median, between the two middle numbers where their count is even; `nil` without numbers.
  static func median(_ numbers: [Double]) -> Double? { quantile(numbers, 0.5) }

  /// A quantile, interpolated between neighbours (Hyndman and Fan's type 7); `nil` without numbers.
  ///
  /// - Parameters:
  ///   - numbers: In any order, finite.
  ///   - probability: What is outside 0...1 counts as the end that it is near.
  static func quantile(_ numbers: [Double], _ probability: Double) -> Double? {
    guard !numbers.isEmpty else { return nil }
    let sorted = numbers.sorted()
    let place = min(max(probability, 0), 1) * Double(sorted.count - 1)
    let low = min(max(Int(place), 0), sorted.count - 1)
    let high = min(low + 1, sorted.count - 1)
    return sorted[low] + (place - Double(low)) * (sorted[high] - sorted[low])
  }
}
