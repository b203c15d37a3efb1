/// A cache that a job should have, in no platform's words; an adapter writes it in its platform's idiom.
public struct CachePlan: Hashable, Sendable {
  /// The tool whose files are kept; also the profile's name, such as `npm` or `go`.
  public var tool: CacheTool
  /// Index (``JobStep/index``) of the first step that the cache serves: it must be restored before.
  public var step: Int
  /// Index of the step that sets the tool up and could cache by itself, if there is one.
  public var setupStep: Int?
  /// Folders to keep, as the tool has them by default, by operating system; `~` for the home folder.
  public var paths: [CachePath]
  /// Files of this checkout whose contents make the key, from the repository's root; sorted, never empty unless
  /// the tool's cache is keyed by something else (layers).
  public var keyFiles: [String]
  /// Globs that find the same files in later commits, in the platform-neutral form `dir/**/name`.
  public var keyGlobs: [String]
  /// Folder of the steps served, from the repository's root; empty for the root.
  public var workingDirectory: String
  /// What else belongs in the key, such as the axis of the matrix that chooses the tool's version.
  public var keyParts: [String]
  /// Plain words that belong in the key, such as the name of a toolchain that the job chooses for good.
  public var keyWords: [String]

  /// Describes a cache.
  public init(
    tool: CacheTool, step: Int, setupStep: Int? = nil, paths: [CachePath], keyFiles: [String],
    keyGlobs: [String], workingDirectory: String = "", keyParts: [String] = [],
    keyWords: [String] = []
  ) {
    self.tool = tool
    self.step = step
    self.setupStep = setupStep
    self.paths = paths
    self.keyFiles = keyFiles
    self.keyGlobs = keyGlobs
    self.workingDirectory = workingDirectory
    self.keyParts = keyParts
    self.keyWords = keyWords
  }
}

/// A folder that a cache keeps.
public struct CachePath: Hashable, Sendable {
  /// `linux`, `macos`, `windows`, or `nil` for all.
  public var os: String?
  /// The path; `~` for home, otherwise relative to the repository's root.
  public var path: String
  /// The environment variable by which the tool is told another folder; `nil` if there is none.
  public var mover: CacheMover?

  /// Names a folder.
  public init(_ path: String, os: String? = nil, movedBy mover: CacheMover? = nil) {
    self.path = path
    self.os = os
    self.mover = mover
  }
}

/// An environment variable that tells a tool where to keep its files.
public struct CacheMover: Hashable, Sendable {
  /// Its name, such as `PIP_CACHE_DIR`.
  public var variable: String
  /// What stands before the folder in its value, as in `-Dmaven.repo.local=`; usually empty.
  public var prefix: String
  /// Folder below the one that the variable names which holds what is worth keeping, as `registry` below Cargo's
  /// home; empty for the folder itself.
  public var kept: String

  /// Names a variable.
  public init(_ variable: String, prefix: String = "", kept: String = "") {
    self.variable = variable
    self.prefix = prefix
    self.kept = kept
  }
}

/// A tool that can be cached. An open set.
public struct CacheTool: RawRepresentable, Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
  /// A lower-case word, such as `npm`, `go`, `docker`; stable: ids of suggestions hang on it.
  public let rawValue: String

  /// Names a tool.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// The word itself.
  public var description: String { rawValue }

  /// Alphabetical.
  public static func < (left: CacheTool, right: CacheTool) -> Bool { left.rawValue < right.rawValue }
}
