public import AdapterKit
public import InfraMindCore

extension GitHubActions: StaticInjecting {
  /// Refuses every suggestion: this adapter gives advice in words only.
  public func edits(
    for suggestions: [Suggestion], in repository: some RepositoryFiles, options: InjectionOptions
  ) -> [SuggestionID: EditOutcome] {
    var outcomes: [SuggestionID: EditOutcome] = [:]
    for suggestion in suggestions {
      outcomes[suggestion.id] = .refused(
        Refusal(
          code: "advice-only", sentence: "this change is not written into files",
          position: suggestion.position))
    }
    return outcomes
  }
}
