public import InfraMindCore

/// Something that a delivery lacks and the platform's API tells: kept in a queue until it is answered.
public struct FollowUp: Sendable, Hashable, Codable {
  /// Which run it is about.
  public var run: RunReference
  /// What to ask, in the adapter's own word, such as `job` or `usage`.
  public var question: String
  /// What the question is about, by the adapter's own names: ids, numbers, slugs. Never a secret.
  public var parameters: [String: String]
  /// How long to wait first: some answers take time to become complete.
  public var delay: Duration

  /// States a question.
  public init(
    run: RunReference, question: String, parameters: [String: String] = [:], delay: Duration = .zero
  ) {
    self.run = run
    self.question = question
    self.parameters = parameters
    self.delay = delay
  }
}
