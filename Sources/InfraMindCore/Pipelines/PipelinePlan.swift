/// A size for every job of a pipeline, and what all of it takes and costs.
package struct PipelinePlan: Hashable, Sendable {
  /// For each job the place of its size in ``PlannedJob/options``.
  package var choice: [Int]
  /// Time from the start of the first job to the end of the last, in seconds.
  package var seconds: Double
  /// Bills of all jobs together, in dollars.
  package var dollars: Double

  /// What a run costs with a value of waiting, in dollars.
  package func cost(dollarsPerWaitingMinute value: Double) -> Double { dollars + seconds / 60 * value }
}

extension Array {
  /// What no other element beats in both figures, in rising order of the first; of equals the first.
  func paretoFront(_ figures: (Element) -> (Double, Double)) -> [Element] {
    let measured = enumerated().map { (place: $0.offset, figures: figures($0.element)) }
    let sorted = measured.sorted { left, right in
      if left.figures != right.figures { return left.figures < right.figures }
      return left.place < right.place
    }
    var best = Double.infinity
    return sorted.compactMap { candidate in
      guard candidate.figures.1 < best else { return nil }
      best = candidate.figures.1
      return self[candidate.place]
    }
  }
}
