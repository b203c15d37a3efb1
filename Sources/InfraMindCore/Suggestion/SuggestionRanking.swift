/// Orders suggestions by what they bring: a total order, so that equal input gives equal output.
public struct SuggestionRanking: Hashable, Sendable {
  /// What a minute of waiting is worth, in dollars.
  public var dollarsPerWaitingMinute: Double

  /// A ranking by a user's value of waiting.
  public init(preferences: AdvisingPreferences = AdvisingPreferences()) {
    dollarsPerWaitingMinute = preferences.dollarsPerWaitingMinute
  }

  /// What a suggestion is expected to bring in a month, waiting included, in dollars; `nil` if unknown.
  ///
  /// Time counts only where the runs of a month are known, money alone where they are not.
  public func valuePerMonth(of suggestion: Suggestion) -> Double? {
    let effect = suggestion.effect
    let waiting = effect.secondsPerRun.flatMap { seconds in
      effect.runsPerMonth.map { seconds.middle / 60 * dollarsPerWaitingMinute * $0.middle }
    }
    guard let money = effect.dollarsPerMonth?.middle else { return waiting }
    return money + (waiting ?? 0)
  }

  /// Most valuable first; an unknown value ranks as nothing. Of equal value the surer, then by job, kind and id.
  public func ranked(_ suggestions: [Suggestion]) -> [Suggestion] {
    suggestions.map { (suggestion: $0, value: Self.comparable(valuePerMonth(of: $0) ?? 0)) }
      .sorted { left, right in
        if left.value != right.value { return left.value > right.value }
        return Self.precedes(left.suggestion, right.suggestion)
      }
      .map(\.suggestion)
  }

  private static func precedes(_ left: Suggestion, _ right: Suggestion) -> Bool {
    let (leftSurety, rightSurety) = (comparable(left.confidence), comparable(right.confidence))
    if leftSurety != rightSurety { return leftSurety > rightSurety }
    if left.job != right.job { return left.job < right.job }
    if left.kind != right.kind { return left.kind.rawValue < right.kind.rawValue }
    return left.id < right.id
  }

  private static func comparable(_ value: Double) -> Double { value.isNaN ? 0 : value }
}
