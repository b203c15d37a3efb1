internal import InfraMindCore

/// The order in which suggestions are shown.
enum Ranking {
  /// Most useful first: by money, then time, then confidence, then place.
  static func ranked(_ suggestions: [Suggestion]) -> [Suggestion] {
    suggestions.sorted { left, right in
      let (a, b) = (weight(left), weight(right))
      if a != b { return a > b }
      if left.position != right.position { return left.position < right.position }
      return left.id < right.id
    }
  }

  private static func weight(_ suggestion: Suggestion) -> (Double, Double, Double) {
    (
      suggestion.effect.dollarsPerMonth?.middle ?? 0, suggestion.effect.secondsPerRun?.middle ?? 0,
      suggestion.confidence
    )
  }
}
