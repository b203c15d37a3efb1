public import AdapterKit
public import InfraMindCore

extension Drone: StaticInjecting {
  /// Plans the edits for suggestions made from the same checkout.
  ///
  /// The caches of one pipeline or workflow are planned together: each of their suggestions then carries the
  /// same edits, to be applied once. So are the moves of a workflow, since a line may rule several rows of
  /// its matrix.
  ///
  /// - Returns: An outcome for every suggestion. ``Refusal/code`` is one of `advice-only`, `document-split`,
  ///   `generated-file`, `name-taken`, `not-a-list`, `outdated-suggestion`, `outside-workspace`,
  ///   `renames-job`, `shared-anchor`, `shared-place`, `signed-file`, `step-limit`, `unknown-label`,
  ///   `unreadable-file`, `unreadable-value`, `variable-in-use`, `wrong-platform`.
  /// - SeeAlso: Drone's documentation, "Pipelines"; drone/drone, `scheduler/queue/queue.go`.
  public func edits(
    for suggestions: [Suggestion], in repository: some RepositoryFiles, options: InjectionOptions
  ) -> [SuggestionID: EditOutcome] {
    var scene = InjectionScene(repository, options: options)
    var caches: [JobKey: [CacheWish]] = [:]
    var moves: [JobKey: [WorkflowWish]] = [:]
    var outcomes = suggestions.answered { suggestion throws(RefusedEdit) in
      let job = try scene.job(for: suggestion)
      switch (suggestion.change, job.unit) {
      case (.measuring, _):
        throw .measured(
          otherwise: "put `inframind record --output record.json --` before the command",
          at: suggestion.position)
      case (.runner(let change), .pipeline(let pipeline)):
        let edits = try RunnerMove(change, of: pipeline, at: suggestion.position).edits()
        return edits.isEmpty ? .unchanged : .edits([job.edit(edits)])
      case (.runner(let change), .workflow(let workflow)):
        let wish = try WorkflowWish(suggestion, change, of: workflow, job.definition)
        guard !wish.rows.isEmpty else { return .unchanged }
        moves[job.definition.key, default: []].append(wish)
      case (.cache(let plan), _):
        guard let wish = try CacheWish(suggestion, plan, of: job, options: options) else { return .unchanged }
        caches[job.definition.key, default: []].append(wish)
      }
      return nil
    }
    for wishes in caches.values {
      outcomes.merge(CachePlanner(wishes, repository: repository).outcomes()) { first, _ in first }
    }
    for wishes in moves.values {
      outcomes.merge(WorkflowPlanner(wishes).outcomes()) { first, _ in first }
    }
    return outcomes
  }
}
