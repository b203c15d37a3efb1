/// A place in a job where a tool downloads or builds what a cache could keep.
struct ToolUse: Hashable, Sendable {
  /// Place of the step in ``JobDefinition/steps``.
  var place: Int
  /// Folder from the repository's root; `nil` if only a run knows it.
  var directory: String?
  /// The command or packaged step in a few words, for evidence.
  var text: String
  /// The command, unless a packaged step is the user.
  var command: ShellCommand?
  /// Whether a step's cost is a build or download that the cache would save; a use that only hints is
  /// `false`.
  var isDecisive = true
}

/// What a profile found out about a tool in one folder of a job.
enum CacheFinding: Sendable {
  /// A cache would help, and this is what it keeps.
  case missing(MissingCache)
  /// There is one already.
  case cached(String)
  /// It would be wrong or worthless.
  case unwise(String)
  /// The files do not tell.
  case unknown(String)
}

/// What a missing cache would keep.
struct MissingCache: Sendable {
  /// Files of the checkout that key it; empty for caches keyed by something else.
  var keyFiles: [String]
  /// Globs that find the same files later.
  var keyGlobs: [String]
  /// Folders to keep.
  var paths: [CachePath]
  /// Place of the step that could cache by its own input, if there is one.
  var setup: Int?
  /// What the cache keeps, where it can be said more exactly than the profile does.
  var keeps: String?
  /// Axes of the matrix that belong in the key.
  var keyParts: [String] = []
  /// Plain words that do.
  var keyWords: [String] = []
  /// Why it must not be written into the file.
  var adviceOnly: String?
  /// A further fact that speaks for it.
  var evidence: [String] = []
  /// Caches that are there and save the tool nothing, each in a sentence.
  var idle: [String] = []
  /// What is taken off the confidence, 0 for nothing.
  var doubt = 0.0

  /// A cache keyed by exactly these files.
  init(keyFiles: [String], paths: [CachePath], setup: Int? = nil) {
    self.keyFiles = keyFiles.sorted()
    keyGlobs = self.keyFiles
    self.paths = paths
    self.setup = setup
  }
}
