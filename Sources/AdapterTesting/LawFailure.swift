public import InfraMindCore

/// One way in which an adapter breaks a law.
public struct LawFailure: Hashable, Sendable, CustomStringConvertible {
  /// The sample that shows it.
  public var sample: String
  /// Where in the sample; `nil` if it concerns no place in a file.
  public var position: SourcePosition?
  /// What was expected and what happened instead.
  public var sentence: String

  /// States a failure.
  public init(sample: String, position: SourcePosition? = nil, _ sentence: String) {
    self.sample = sample
    self.position = position
    self.sentence = sentence
  }

  /// `sample: file:line:column: sentence`.
  public var description: String {
    ([sample] + (position.map { ["\($0)"] } ?? []) + [sentence]).joined(separator: ": ")
  }
}
