/// How a reader understands YAML where readers differ; the caller knows whose reader a file is meant for.
///
/// The presets name the reader that they describe. Every member may be changed.
public struct YAMLDialect: Sendable, Hashable {
  /// Which of several equal keys counts. All of them are kept in the tree and reported either way.
  public enum DuplicateKeys: Sendable, Hashable {
    /// The first.
    case firstWins
    /// The last.
    case lastWins
  }

  /// What a plain `<<` as a key means.
  public enum MergeKeys: Sendable, Hashable {
    /// A key like any other.
    case ordinary
    /// The entries of the mapping, alias or sequence of these that follows are read as if written here.
    case merge(Merging)
  }

  /// How merged entries rank.
  public struct Merging: Sendable, Hashable {
    /// What two `<<` in one mapping mean.
    public enum Repeated: Sendable, Hashable {
      /// Both are read; where both give a key, the first does.
      case allFirstWins
      /// Both are read; where both give a key, the last does.
      case allLastWins
      /// Only the first is read.
      case onlyFirst
      /// Only the last is read.
      case onlyLast
    }

    /// Whether the mapping's own keys always outrank merged ones. If not, what comes later in the text wins.
    public var ownKeysWin: Bool
    /// What two `<<` in one mapping mean.
    public var repeated: Repeated

    /// Makes a ranking; as the merge key's specification has it by default.
    public init(ownKeysWin: Bool = true, repeated: Repeated = .allLastWins) {
      self.ownKeysWin = ownKeysWin
      self.repeated = repeated
    }
  }

  /// How plain scalars become values.
  public var scalars: YAMLScalarRules
  /// Which of several equal keys counts.
  public var duplicateKeys: DuplicateKeys
  /// What `<<` means.
  public var mergeKeys: MergeKeys
  /// Whether an anchor's name may be given again; if not, each further one is a warning.
  public var redefinedAnchorsAllowed: Bool
  /// How much is read.
  public var limits: YAMLLimits

  /// Makes a dialect.
  public init(
    scalars: YAMLScalarRules, duplicateKeys: DuplicateKeys = .lastWins, mergeKeys: MergeKeys = .ordinary,
    redefinedAnchorsAllowed: Bool = true, limits: YAMLLimits = YAMLLimits()
  ) {
    self.scalars = scalars
    self.duplicateKeys = duplicateKeys
    self.mergeKeys = mergeKeys
    self.redefinedAnchorsAllowed = redefinedAnchorsAllowed
    self.limits = limits
  }

  /// Whether `<<` merges at all.
  var mergesKeys: Bool { mergeKeys != .ordinary }

  /// YAML 1.2's core schema: `on` is a string and `<<` an ordinary key.
  public static let core12 = YAMLDialect(scalars: .core12)

  /// YAML 1.1 as PyYAML and the merge key's specification have it.
  public static let yaml11 = YAMLDialect(scalars: .yaml11, mergeKeys: .merge(Merging()))

  /// Ruby's Psych: a `<<` overwrites what stands above it in its mapping, and the last of equal keys counts.
  ///
  /// - SeeAlso: ruby/psych, `lib/psych/visitors/to_ruby.rb`, `revive_hash`.
  public static let psych = YAMLDialect(
    scalars: .psych, mergeKeys: .merge(Merging(ownKeysWin: false, repeated: .allLastWins)))

  /// go-yaml version 2 and its forks: a `<<` overwrites what stands above it in its mapping. The last of equal
  /// keys counts, unless the program asks for strictness.
  ///
  /// - SeeAlso: go-yaml, branch `v2`, `decode.go`, `mapping` and `merge`.
  public static let goYAML2 = YAMLDialect(
    scalars: .goYAML2, mergeKeys: .merge(Merging(ownKeysWin: false, repeated: .allLastWins)))

  /// go-yaml version 3: of several `<<` it takes the last. It refuses equal keys, two `<<` among them: each is a
  /// warning here.
  ///
  /// - SeeAlso: go-yaml, branch `v3`, `decode.go`, `mapping` and `merge`.
  public static let goYAML3 = YAMLDialect(
    scalars: .goYAML3, mergeKeys: .merge(Merging(ownKeysWin: true, repeated: .onlyLast)))

  /// Programs that take go-yaml version 3's nodes and merge for themselves as the merge key's specification
  /// has it: own keys win, of several `<<` the first gives a key, and the last of equal keys counts.
  ///
  /// - SeeAlso: buildkite/go-pipeline, `ordered/yaml.go`, `rangeYAMLMapImpl`.
  public static let goYAML3Nodes = YAMLDialect(
    scalars: .goYAML3, mergeKeys: .merge(Merging(ownKeysWin: true, repeated: .allFirstWins)))

  /// SnakeYAML: of several `<<` the first gives a key. The last of equal keys counts, unless the program
  /// forbids them.
  ///
  /// - SeeAlso: SnakeYAML, `org/yaml/snakeyaml/constructor/SafeConstructor.java`, `mergeNode`.
  public static let snakeYAML = YAMLDialect(
    scalars: .snakeYAML, mergeKeys: .merge(Merging(ownKeysWin: true, repeated: .allFirstWins)))

  /// YamlDotNet with its merging parser, which writes what is merged in the place of the `<<`.
  public static let yamlDotNet = YAMLDialect(
    scalars: .core12, mergeKeys: .merge(Merging(ownKeysWin: false, repeated: .allLastWins)))

  /// The same dialect with other limits.
  public func limited(to limits: YAMLLimits) -> YAMLDialect {
    var copy = self
    copy.limits = limits
    return copy
  }
}
