/// Tells losses so that jobs can be compared of which some err ten times as much as others: as the difference from the
/// loss of the rule without a model on the same run, in shares of what that rule lost in the job's runs before.
package struct RelativeLosses: Hashable, Sendable {
  private var jobs: [Int: SIMD2<Double>] = [:]

  /// Nothing taken yet.
  package init() {}

  /// Takes the losses of a run.
  ///
  /// - Returns: The loss to compare; `nil` for the first run of a job, whose share nobody knew beforehand, and for
  ///   numbers that are not finite.
  package mutating func take(_ loss: Double, rule: Double, job: Int) -> Double? {
    guard loss.isFinite, rule.isFinite else { return nil }
    let before = jobs[job] ?? .zero
    jobs[job] = before + SIMD2(1, rule)
    guard before.y > 0 else { return nil }
    return (loss - rule) * before.x / before.y
  }
}
