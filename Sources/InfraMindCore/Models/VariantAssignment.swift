/// Which jobs a second model serves while two are compared on live runs.
package struct VariantAssignment: Hashable, Sendable {
  /// One of the two.
  package enum Variant: String, Hashable, Sendable {
    /// The model that served before.
    case incumbent
    /// The one on trial.
    case candidate
  }

  /// Name of the comparison: another name draws other jobs.
  package var name: String
  /// Share of the jobs that the candidate serves, 0...1.
  package var share: Double

  /// Names a comparison.
  package init(name: String, share: Double = 0.5) {
    self.name = name
    self.share = min(max(share, 0), 1)
  }

  /// The comparison of a model with the one that serves; `nil` stands for what serves without a model.
  package init(of candidate: String, against incumbent: String?, share: Double) {
    self.init(name: "\(candidate) \(incumbent ?? "")", share: share)
  }

  /// The variant that serves a job: always the same one, on every machine.
  package func variant(for job: String) -> Variant {
    var generator = SeededGenerator(seed: stableHash(name + "\u{0}" + job))
    return generator.uniform() < share ? .candidate : .incumbent
  }

  /// The variant that serves a job.
  package func variant(for job: JobKey) -> Variant { variant(for: "\(job)") }
}
