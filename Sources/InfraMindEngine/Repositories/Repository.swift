package import InfraMindCore

/// A checkout whose pipelines are to be looked at: all of them, or some files.
package struct Repository: Hashable, Sendable {
  /// Absolute path, without links.
  package var root: String
  /// The same as a user would write it from where they are; `.` for that place itself.
  package var shownRoot: String
  /// `owner/name`; empty if nothing tells.
  package var name: String
  /// Pipeline files by platform, in the order of the platforms' names.
  package var pipelines: [Pipelines]

  /// The pipeline files of one platform.
  package struct Pipelines: Hashable, Sendable {
    package var platform: Platform
    /// Paths from the root, sorted.
    package var files: [String]
  }

  /// A path within the repository as a user would write it.
  package func shown(_ path: String) -> String {
    shownRoot == "." ? path : shownRoot == "/" ? "/" + path : "\(shownRoot)/\(path)"
  }

  /// What to call it in a heading.
  package var title: String { name.isEmpty ? shownRoot : name }
}
