/// What was agreed with a platform to prove its deliveries. Never printed.
public struct WebhookSecret: Sendable, CustomStringConvertible, CustomReflectable {
  /// How the platform uses it, on platforms that know two ways.
  public enum Use: String, Sendable, Hashable, CaseIterable {
    /// It keys a signature over the body.
    case signature
    /// It is sent along as it is.
    case token
  }

  /// The values that are valid now: one, or while it is changed two. At least one, none of them empty.
  let values: [String]
  /// How it is used; `nil` where the platform knows one way only, or the value tells it.
  public let use: Use?

  /// A secret, perhaps with the one that it takes the place of.
  ///
  /// - Returns: `nil` if no value is given or one is empty: an empty secret would prove everybody.
  public init?(_ values: [String], use: Use? = nil) {
    guard !values.isEmpty, values.allSatisfy({ !$0.isEmpty }) else { return nil }
    self.values = values
    self.use = use
  }

  /// Those of the values that begin so, on platforms where that tells how they are used; `nil` for none.
  public func values(beginningWith prefix: String) -> WebhookSecret? {
    WebhookSecret(values.filter { $0.hasPrefix(prefix) }, use: use)
  }

  /// Those of the values that do not begin so; `nil` for none.
  public func values(notBeginningWith prefix: String) -> WebhookSecret? {
    WebhookSecret(values.filter { !$0.hasPrefix(prefix) }, use: use)
  }

  /// Whether every value is `user:password`, as HTTP Basic authentication needs it.
  public var isCredentials: Bool { values.allSatisfy { $0.contains(":") } }

  /// Nothing of the value.
  public var description: String { "(secret)" }
  /// Nothing of the value.
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}
