package import InfraMindCore

/// Which suggestions a user wants to see or to carry out; an empty selection takes all.
package struct Selection: Hashable, Sendable {
  /// Ids, or their beginnings of at least four digits.
  package var ids: [String]
  /// Patterns over jobs.
  package var jobs: [JobPattern]
  /// One kind.
  package var kind: SuggestionKind?

  /// Selects.
  package init(ids: [String] = [], jobs: [JobPattern] = [], kind: SuggestionKind? = nil) {
    self.ids = ids.map { $0.lowercased() }
    self.jobs = jobs
    self.kind = kind
  }

  /// Whether a suggestion is selected.
  package func takes(_ suggestion: Suggestion) -> Bool {
    if let kind, suggestion.kind != kind { return false }
    if !jobs.isEmpty, !jobs.contains(where: { $0.matches(suggestion.job) }) { return false }
    return ids.isEmpty || ids.contains { Self.id($0, names: suggestion.id) }
  }

  /// The ids that name no suggestion at all.
  package func unknownIDs(among suggestions: [Suggestion]) -> [String] {
    ids.filter { id in !suggestions.contains { Self.id(id, names: $0.id) } }
  }

  /// The patterns that no job matches.
  package func unknownJobs(among jobs: [JobDefinition]) -> [String] {
    self.jobs.filter { pattern in !jobs.contains { pattern.matches($0.key) } }.map(\.text)
  }

  private static func id(_ text: String, names id: SuggestionID) -> Bool {
    text == id.rawValue || (text.count >= 4 && id.rawValue.hasPrefix(text))
  }
}

extension RepositoryReport {
  /// Leaves out what is not selected; it counts as held back.
  package mutating func select(_ selection: Selection) {
    let taken = suggestions.filter(selection.takes)
    heldBack += suggestions.count - taken.count
    suggestions = taken
  }
}
