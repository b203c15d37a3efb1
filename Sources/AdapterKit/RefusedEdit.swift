public import InfraMindCore

/// A refusal on its way to the outcome, for planners that stop at the first thing in the way.
public struct RefusedEdit: Error, Hashable, Sendable {
  /// What becomes the outcome.
  public var refusal: Refusal

  /// Refuses, with a fixed word, one sentence and the place in the way.
  public init(_ code: String, _ sentence: String, at position: SourcePosition) {
    refusal = Refusal(code: code, sentence: sentence, position: position)
  }
}
