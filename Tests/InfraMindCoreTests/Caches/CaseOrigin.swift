import Foundation

/// Where a case is from: `owner/name path[@commit]#job`, and what was changed, in brackets.
struct CaseOrigin: Decodable, Hashable, Sendable, CustomStringConvertible {
  /// `owner/name` on GitHub.
  var repository: String
  /// The file's path in the repository.
  var path: String
  /// The commit that it was read at, in full or its first digits; `nil` where nobody noted it.
  var commit: String?
  /// The job's name in the file.
  var job: String
  /// What was changed, for a case made from a real one; `nil` for a job as it stands, trimmed at most.
  var change: String?

  /// Whether it is a job of somebody's workflow file, unchanged: no variant, and no template or test file.
  var isReal: Bool {
    change == nil && path.contains(".github/workflows/")
      && (path.hasSuffix(".yml") || path.hasSuffix(".yaml"))
  }

  /// The place without the commit, as the docs print it.
  var description: String {
    "\(repository) \(path)#\(job)" + (change.map { " (\($0))" } ?? "")
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    let form =
      /(?<repository>[\w.\-\/]+) (?<path>[^#]+?)(?:@(?<commit>[0-9a-f]{7,40}))?#(?<job>[\w\-]+)(?: \((?<change>.+)\))?/
    guard let match = text.wholeMatch(of: form) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "not of the form `owner/name path@commit#job (change)`: \(text)")
    }
    repository = String(match.repository)
    path = String(match.path)
    commit = match.commit.map(String.init)
    job = String(match.job)
    change = match.change.map(String.init)
  }
}
