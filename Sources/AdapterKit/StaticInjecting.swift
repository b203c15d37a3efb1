public import InfraMindCore
public import LosslessYAML

/// Writes suggestions into pipeline files, as edits that touch nothing else.
public protocol StaticInjecting: Sendable {
  /// Plans the edits for suggestions that ``PipelineReading`` and the advisers made from the same checkout.
  ///
  /// Pure: nothing is written. One bad file or suggestion silences no other.
  ///
  /// - Returns: An outcome for every suggestion given.
  func edits(
    for suggestions: [Suggestion], in repository: some RepositoryFiles, options: InjectionOptions
  ) -> [SuggestionID: EditOutcome]
}

/// What the user allows edits to do.
public struct InjectionOptions: Hashable, Sendable {
  /// Whether packaged steps of third parties may be added where the platform's own do not suffice.
  public var allowsThirdPartySteps: Bool
  /// Whether files with a signature may be edited: they must then be signed anew, which only the user can do.
  public var editsSignedFiles: Bool
  /// Where caches are kept on a platform that has no store of its own; `nil` if nobody told.
  public var cacheStore: CacheStore?

  /// States what is allowed; by default nothing from third parties, and no signed files.
  public init(
    allowsThirdPartySteps: Bool = false, editsSignedFiles: Bool = false, cacheStore: CacheStore? = nil
  ) {
    self.allowsThirdPartySteps = allowsThirdPartySteps
    self.editsSignedFiles = editsSignedFiles
    self.cacheStore = cacheStore
  }
}

/// A store of the user's own for the caches of a platform that has none.
public enum CacheStore: Hashable, Sendable {
  /// A folder of the machines that run the jobs, by its absolute path.
  case folder(String)
  /// A bucket that speaks S3's protocol, by its name and region.
  case bucket(String, region: String)
}

/// What came of one suggestion.
public enum EditOutcome: Hashable, Sendable {
  /// These edits carry it out, all together.
  case edits([FileEdit])
  /// The files already are as suggested.
  case unchanged
  /// It must not or cannot be written, and why.
  case refused(Refusal)
}

/// Edits to one file.
public struct FileEdit: Hashable, Sendable {
  /// Path in the repository.
  public var file: String
  /// The edits, to be applied all or none.
  public var edits: [YAMLEdit]
  /// Whose rules the file is read by.
  public var dialect: YAMLDialect

  /// Names a file and its edits.
  public init(file: String, edits: [YAMLEdit], dialect: YAMLDialect) {
    self.file = file
    self.edits = edits
    self.dialect = dialect
  }
}

/// Why a suggestion is not written into a file.
public struct Refusal: Hashable, Sendable {
  /// A fixed word, such as `generated-file`, `computed-value`, `shared-anchor`, `shared-place`, `renames-job`,
  /// `unknown-label`, `unknown-action-version`, `advice-only`.
  public var code: String
  /// One sentence: why, and what to do instead.
  public var sentence: String
  /// The place that stands in the way.
  public var position: SourcePosition

  /// States a refusal.
  public init(code: String, sentence: String, position: SourcePosition) {
    self.code = code
    self.sentence = sentence
    self.position = position
  }
}
