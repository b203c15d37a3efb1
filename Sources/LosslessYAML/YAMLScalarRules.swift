/// How plain scalars become values.
///
/// All rules read `~`, `null`, `Null`, `NULL` and an empty value as null, and `true`, `True`, `TRUE` and
/// their opposites as truth values. Quoted and block scalars are text, except under a tag such as `!!int`.
public struct YAMLScalarRules: Sendable, Hashable {
  /// Truth values beyond `true` and `false`.
  public enum TruthWords: Sendable, Hashable {
    /// None.
    case none
    /// `yes`, `no`, `on`, `off`, also capitalised or in capitals.
    case words
    /// These, and `y` and `n`.
    case wordsAndLetters
  }

  /// Truth values beyond `true` and `false`.
  public var truthWords: TruthWords
  /// Whether `0o17` is 15.
  public var prefixedOctal: Bool
  /// Whether `017` is 15.
  public var zeroOctal: Bool
  /// Whether `0b11` is 3.
  public var binary: Bool
  /// Whether `1_000` is a thousand.
  public var underscores: Bool
  /// Whether `1:30` is 90.
  public var sexagesimal: Bool

  /// Whether a fraction needs a point, and its exponent a sign: then `1e3` is text and `1.0e+3` a number.
  public var strictFloats: Bool

  /// Makes rules.
  public init(
    truthWords: TruthWords, prefixedOctal: Bool, zeroOctal: Bool, binary: Bool, underscores: Bool,
    sexagesimal: Bool, strictFloats: Bool
  ) {
    self.truthWords = truthWords
    self.prefixedOctal = prefixedOctal
    self.zeroOctal = zeroOctal
    self.binary = binary
    self.underscores = underscores
    self.sexagesimal = sexagesimal
    self.strictFloats = strictFloats
  }

  /// YAML 1.2, chapter 10.3.2.
  public static let core12 = YAMLScalarRules(
    truthWords: .none, prefixedOctal: true, zeroOctal: false, binary: false, underscores: false,
    sexagesimal: false, strictFloats: false)

  /// YAML 1.1 as PyYAML, Psych and SnakeYAML read it.
  public static let yaml11 = YAMLScalarRules(
    truthWords: .words, prefixedOctal: false, zeroOctal: true, binary: true, underscores: true,
    sexagesimal: true, strictFloats: true)

  /// go-yaml version 2.
  public static let goYAML2 = YAMLScalarRules(
    truthWords: .wordsAndLetters, prefixedOctal: true, zeroOctal: true, binary: true, underscores: true,
    sexagesimal: false, strictFloats: false)

  /// go-yaml version 3.
  public static let goYAML3 = YAMLScalarRules(
    truthWords: .none, prefixedOctal: true, zeroOctal: true, binary: true, underscores: true,
    sexagesimal: false, strictFloats: false)
}
