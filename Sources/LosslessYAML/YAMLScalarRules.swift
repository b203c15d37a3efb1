/// How plain scalars become values.
///
/// All rules read `~`, `null`, `Null`, `NULL` and an empty value as null, and `true`, `True`, `TRUE` and
/// their opposites as truth values. Quoted and block scalars are text, except under a tag such as `!!int`. A
/// timestamp is text here; where a reader makes a date of it, new text that looks like one gets quotes.
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

  /// What `1:30` means.
  public enum Sexagesimal: Sendable, Hashable {
    /// Text.
    case text
    /// 90, as YAML 1.1 has it: each part counts sixty of the next. Not with a leading zero.
    case number
    /// 5400, as Psych has it: hours, minutes and, where given, seconds.
    case hours
  }

  /// Truth values beyond `true` and `false`.
  public var truthWords: TruthWords
  /// Whether truth values, null, infinity and `.nan` may be spelled in any case, as in `yEs`.
  public var ignoresCase: Bool
  /// Whether `0o17` is 15.
  public var prefixedOctal: Bool
  /// Whether `017` is 15.
  public var zeroOctal: Bool
  /// Whether `0b11` is 3.
  public var binary: Bool
  /// Whether the prefixes may be capitals: then `0X1F` is 31.
  public var capitalPrefixes: Bool
  /// Whether `1_000` is a thousand.
  public var underscores: Bool
  /// Whether `1,000` is a thousand.
  public var commas: Bool
  /// What `1:30` means.
  public var sexagesimal: Sexagesimal
  /// Whether a fraction needs a point, and its exponent a sign: then `1e3` is text and `1.0e+3` a number.
  public var strictFloats: Bool
  /// Whether the reader makes a date of `2026-01-31`.
  public var timestamps: Bool

  /// Makes rules.
  public init(
    truthWords: TruthWords, ignoresCase: Bool = false, prefixedOctal: Bool, zeroOctal: Bool, binary: Bool,
    capitalPrefixes: Bool = false, underscores: Bool, commas: Bool = false, sexagesimal: Sexagesimal,
    strictFloats: Bool, timestamps: Bool
  ) {
    self.truthWords = truthWords
    self.ignoresCase = ignoresCase
    self.prefixedOctal = prefixedOctal
    self.zeroOctal = zeroOctal
    self.binary = binary
    self.capitalPrefixes = capitalPrefixes
    self.underscores = underscores
    self.commas = commas
    self.sexagesimal = sexagesimal
    self.strictFloats = strictFloats
    self.timestamps = timestamps
  }

  /// YAML 1.2, chapter 10.3.2.
  public static let core12 = YAMLScalarRules(
    truthWords: .none, prefixedOctal: true, zeroOctal: false, binary: false, underscores: false,
    sexagesimal: .text, strictFloats: false, timestamps: false)

  /// YAML 1.1 as PyYAML reads it.
  ///
  /// - SeeAlso: PyYAML, `lib/yaml/resolver.py`.
  public static let yaml11 = YAMLScalarRules(
    truthWords: .words, prefixedOctal: false, zeroOctal: true, binary: true, underscores: true,
    sexagesimal: .number, strictFloats: true, timestamps: true)

  /// Ruby's Psych. It also makes symbols of text such as `:a`.
  ///
  /// - SeeAlso: ruby/psych, `lib/psych/scalar_scanner.rb`, with its default `INTEGER_LEGACY`.
  public static let psych = YAMLScalarRules(
    truthWords: .words, ignoresCase: true, prefixedOctal: false, zeroOctal: true, binary: true,
    underscores: true, commas: true, sexagesimal: .hours, strictFloats: true, timestamps: true)

  /// SnakeYAML. Version 1 reads `08` as 8.0, version 2 as text.
  ///
  /// - SeeAlso: SnakeYAML, `org/yaml/snakeyaml/resolver/Resolver.java`.
  public static let snakeYAML = YAMLScalarRules(
    truthWords: .words, prefixedOctal: false, zeroOctal: true, binary: true, underscores: true,
    sexagesimal: .number, strictFloats: false, timestamps: true)

  /// go-yaml version 2 and its forks.
  ///
  /// - SeeAlso: go-yaml, branch `v2`, `resolve.go`; Go, `strconv.ParseInt` with base 0.
  public static let goYAML2 = YAMLScalarRules(
    truthWords: .wordsAndLetters, prefixedOctal: true, zeroOctal: true, binary: true, capitalPrefixes: true,
    underscores: true, sexagesimal: .text, strictFloats: false, timestamps: true)

  /// go-yaml version 3. Where a program asks for a truth value, it takes the words of version 2 as well.
  ///
  /// - SeeAlso: go-yaml, branch `v3`, `resolve.go`.
  public static let goYAML3 = YAMLScalarRules(
    truthWords: .none, prefixedOctal: true, zeroOctal: true, binary: true, capitalPrefixes: true,
    underscores: true, sexagesimal: .text, strictFloats: false, timestamps: true)
}
