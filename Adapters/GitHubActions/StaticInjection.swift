public import AdapterKit
public import InfraMindCore

extension GitHubActions: StaticInjecting {
  /// Plans the edits for suggestions made from the same checkout.
  ///
  /// Suggestions that concern one place of a file are planned together: each of them then carries the same edit,
  /// to be applied once. A place that rules other jobs too is only edited if suggestions for all of them agree.
  ///
  /// - Returns: An outcome for every suggestion. ``Refusal/code`` is one of `advice-only`, `generated-file`,
  ///   `computed-value`, `shared-anchor`, `shared-place`, `renames-job`, `unknown-label`,
  ///   `unknown-action-version`; or, if the files have changed since the suggestions were made, `unreadable-file` or
  ///   `outdated-suggestion`.
  /// - SeeAlso: GitHub Docs, "Workflow syntax for GitHub Actions".
  public func edits(
    for suggestions: [Suggestion], in repository: some RepositoryFiles, options: InjectionOptions
  ) -> [SuggestionID: EditOutcome] {
    var scene = InjectionScene(adapter: self, repository: repository)
    var moves: [RunnerWish] = []
    var caches: [CacheWish] = []
    let outcomes = suggestions.answered { suggestion throws(RefusedEdit) in
      let job = try scene.job(for: suggestion)
      switch suggestion.change {
      case .measuring: return try MeasuringStep(job).outcome
      case .runner(let change):
        let wish = try RunnerWish(suggestion, change, in: job)
        guard !wish.rows.isEmpty else { return .unchanged }
        moves.append(wish)
      case .cache(let plan): caches.append(CacheWish(suggestion, plan, in: job))
      }
      return nil
    }
    return outcomes.merging(RunnerPlanner(moves).outcomes(in: &scene)) { first, _ in first }
      .merging(CachePlanner(caches, options: options).outcomes(in: &scene)) { first, _ in first }
  }
}
