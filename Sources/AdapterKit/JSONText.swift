internal import InfraMindCore

/// JSON that is to be written: bodies of requests, outputs, reports. Members keep their order.
public indirect enum JSONText: Hashable, Sendable, ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// A string.
  case string(String)
  /// A whole number.
  case integer(Int)
  /// A number; one that is not finite is written as `null`.
  case number(Double)
  /// `true` or `false`.
  case bool(Bool)
  /// A list.
  case list([JSONText])
  /// An object, its members in this order.
  case object([Member])

  /// A member of an object.
  public struct Member: Hashable, Sendable {
    /// Its key.
    public var key: String
    /// Its value.
    public var value: JSONText

    /// Names a value.
    public init(_ key: String, _ value: JSONText) {
      self.key = key
      self.value = value
    }
  }

  /// An object without the members that are `nil`.
  public static func members(_ members: KeyValuePairs<String, JSONText?>) -> JSONText {
    .object(members.compactMap { key, value in value.map { Member(key, $0) } })
  }

  /// A string.
  public init(stringLiteral value: String) { self = .string(value) }
  /// A truth value.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// A whole number.
  public init(integerLiteral value: Int) { self = .integer(value) }
  /// A list.
  public init(arrayLiteral elements: JSONText...) { self = .list(elements) }
  /// An object.
  public init(dictionaryLiteral elements: (String, JSONText)...) {
    self = .object(elements.map { Member($0.0, $0.1) })
  }

  /// The text, in one line and without blanks.
  public var text: String {
    switch self {
    case .string(let text): JSONObjectText.quoted(text)
    case .integer(let number): "\(number)"
    case .number(let number): number.isFinite ? number.short : "null"
    case .bool(let value): value ? "true" : "false"
    case .list(let elements): JSONObjectText.list(elements.map(\.text))
    case .object(let members):
      "{" + members.map { JSONObjectText.quoted($0.key) + ":" + $0.value.text }.joined(separator: ",") + "}"
    }
  }

  /// The text in UTF-8.
  public var bytes: [UInt8] { Array(text.utf8) }
}
