/// Decides whether a new model takes the place of the one that serves.
package struct PromotionRule: Hashable, Sendable {
  /// Standard errors by which the mean loss must be smaller.
  ///
  /// A candidate that is not better passes by luck in about 5 % of trials at 1.64, the default.
  package var standardErrors = 1.64
  /// Smallest share of the incumbent's loss that must be saved.
  package var leastShare = 0.0
  /// Fewest runs that both must have predicted.
  package var leastRuns = 50

  /// The rule with its defaults.
  package init() {}

  /// What was decided, and why.
  package enum Verdict: Hashable, Sendable {
    /// The candidate serves from now on.
    case promoted(PairedComparison)
    /// The candidate errs more, or not less by enough to rule out luck.
    case refused(PairedComparison)
    /// There was too little to compare.
    case tooFewRuns(Int, needed: Int)

    /// Whether the candidate serves from now on.
    package var isPromoted: Bool {
      if case .promoted = self { true } else { false }
    }
  }

  /// Decides.
  ///
  /// - Parameter comparison: On runs that neither model was trained on; `nil` if there are none.
  package func verdict(on comparison: PairedComparison?) -> Verdict {
    guard let comparison, comparison.count >= leastRuns else {
      return .tooFewRuns(comparison?.count ?? 0, needed: leastRuns)
    }
    let isBetter =
      comparison.gain > standardErrors * comparison.standardError
      && comparison.share >= leastShare && comparison.gain > 0
    return isBetter ? .promoted(comparison) : .refused(comparison)
  }
}
