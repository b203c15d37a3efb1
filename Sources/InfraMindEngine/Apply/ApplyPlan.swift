package import AdapterKit
package import InfraMindCore

/// What carrying out suggestions comes to, before anything is written.
package struct ApplyPlan: Sendable {
  /// One entry for every suggestion asked for, in the order given.
  package var outcomes: [Outcome]
  /// The files that change, sorted by path.
  package var files: [FileReplacement.File]

  /// What came of one suggestion.
  package struct Outcome: Sendable {
    package var suggestion: Suggestion
    package var result: Result
  }

  /// The three ways in which a suggestion can end.
  package enum Result: Hashable, Sendable {
    /// These files change, sorted.
    case edited([String])
    /// The files already are as suggested.
    case unchanged
    /// Nothing changes, and why.
    case refused(Refusal)
  }

  /// The plan as it ends if its files cannot be written: what would have been edited is refused.
  package func failing(with error: EngineError) -> ApplyPlan {
    var plan = self
    plan.files = []
    for index in plan.outcomes.indices {
      guard case .edited = plan.outcomes[index].result else { continue }
      let refusal = Refusal(
        code: error.code, sentence: error.message, position: plan.outcomes[index].suggestion.position)
      plan.outcomes[index].result = .refused(refusal)
    }
    return plan
  }

  /// The changes as one diff, with paths from the repository's root behind `prefix`.
  package func diff(prefix: String = "") -> [UInt8] {
    files.flatMap { UnifiedDiff(path: prefix + $0.path, before: $0.before, after: $0.after).bytes }
  }

  /// How many suggestions end in files that change.
  package var editedCount: Int { outcomes.count { if case .edited = $0.result { true } else { false } } }
  /// How many end without need of a change.
  package var unchangedCount: Int { outcomes.count { $0.result == .unchanged } }
  /// How many end refused.
  package var refusedCount: Int { outcomes.count - editedCount - unchangedCount }
}
