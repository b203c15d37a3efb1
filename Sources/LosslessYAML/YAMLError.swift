/// Why a file could not be read or edited, or what in it deserves a warning.
public struct YAMLError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kind of failure; new kinds may appear in a minor release.
  public struct Code: Sendable, Hashable, CustomStringConvertible {
    /// A fixed word without user data: safe as a metric label.
    public let description: String

    /// Makes a code of one's own; use lower-case words joined by hyphens.
    public init(_ description: String) {
      self.description = description
    }

    /// The text is not YAML.
    public static let syntax = Code("syntax")
    /// The bytes are not UTF-8, or hold control characters that YAML forbids.
    public static let encoding = Code("encoding")
    /// More bytes than ``YAMLLimits/bytes``.
    public static let tooLarge = Code("too-large")
    /// Nested deeper than ``YAMLLimits/depth``.
    public static let tooDeep = Code("too-deep")
    /// More nodes than ``YAMLLimits/nodes``.
    public static let tooManyNodes = Code("too-many-nodes")
    /// One document was asked for, and the file holds more.
    public static let severalDocuments = Code("several-documents")
    /// A mapping holds the same key twice.
    public static let duplicateKey = Code("duplicate-key")
    /// An anchor's name is given again in the same document.
    public static let redefinedAnchor = Code("redefined-anchor")
    /// An alias names no anchor before it in its document.
    public static let undefinedAlias = Code("undefined-alias")
    /// An alias lies inside the node that it stands for.
    public static let recursiveAlias = Code("recursive-alias")
  }

  /// What kind of failure it is.
  public let code: Code
  /// One sentence: what is wrong and, where known, what to do.
  public let message: String
  /// Where; `nil` when the failure concerns no place in a file.
  public let position: YAMLPosition?
  /// The line at ``position`` and a caret below the column, without a final line break.
  public let excerpt: String?
  /// Other places that matter, such as the first of two equal keys.
  public let related: [YAMLPosition]

  /// Makes an error.
  public init(
    _ code: Code, _ message: String, at position: YAMLPosition? = nil, excerpt: String? = nil,
    related: [YAMLPosition] = []
  ) {
    self.code = code
    self.message = message
    self.position = position
    self.excerpt = excerpt
    self.related = related
  }

  /// `file:line:column: message [code]`, then the excerpt on lines of its own.
  public var description: String {
    let place = position.map { "\($0): " } ?? ""
    let lines = excerpt.map { "\n\($0)" } ?? ""
    return "\(place)\(message) [\(code)]\(lines)"
  }
}
