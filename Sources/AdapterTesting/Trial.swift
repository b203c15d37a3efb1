package import AdapterKit
package import InfraMindCore
package import LosslessYAML

/// Suggestions carried out in memory: the checkout and its readout before and after.
package struct Trial {
  let before: SampleRepository
  let jobsBefore: [JobDefinition]
  package let suggestions: [Suggestion]
  package let outcomes: [SuggestionID: EditOutcome]
  /// The checkout afterwards; `nil` if the edits cannot be applied, for the reason in ``problem``.
  package private(set) var after: SampleRepository?
  let problem: YAMLError?
  /// What was changed, by file.
  package private(set) var revisions: [String: YAMLRevision] = [:]

  /// Tries suggestions made for the jobs that were read of a checkout.
  package init(
    _ suggestions: [Suggestion], of subject: AdapterLawSubject, in sample: SampleRepository,
    jobs: [JobDefinition]
  ) {
    before = sample
    jobsBefore = jobs
    self.suggestions = suggestions
    outcomes = Self.outcomes(of: suggestions, subject, in: sample)
    do throws(YAMLError) {
      let files = try EditedFiles(outcomes, in: sample)
      problem = nil
      after = files.checkout
      revisions = files.revisions
    } catch {
      problem = error
    }
  }

  /// A second reading, if there were edits.
  func readoutAfter(by subject: AdapterLawSubject) -> PipelineReadout? {
    guard let after, !revisions.isEmpty else { return nil }
    return subject.readout(of: after)
  }

  /// How it breaks the laws of writing.
  package func failures(under subject: AdapterLawSubject) -> [LawFailure] {
    var court = Court(subject)
    court.checkAll(self)
    return court.failures
  }

  /// What the adapter answers in a checkout that has every tool's files.
  package static func outcomes(
    of suggestions: [Suggestion], _ subject: AdapterLawSubject, in sample: SampleRepository
  ) -> [SuggestionID: EditOutcome] {
    subject.adapter.edits(for: suggestions, in: ProjectFiles(around: sample), options: InjectionOptions())
  }

  /// The suggestions whose outcome is edits.
  package var edited: [Suggestion] {
    suggestions.filter { if case .edits = outcomes[$0.id] { true } else { false } }
  }

  /// Files that edits are for.
  var touched: Set<String> {
    Set(
      outcomes.values.flatMap { outcome -> [String] in
        if case .edits(let edits) = outcome { edits.map(\.file) } else { [] }
      })
  }
}
