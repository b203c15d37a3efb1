package import AdapterKit
package import InfraMindCore

/// Finds out what carrying out suggestions would change, and proves it on a copy in memory.
///
/// A suggestion counts as carried out only if a second reading of the changed files shows it: it is no longer
/// suggested, the job still has its name, and nothing became unreadable.
package struct Applier: Sendable {
  private let registry: AdapterRegistry
  private let suggester: Suggester

  /// An applier over the same adapters as a suggester.
  package init(_ registry: AdapterRegistry, _ suggester: Suggester) {
    self.registry = registry
    self.suggester = suggester
  }

  /// Plans.
  ///
  /// - Parameters:
  ///   - suggestions: Some of `report.suggestions`.
  ///   - report: What was found on `files`.
  ///   - files: The checkout as it is.
  ///   - obstacles: Why files must not be written, of those asked about; such as uncommitted changes.
  package func plan(
    _ suggestions: [Suggestion], of report: RepositoryReport, in files: any RepositoryFiles,
    _ surroundings: Suggester.Surroundings, obstacles: ([String]) -> [String: EngineError] = { _ in [:] }
  ) -> ApplyPlan {
    var refusals: [SuggestionID: Refusal] = [:]
    var unknownFiles: Set<String> = []
    var blocked: [String: EngineError] = [:]
    // Every round without an end refuses at least one more suggestion.
    while true {
      let open = suggestions.filter { refusals[$0.id] == nil }
      let draft = EditDraft(of: open, in: files, bench(report, surroundings))
      let touched = Set(draft.overlay.replaced.keys)
      let asked = touched.subtracting(unknownFiles)
      blocked.merge(obstacles(asked.sorted())) { $1 }
      unknownFiles.formUnion(asked)

      var late = draft.refusals(because: blocked)
      if late.isEmpty, !touched.isEmpty {
        let after = suggester.report(on: report.repository, reading: draft.overlay, surroundings)
        late = SecondReading(before: report, after: after).refusals(
          of: draft.edited, changing: draft.files(of:))
      }
      guard !late.isEmpty else { return Self.plan(suggestions, draft, refusals, files) }
      refusals.merge(late) { $1 }
    }
  }

  /// Why suggestions cannot be carried out, as far as their adapters alone can tell: nothing is applied.
  package func refusals(
    of suggestions: [Suggestion], in files: any RepositoryFiles, _ surroundings: Suggester.Surroundings
  ) -> [SuggestionID: Refusal] {
    var refusals: [SuggestionID: Refusal] = [:]
    for adapter in registry.adapters {
      let own = suggestions.filter { $0.adviceOnly == nil && $0.job.platform == type(of: adapter).platform }
      guard !own.isEmpty else { continue }
      for (id, outcome) in adapter.edits(for: own, in: files, options: surroundings.settings.injectionOptions)
      {
        if case .refused(let refusal) = outcome { refusals[id] = refusal }
      }
    }
    return refusals
  }

  private func bench(_ report: RepositoryReport, _ surroundings: Suggester.Surroundings) -> EditDraft.Bench {
    EditDraft.Bench(
      registry: registry, suggester: suggester, repository: report.repository, surroundings: surroundings,
      options: surroundings.settings.injectionOptions)
  }

  private static func plan(
    _ suggestions: [Suggestion], _ draft: EditDraft, _ refusals: [SuggestionID: Refusal],
    _ files: any RepositoryFiles
  ) -> ApplyPlan {
    let outcomes = suggestions.map { suggestion in
      let result = refusals[suggestion.id].map(ApplyPlan.Result.refused) ?? draft.results[suggestion.id]
      return ApplyPlan.Outcome(suggestion: suggestion, result: result ?? .unchanged)
    }
    let changed = draft.overlay.replaced.sorted { $0.key < $1.key }.compactMap { path, after in
      files.contents(of: path).map { FileReplacement.File(path: path, before: $0, after: after) }
    }
    return ApplyPlan(outcomes: outcomes, files: changed.filter { $0.before != $0.after })
  }
}
