/// Quantiles of a few numbers of equal weight, found without sorting them all; ``WeightedSample`` has them
/// for weights and many questions.
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
    let place = min(max(probability, 0), 1) * Double(numbers.count - 1)
    let low = min(max(Int(place), 0), numbers.count - 1)
    var numbers = numbers
    return numbers.withUnsafeMutableBufferPointer { numbers in
      let first = select(low, of: numbers)
      let share = place - Double(low)
      guard share > 0, low + 1 < numbers.count else { return first }
      // All behind the selected place are at least as large.
      var second = numbers[low + 1]
      for index in (low + 1)..<numbers.count where numbers[index] < second { second = numbers[index] }
      return first + share * (second - first)
    }
  }

  /// Reorders numbers until the one at a place is that of the sorted order, smaller ones before and larger
  /// ones behind it.
  ///
  /// - SeeAlso: Hoare, "Algorithm 65: Find", Communications of the ACM 4 (1961).
  private static func select(_ place: Int, of numbers: UnsafeMutableBufferPointer<Double>) -> Double {
    var (left, right) = (0, numbers.count - 1)
    while left < right {
      let pivot = numbers[place]
      var (low, high) = (left, right)
      repeat {
        while numbers[low] < pivot { low += 1 }
        while pivot < numbers[high] { high -= 1 }
        if low <= high {
          numbers.swapAt(low, high)
          low += 1
          high -= 1
        }
      } while low <= high
      if high < place { left = low }
      if place < low { right = high }
    }
    return numbers[place]
  }
}
