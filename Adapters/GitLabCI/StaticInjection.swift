public import AdapterKit
public import InfraMindCore

extension GitLabCI: StaticInjecting {
  /// Plans the edits for suggestions made from the same checkout.
  ///
  /// Suggestions that concern one job are planned together: each of them then carries the same edits, to be
  /// applied once. A place that rules other jobs too is only edited if suggestions for all of them agree.
  ///
  /// - Returns: An outcome for every suggestion. ``Refusal/code`` is one of `advice-only`,
  ///   `computed-value`, `default-runner`, `generated-file`, `no-component`, `outdated-suggestion`, `outside-view`,
  ///   `outside-workspace`, `renames-job`, `shared-anchor`, `shared-place`, `switched-off`,
  ///   `too-many-caches`, `unknown-label`, `unreadable-file`, `variable-in-use`, `would-lose-comments`.
  /// - SeeAlso: GitLab Docs, "CI/CD YAML syntax reference".
  public func edits(
    for suggestions: [Suggestion], in repository: some RepositoryFiles, options: InjectionOptions
  ) -> [SuggestionID: EditOutcome] {
    var scene = InjectionScene(repository, for: suggestions)
    var moves: [RunnerWish] = []
    var caches: [CacheWish] = []
    let outcomes = suggestions.answered { suggestion throws(RefusedEdit) in
      let job = try scene.job(for: suggestion)
      switch suggestion.change {
      case .measuring:
        let lines = MeasuringLines(job)
        try lines.refuse(scene.dependents(of: job), besides: suggestions)
        return try lines.outcome()
      case .runner(let change):
        guard let wish = try RunnerWish(suggestion, change, for: job) else { return .unchanged }
        moves.append(wish)
      case .cache(let plan):
        guard let wish = try CacheWish(suggestion, plan, for: job) else { return .unchanged }
        caches.append(wish)
      }
      return nil
    }
    return outcomes.merging(RunnerPlanner(moves).outcomes(in: &scene)) { first, _ in first }
      .merging(CachePlanner(caches).outcomes(in: &scene)) { first, _ in first }
  }
}
