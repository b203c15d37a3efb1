package import InfraMindCore

/// What one row of a job would do on every size of its machine's ladder.
package struct JobLadder: Sendable {
  /// The job, with its row.
  package var job: JobKey
  /// The row's name as people see it.
  package var name: String
  /// Where its machine is written, or would be.
  package var position: SourcePosition
  /// Smallest first; empty if nothing can be said.
  package var sizes: [SizePrediction] = []

  /// Whether no other size that may be taken is both faster and cheaper than the one at this place.
  package func isOnFrontier(_ place: Int) -> Bool {
    guard sizes.indices.contains(place), let figures = Self.figures(of: sizes[place]) else { return false }
    return !sizes.contains { other in
      guard other.isAdmissible || other.isCurrent, let theirs = Self.figures(of: other) else { return false }
      return theirs.seconds <= figures.seconds && theirs.dollars <= figures.dollars
        && (theirs.seconds < figures.seconds || theirs.dollars < figures.dollars)
    }
  }

  /// The place of the size with the least cost, waiting included, among today's and those that may be taken.
  package func best(dollarsPerWaitingMinute value: Double) -> Int? {
    sizes.indices
      .filter { sizes[$0].isAdmissible || sizes[$0].isCurrent }
      .compactMap { place in sizes[place].meanCost(dollarsPerWaitingMinute: value).map { (place, $0) } }
      .min { $0.1 < $1.1 }?.0
  }

  private static func figures(of size: SizePrediction) -> (seconds: Double, dollars: Double)? {
    size.meanDollars.map { (size.meanSeconds + size.countedQueueSeconds, $0) }
  }
}
