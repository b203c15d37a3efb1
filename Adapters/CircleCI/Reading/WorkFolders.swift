internal import InfraMindCore

/// Folders of a job: where it works, and where the repository is checked out.
struct WorkFolders: Hashable {
  /// The job's folder, absolute: beginning with `~` or `/`; `nil` if only a pipeline knows it.
  let job: String?
  /// The folder that the repository is checked out in.
  private(set) var root: String?

  /// - Parameter workingDirectory: The job's own, as written.
  init(workingDirectory: String?) {
    job = Self.absolute(workingDirectory ?? Self.usual, from: Self.usual)
    root = job
  }

  /// Where a job works that says nothing.
  private static let usual = "~/project"

  /// Takes note of a `checkout`.
  mutating func checkOut(to path: String?) { root = path.map { Self.absolute($0, from: job) } ?? job }

  /// A step's folder from the repository's root; `nil` if it lies elsewhere or only a pipeline knows it.
  func folder(of workingDirectory: String?) -> String? {
    guard let root, let folder = workingDirectory.map({ Self.absolute($0, from: job) }) ?? job else {
      return nil
    }
    return RepositoryPath.relative(folder, to: root)
  }

  /// A file of the repository from the job's folder, as keys of caches name it; `nil` if it lies elsewhere.
  func pathFromJob(_ file: String) -> String? {
    guard let root, let job else { return nil }
    return RepositoryPath.relative(RepositoryPath.appending(file, to: root), to: job)
  }

  private static func absolute(_ path: String, from base: String?) -> String? {
    guard !path.contains(where: { "$`*<>%".contains($0) }) else { return nil }
    var text = path
    for home in ["/home/circleci", "/root"] where text == home || text.hasPrefix(home + "/") {
      text = "~" + text.dropFirst(home.count)
    }
    let isAbsolute = text.hasPrefix("/") || text == "~" || text.hasPrefix("~/")
    guard isAbsolute || !text.hasPrefix("~"), isAbsolute || base != nil else { return nil }
    let whole = isAbsolute ? text : (base ?? "") + "/" + text
    let start = whole.hasPrefix("~") ? "~" : ""
    var parts: [Substring] = []
    for part in whole.dropFirst(start.count).split(separator: "/") where part != "." {
      if part != ".." {
        parts.append(part)
      } else if parts.popLast() == nil {
        return nil
      }
      guard parts.count <= 100 else { return nil }
    }
    return start + parts.map { "/" + $0 }.joined()
  }
}
