/// How much less one model errs than another on the same runs.
package struct PairedComparison: Hashable, Sendable {
  /// Mean loss of the candidate.
  package let candidate: Double
  /// Mean loss of the incumbent.
  package let incumbent: Double
  /// Standard error of the difference of the means, from the spread of the groups' sums: runs of one project
  /// are not independent. Infinite with fewer than two groups.
  package let standardError: Double
  /// Runs compared.
  package let count: Int

  /// Compares the losses of two models on the same runs.
  ///
  /// - Parameters:
  ///   - candidate: Losses, one for each run.
  ///   - incumbent: The same runs' losses by the other model.
  ///   - groups: Which runs belong together, such as those of one project in one month.
  /// - Returns: `nil` without runs, or if the three are not equally long.
  /// - SeeAlso: Liang and Zeger, "Longitudinal data analysis using generalized linear models", 1986 (sums of
  ///   clusters).
  package init?(
    candidate: some Collection<Double>, incumbent: some Collection<Double>, groups: some Collection<Int>
  ) {
    let (candidate, incumbent, groups) = (Array(candidate), Array(incumbent), Array(groups))
    guard !candidate.isEmpty, candidate.count == incumbent.count, groups.count == candidate.count else {
      return nil
    }
    let count = Double(candidate.count)
    self.count = candidate.count
    self.candidate = candidate.reduce(0, +) / count
    self.incumbent = incumbent.reduce(0, +) / count

    let mean = self.incumbent - self.candidate
    var sums: [Int: Double] = [:]
    for index in candidate.indices {
      sums[groups[index], default: 0] += incumbent[index] - candidate[index] - mean
    }
    let clusters = Double(sums.count)
    let squares = sums.keys.sorted().reduce(0) { $0 + (sums[$1] ?? 0) * (sums[$1] ?? 0) }
    standardError =
      clusters < 2 ? .infinity : (squares * clusters / (clusters - 1)).squareRoot() / count
  }

  /// Mean loss that the candidate saves; negative if it errs more.
  package var gain: Double { incumbent - candidate }

  /// Share of the incumbent's loss that the candidate saves.
  package var share: Double { incumbent > 0 ? gain / incumbent : 0 }
}
