public import AdapterKit
public import InfraMindCore
internal import LosslessYAML

extension TeamCity: StaticInjecting {
  /// Plans the edits for suggestions made from the same checkout.
  ///
  /// A job's machine is its own `runs-on`, or that key inserted behind its name; a cache is its own
  /// `enable-dependency-cache`. What concerns settings in Kotlin is answered with the words to put in, as a refusal:
  /// they are code.
  ///
  /// - Returns: An outcome for every suggestion. ``Refusal/code`` is one of `advice-only`, `computed-value`,
  ///   `container-step`, `generated-file`, `no-cache-key`, `other-fleet`, `outdated-suggestion`, `settings-code`,
  ///   `shared-anchor`, `switched-off`, `unknown-label`, `unreadable-file`, `unwritable-size`.
  public func edits(
    for suggestions: [Suggestion], in repository: some RepositoryFiles, options: InjectionOptions
  ) -> [SuggestionID: EditOutcome] {
    var scene = InjectionScene(adapter: self, repository: repository)
    return suggestions.answered { suggestion throws(RefusedEdit) in
      try Self.outcome(of: suggestion, in: &scene)
    }
  }

  static func measured(at position: SourcePosition) -> RefusedEdit {
    .measured(
      otherwise: "put `inframind record --output record.json --` before the command, or take the recipe",
      at: position)
  }

  private static func outcome(
    of suggestion: Suggestion, in scene: inout InjectionScene
  ) throws(RefusedEdit) -> EditOutcome {
    let definition = try scene.definition(for: suggestion)
    if SettingsFile.isKotlin(suggestion.job.pipeline) {
      let advice = SettingsAdvice(
        definition: definition, runners: scene.runners(of: definition), position: suggestion.position)
      throw advice.refusal(of: suggestion.change)
    }
    let job = try scene.job(definition, at: suggestion.position)
    let edits: [YAMLEdit]
    switch suggestion.change {
    case .measuring: throw Self.measured(at: suggestion.position)
    case .runner(let change):
      edits = try RunnerPlanner(job: job, change: change, position: suggestion.position).edits()
    case .cache(let plan):
      edits = try CachePlanner(job: job, plan: plan, position: suggestion.position).edits()
    }
    guard !edits.isEmpty else { return .unchanged }
    return .edits([FileEdit(file: suggestion.job.pipeline, edits: edits, dialect: .teamCity)])
  }
}
