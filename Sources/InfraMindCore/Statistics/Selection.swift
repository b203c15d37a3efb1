/// Finds single order statistics of many numbers without sorting them.
enum Selection {
  /// The values at some ranks of an unsorted array, as if it were sorted; numbers must be comparable (no NaN).
  ///
  /// - Parameter ranks: Rising, each an index of the array.
  static func values(at ranks: [Int], of numbers: [Double]) -> [Double] {
    var copy = numbers
    return copy.withUnsafeMutableBufferPointer { buffer in
      var low = 0
      return ranks.map { rank in
        let value = select(rank, from: low, in: buffer)
        low = rank
        return value
      }
    }
  }

  /// Hoare's quickselect; everything before `low` is no greater than what follows.
  private static func select(_ rank: Int, from low: Int, in numbers: UnsafeMutableBufferPointer<Double>)
    -> Double
  {
    var (low, high) = (low, numbers.count - 1)
    while low < high {
      let pivot = median(numbers[low], numbers[(low + high) / 2], numbers[high])
      var (left, right) = (low, high)
      while left <= right {
        while numbers[left] < pivot { left += 1 }
        while numbers[right] > pivot { right -= 1 }
        if left <= right {
          numbers.swapAt(left, right)
          left += 1
          right -= 1
        }
      }
      if rank <= right {
        high = right
      } else if rank >= left {
        low = left
      } else {
        return numbers[rank]
      }
    }
    return numbers[rank]
  }

  private static func median(_ one: Double, _ two: Double, _ three: Double) -> Double {
    max(min(one, two), min(max(one, two), three))
  }
}

extension Interval {
  /// The 90 % interval that replicates of an estimate span: their 5th, 50th and 95th percentiles, each one of them;
  /// `nil` without any finite one.
  init?(replicates: [Double]) {
    let finite = replicates.allSatisfy(\.isFinite) ? replicates : replicates.filter(\.isFinite)
    guard !finite.isEmpty else { return nil }
    let count = Double(finite.count)
    let ranks = [0.05, 0.5, 0.95].map { max(Int(($0 * count * (1 - 1e-12)).rounded(.up)) - 1, 0) }
    let values = Selection.values(at: ranks, of: finite)
    self.init(low: values[0], middle: values[1], high: values[2])
  }

  /// The same about their mean: what adds up over sizes, jobs and months.
  init?(meanOf replicates: [Double]) {
    self.init(replicates: replicates)
    let finite = replicates.filter(\.isFinite)
    let mean = finite.reduce(0, +) / Double(finite.count)
    middle = min(max(mean, low), high)
  }
}
