public import AdapterKit
public import InfraMindCore

extension CircleCI: StaticInjecting {
  /// Plans the edits for suggestions made from the same checkout.
  ///
  /// Suggestions that concern one place of a file are planned together: each of them then carries the same edit,
  /// to be applied once. A place that rules other jobs too (an executor, a command, an anchor, a parameter's
  /// default) is only edited if suggestions for all of them agree; else the job gets a key of its own, where that
  /// is possible.
  ///
  /// - Returns: An outcome for every suggestion. ``Refusal/code`` is one of `advice-only`, `computed-value`,
  ///   `generated-file`, `no-checkout`, `no-orb`, `other-executor`, `outdated-suggestion`, `outside-enum`, `outside-view`,
  ///   `renames-job`, `shared-anchor`, `shared-place`, `unknown-label`, `unreadable-file`.
  /// - SeeAlso: CircleCI documentation, "Configuration reference" and "Caching".
  public func edits(
    for suggestions: [Suggestion], in repository: some RepositoryFiles, options: InjectionOptions
  ) -> [SuggestionID: EditOutcome] {
    var scene = InjectionScene(repository)
    var moves: [String: [RunnerWish]] = [:]
    var caches: [String: [CacheWish]] = [:]
    var outcomes = suggestions.answered { suggestion throws(RefusedEdit) in
      let (config, place) = try scene.job(for: suggestion)
      switch suggestion.change {
      case .measuring:
        return try MeasuringSteps(of: config.jobs[place], in: config).outcome()
      case .runner(let change):
        let wish = try RunnerWish(suggestion, change, of: place, in: config)
        guard !wish.rows.isEmpty else { return .unchanged }
        moves[config.path, default: []].append(wish)
      case .cache(let plan):
        caches[config.path, default: []].append(CacheWish(suggestion: suggestion, plan: plan, place: place))
      }
      return nil
    }
    for (file, wishes) in moves {
      guard let config = scene.config(file) else { continue }
      outcomes.merge(RunnerPlanner(wishes, in: config).outcomes) { first, _ in first }
    }
    for (file, wishes) in caches {
      guard let config = scene.config(file) else { continue }
      outcomes.merge(CachePlanner(wishes, in: config).outcomes) { first, _ in first }
    }
    return outcomes
  }
}
