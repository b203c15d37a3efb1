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
  /// These paths, of those asked for, have changes that are not committed or are not known to git at all;
  /// those of `hidden` git was told not to look at, so that its own status does not show them.
  case uncommitted(Set<String>, hidden: Set<String> = [])
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
    guard let git = ProgramOutput.executable("git") else {
      return .unknown("git is not installed, so nobody can tell whether files have uncommitted changes.")
    }
    let prefix =
      workTree == root ? "" : String(root.dropFirst(workTree == "/" ? 1 : workTree.count + 1)) + "/"
    let files = GitFiles(git: git, workTree: workTree, paths: paths.map { prefix + $0 })
    guard
      let status = files.run([
        "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all",
        "--ignore-submodules=all",
      ]),
      let entries = files.run(["ls-files", "-v", "-s", "-z"])
    else {
      return .unknown("git cannot be started, so nobody can tell whether files have uncommitted changes.")
    }
    for output in [status, entries] where output.status != 0 {
      let reason = output.errors.split(separator: "\n").first.map(String.init) ?? "status \(output.status)"
      return .unknown("git cannot tell whether files have uncommitted changes: \(reason).")
    }
    let below = { (path: String) in
      path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : nil
    }
    let hidden = files.changedUnseen(GitFiles.unseen(in: entries.bytes))
    return .uncommitted(
      changed(in: status.bytes, below: prefix), hidden: Set(hidden.compactMap(below)))
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
}
