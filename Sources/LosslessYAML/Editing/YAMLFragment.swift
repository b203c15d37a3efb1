/// What an edit writes: a value without layout, which takes indentation, line ends and quotes from its place.
///
/// Literals work: `["path": "~/.npm", "keys": ["a", "b"], "retries": 3]`.
public indirect enum YAMLFragment: Hashable, Sendable {
  /// A scalar, quoted where its text would otherwise be read as something else.
  ///
  /// Text of several lines becomes a literal block, or an escaped double-quoted scalar where no block may
  /// stand. ``ScalarStyle/automatic`` is what most callers want.
  case scalar(YAMLScalar, style: ScalarStyle = .automatic)
  /// Text as a literal block (`|`), also where it has one line only. Inside a flow collection no block may
  /// stand, and the text is double-quoted there.
  case literal(String)
  /// A mapping, its entries in this order. Two equal keys are refused when the edit is applied.
  case mapping([Entry])
  /// A sequence.
  case sequence([YAMLFragment])
  /// A collection written on one line: `[a, b]`, `{a: b}`. Of a scalar it changes nothing.
  case flow(YAMLFragment)
  /// A fragment with a comment behind it on its first line, given without `#`: `uses: a@0f3c # v4`.
  ///
  /// The comment must be one line. Inside a flow collection it is refused.
  case commented(YAMLFragment, trailing: String)
  /// A value with a tag before it, on one line: `!reference [.base, script]`.
  ///
  /// The tag is one of the file's own, `!` and letters, digits or hyphens; another is refused when the edit is applied.
  case tagged(String, YAMLFragment)

  /// An entry of a mapping fragment.
  public struct Entry: Hashable, Sendable {
    /// The key's text; quoted where it must be.
    public var key: String
    /// The value.
    public var value: YAMLFragment

    /// Makes an entry.
    public init(key: String, value: YAMLFragment) {
      self.key = key
      self.value = value
    }
  }

  /// How a scalar is written where there is a choice.
  public enum ScalarStyle: Hashable, Sendable {
    /// Plain where that reads back as the same value, else in the quotes that the file prefers.
    case automatic
    /// In single quotes, or in double quotes where single ones cannot hold the text. Only text may be quoted.
    case singleQuoted
    /// In double quotes. Only text may be quoted.
    case doubleQuoted
  }

  /// A mapping from pairs, its entries in this order.
  public static func mapping(_ pairs: [(String, YAMLFragment)]) -> YAMLFragment {
    .mapping(pairs.map { Entry(key: $0.0, value: $0.1) })
  }

  /// Text, in the style that suits it.
  public static func string(_ text: String) -> YAMLFragment {
    .scalar(.string(text))
  }
}

extension YAMLFragment: ExpressibleByStringLiteral, ExpressibleByStringInterpolation,
  ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral, ExpressibleByFloatLiteral,
  ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// Text.
  public init(stringLiteral value: String) { self = .scalar(.string(value)) }
  /// A whole number.
  public init(integerLiteral value: Int) { self = .scalar(.int(value)) }
  /// A truth value.
  public init(booleanLiteral value: Bool) { self = .scalar(.bool(value)) }
  /// A number.
  public init(floatLiteral value: Double) { self = .scalar(.float(value)) }
  /// Nothing.
  public init(nilLiteral: ()) { self = .scalar(.null) }
  /// A sequence.
  public init(arrayLiteral elements: YAMLFragment...) { self = .sequence(elements) }
  /// A mapping, its entries in the order written.
  public init(dictionaryLiteral elements: (String, YAMLFragment)...) { self = .mapping(elements) }
}
