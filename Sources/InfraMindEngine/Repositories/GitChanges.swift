package import InfraMindCore

/// What commits of a clone changed, as its own git tells: counts of files and lines by kind, no names and no text.
///
/// A commit is compared with its first parent, so that of a merge all that it brings counts. Nothing is fetched: what a
/// shallow or partial clone lacks stays unknown.
package struct GitChanges: Sendable {
  private let git: String
  private let workTree: String
  private let seconds: Double

  /// - Parameters:
  ///   - folder: Anywhere in a work tree.
  ///   - seconds: Longest that git may take for some hundred commits; what it does not tell by then stays unknown.
  /// - Throws: ``EngineError`` with the code `no-clone` or `unknown-git-state`.
  package init(in folder: String, within seconds: Double) throws(EngineError) {
    guard let place = LocalDisk.realPath(folder), let workTree = GitConfiguration.workTree(around: place)
    else {
      throw EngineError(
        code: "no-clone", message: "\(folder) is in no clone of a git repository: name one.")
    }
    guard let git = ProgramOutput.executable("git") else {
      throw EngineError(
        code: "unknown-git-state",
        message: "git is not installed, so nobody can tell what commits changed: install it.")
    }
    self.git = git
    self.workTree = workTree
    self.seconds = seconds
  }

  /// What git calls the repository, by its remote; empty if nothing tells.
  package var repositoryName: String { GitConfiguration.repositoryName(ofWorkTree: workTree) }

  /// The changes of commits, by their full names. Those that are not there, and those without a parent there, are left out.
  package func changes(of commits: some Sequence<String>) -> [String: ChangeSize] {
    let names = Set(commits.filter(Self.isFullName)).sorted()
    var found: [String: ChangeSize] = [:]
    for start in stride(from: 0, to: names.count, by: Self.batch) {
      let batch = names[start..<min(start + Self.batch, names.count)]
      found.merge(counted(batch)) { $1 }
    }
    return found
  }

  /// The change of what a word such as `HEAD` or `main~2` stands for; `nil` if it is no commit here, or its change is
  /// not known here.
  package func change(of revision: String) -> ChangeSize? {
    let words = ["rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"]
    guard let output = run(words), output.status == 0 else { return nil }
    let name = String(decoding: output.bytes.prefix { $0 != 10 }, as: UTF8.self)
    return changes(of: [name])[name]
  }

  // MARK: - Asking

  private static let batch = 400

  private static func isFullName(_ commit: String) -> Bool {
    (commit.utf8.count == 40 || commit.utf8.count == 64)
      && commit.utf8.allSatisfy { byte in
        (48...57).contains(byte) || (97...102).contains(byte)
      }
  }

  /// Lines need the files' texts, which a partial clone may lack; their names then still tell their kinds.
  private func counted(_ commits: ArraySlice<String>) -> [String: ChangeSize] {
    if let output = run(Self.log("--numstat") + commits), output.status == 0 {
      return GitChangeLog.lines(output.bytes)
    }
    guard let output = run(Self.log("--name-status") + commits) else { return [:] }
    return GitChangeLog.names(output.bytes)
  }

  private static func log(_ form: String) -> [String] {
    [
      "log", "--no-walk=unsorted", "--ignore-missing", "-z", form, "--format=\(GitChangeLog.format)",
      "--first-parent", "-m", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-color", "--no-notes",
      "--no-decorate", "--no-show-signature",
    ]
  }

  /// A clone must not name programs that we run, nor may git ask the network for what is not there. A commit without a
  /// parent is the clone's edge more often than a beginning, and tells nothing.
  private func run(_ command: [String]) -> ProgramOutput? {
    let protocols = ["", ".http", ".https", ".ssh", ".git", ".file", ".ext"].flatMap {
      ["-c", "protocol\($0).allow=never"]
    }
    let options = ["-C", workTree, "--no-optional-locks", "--no-pager", "-c", "core.fsmonitor=false"]
    return ProgramOutput.run(
      git, options + protocols + ["-c", "log.showRoot=false"] + command, within: seconds)
  }
}
