#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Which files of a checkout differ from what is committed, as git says.
package enum GitStatus: Hashable, Sendable {
  /// No git work tree: there is nothing to compare with.
  case noWorkTree
  /// These paths, of those asked for, have changes that are not committed or are not known to git at all.
  case uncommitted(Set<String>)
  /// A work tree that cannot be asked, and why, in one sentence.
  case unknown(String)

  /// Asks git about some files.
  ///
  /// - Parameters:
  ///   - paths: From `root`.
  ///   - root: Absolute path of the checkout.
  package static func of(_ paths: [String], in root: String) -> GitStatus {
    guard let workTree = GitConfiguration.workTree(around: root) else { return .noWorkTree }
    guard !paths.isEmpty else { return .uncommitted([]) }
    guard let git = executable("git") else {
      return .unknown("git is not installed, so nobody can tell whether files have uncommitted changes.")
    }
    // A checkout must not name programs that we run: fsmonitor is the one that `status` would start.
    let arguments = [
      "-C", workTree, "--no-optional-locks", "--literal-pathspecs", "-c", "core.fsmonitor=false", "status",
      "--porcelain", "-z",
      "--no-renames", "--untracked-files=all", "--ignore-submodules=all", "--",
    ]
    let prefix =
      workTree == root ? "" : String(root.dropFirst(workTree == "/" ? 1 : workTree.count + 1)) + "/"
    guard let output = ProgramOutput.run(git, arguments + paths.map { prefix + $0 }) else {
      return .unknown("git cannot be started, so nobody can tell whether files have uncommitted changes.")
    }
    guard output.status == 0 else {
      let reason = output.errors.split(separator: "\n").first.map(String.init) ?? "status \(output.status)"
      return .unknown("git cannot tell whether files have uncommitted changes: \(reason).")
    }
    return .uncommitted(changed(in: output.bytes, below: prefix))
  }

  /// Paths in the output of `git status --porcelain -z`: two letters, a blank, the path, a zero byte.
  static func changed(in output: [UInt8], below prefix: String) -> Set<String> {
    var found: Set<String> = []
    for entry in output.split(separator: 0) where entry.count > 3 {
      let path = String(decoding: entry.dropFirst(3), as: UTF8.self)
      if path.hasPrefix(prefix) { found.insert(String(path.dropFirst(prefix.count))) }
    }
    return found
  }

  private static func executable(_ name: String) -> String? {
    guard let list = getenv("PATH").map({ String(cString: $0) }) else { return nil }
    return list.split(separator: ":").lazy
      .filter { $0.hasPrefix("/") }
      .map { "\($0)/\(name)" }
      .first { access($0, X_OK) == 0 && LocalDisk.statusFollowingLinks(of: $0)?.kind == .file }
  }
}
