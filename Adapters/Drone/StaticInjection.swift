public import AdapterKit
public import InfraMindCore

extension Drone: StaticInjecting {
  /// Plans the edits for suggestions made from the same checkout.
  ///
  /// The caches of one pipeline are planned together: each of their suggestions then carries the same edits, to be
  /// applied once.
  ///
  /// - Returns: An outcome for every suggestion. ``Refusal/code`` is one of `advice-only`, `document-split`,
  ///   `generated-file`, `name-taken`, `not-a-list`, `outdated-suggestion`, `outside-workspace`, `shared-anchor`,
  ///   `signed-file`, `step-limit`, `unknown-label`, `unreadable-file`, `unreadable-value`, `variable-in-use`,
  ///   `wrong-platform`.
  /// - SeeAlso: Drone's documentation, "Pipelines"; drone/drone, `scheduler/queue/queue.go`.
  public func edits(
    for suggestions: [Suggestion], in repository: some RepositoryFiles, options: InjectionOptions
  ) -> [SuggestionID: EditOutcome] {
    var scene = InjectionScene(repository, options: options)
    var caches: [JobKey: [CacheWish]] = [:]
    var outcomes = suggestions.answered { suggestion throws(RefusedEdit) in
      let job = try scene.job(for: suggestion)
      switch suggestion.change {
      case .runner(let change):
        let edits = try RunnerMove(change, of: job, at: suggestion.position).edits()
        return edits.isEmpty ? .unchanged : .edits([job.edit(edits)])
      case .cache(let plan):
        guard let wish = try CacheWish(suggestion, plan, of: job, options: options) else { return .unchanged }
        caches[job.definition.key, default: []].append(wish)
        return nil
      }
    }
    for wishes in caches.values {
      outcomes.merge(CachePlanner(wishes, repository: repository).outcomes()) { first, _ in first }
    }
    return outcomes
  }
}
