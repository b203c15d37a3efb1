/// A bounded, lazy view of a checkout: pipeline files, lockfiles, local actions, includes, scripts.
///
/// Implementations never follow a path or a link out of the repository, and refuse files over their bound.
public protocol RepositoryFiles: Sendable {
  /// Paths of regular files that match a glob, sorted; `**` crosses folders, a leading `!` is not understood.
  ///
  /// Folders that hold no sources of their own (`.git`, `node_modules`, `vendor`-like stores) are left out.
  func paths(matching glob: String) -> [String]

  /// The bytes of a file; `nil` if there is none, it is no regular file, lies outside, or is larger than the bound.
  func contents(of path: String) -> [UInt8]?

  /// Whether a regular file is there.
  func exists(_ path: String) -> Bool
}
