public import AdapterKit
public import InfraMindCore

extension GitLabCI: StaticInjecting {
  /// Plans the edits for suggestions made from the same checkout.
  ///
  /// Suggestions that concern one job are planned together: each of them then carries the same edits, to be
  /// applied once. A place that rules other jobs too is only edited if suggestions for all of them agree.
  ///
  /// - Returns: An outcome for every suggestion. ``Refusal/code`` is one of `advice-only`,
  ///   `computed-value`, `default-runner`, `generated-file`, `outdated-suggestion`, `outside-view`,
  ///   `outside-workspace`, `renames-job`, `shared-anchor`, `shared-place`, `switched-off`,
  ///   `too-many-caches`, `unknown-label`, `unreadable-file`, `variable-in-use`, `would-lose-comments`.
  /// - SeeAlso: GitLab Docs, "CI/CD YAML syntax reference".
  public func edits(
    for suggestions: [Suggestion], in repository: some RepositoryFiles, options: InjectionOptions
  ) -> [SuggestionID: EditOutcome] {
    var scene = InjectionScene(repository, for: suggestions)
    var outcomes: [SuggestionID: EditOutcome] = [:]
    var moves: [RunnerWish] = []
    var caches: [CacheWish] = []
    for suggestion in suggestions.sorted(by: { $0.id < $1.id }) where outcomes[suggestion.id] == nil {
      do throws(RefusedEdit) {
        let job = try scene.job(for: suggestion)
        switch suggestion.change {
        case .runner(let change):
          if let wish = try RunnerWish(suggestion, change, for: job) {
            moves.append(wish)
          } else {
            outcomes[suggestion.id] = .unchanged
          }
        case .cache(let plan):
          if let wish = try CacheWish(suggestion, plan, for: job) {
            caches.append(wish)
          } else {
            outcomes[suggestion.id] = .unchanged
          }
        }
      } catch {
        outcomes[suggestion.id] = .refused(error.refusal)
      }
    }
    outcomes.merge(RunnerPlanner(moves).outcomes(in: &scene)) { first, _ in first }
    outcomes.merge(CachePlanner(caches).outcomes(in: &scene)) { first, _ in first }
    return outcomes
  }
}
