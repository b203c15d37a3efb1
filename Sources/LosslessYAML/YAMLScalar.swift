/// The value of a scalar, as a dialect resolves it.
public enum YAMLScalar: Hashable, Sendable {
  /// Nothing: an empty value, `~` or `null`.
  case null
  /// A truth value.
  case bool(Bool)
  /// A whole number that fits in 64 bits.
  case int(Int)
  /// Any other number.
  case float(Double)
  /// Text; also a scalar with a tag that YAML itself does not define.
  case string(String)
}

extension YAMLScalar: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByFloatLiteral, ExpressibleByNilLiteral
{
  /// Text.
  public init(stringLiteral value: String) { self = .string(value) }
  /// A whole number.
  public init(integerLiteral value: Int) { self = .int(value) }
  /// A truth value.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// A number.
  public init(floatLiteral value: Double) { self = .float(value) }
  /// Nothing.
  public init(nilLiteral: ()) { self = .null }
}
