public import AdapterKit
public import InfraMindCore

extension Buildkite: StaticInjecting {
  /// Plans the edits for suggestions made from the same checkout.
  ///
  /// Suggestions that concern one place of a file are planned together: each of them then carries the same edits,
  /// to be applied once. Tags that rule other jobs too (the pipeline's `agents`, an anchor) are only edited if
  /// suggestions for all of them agree; else the step gets an `agents` of its own, where that is possible.
  ///
  /// - Returns: An outcome for every suggestion. ``Refusal/code`` is one of `advice-only`, `computed-value`,
  ///   `generated-file`, `in-container`, `no-variable`, `other-tags`, `outdated-suggestion`, `shared-anchor`,
  ///   `shared-place`, `shared-volume`, `signed-file`, `template-file`, `unknown-agents`, `unknown-label`,
  ///   `unreadable-file`.
  /// - SeeAlso: Buildkite documentation, "Command step", "Cache volumes".
  public func edits(
    for suggestions: [Suggestion], in repository: some RepositoryFiles, options: InjectionOptions
  ) -> [SuggestionID: EditOutcome] {
    var scene = InjectionScene(repository)
    var moves: [String: [RunnerWish]] = [:]
    var caches: [String: [CacheWish]] = [:]
    var outcomes = suggestions.answered { suggestion throws(RefusedEdit) in
      let (pipeline, step) = try scene.step(for: suggestion)
      switch suggestion.change {
      case .measuring:
        throw .measured(otherwise: "the plugin measures the step that names it", at: suggestion.position)
      case .runner(let change):
        let wish = try RunnerWish(suggestion, change, of: step, in: pipeline)
        guard !wish.rows.isEmpty else { return .unchanged }
        moves[pipeline.path, default: []].append(wish)
      case .cache(let plan):
        caches[pipeline.path, default: []].append(CacheWish(suggestion: suggestion, plan: plan, step: step))
      }
      return nil
    }
    for (file, wishes) in moves {
      guard let pipeline = scene.pipeline(file) else { continue }
      outcomes.merge(RunnerPlanner(wishes, in: pipeline).outcomes) { first, _ in first }
    }
    for (file, wishes) in caches {
      guard let pipeline = scene.pipeline(file) else { continue }
      outcomes.merge(CachePlanner(wishes, in: pipeline).outcomes) { first, _ in first }
    }
    return outcomes
  }
}
