internal import InfraMindCore

/// How a user names a run: by an id, or by an address on its platform.
struct RunName {
  /// What may be the id, the likeliest first.
  let words: [String]
  /// The host of an address; `nil` for an id.
  private let host: String?
  /// The path of an address between slashes, in lower case; empty for an id.
  private let path: String

  /// Reads what was typed.
  init(_ text: String) {
    guard let rest = text.firstRange(of: "://").map({ text[$0.upperBound...] }) else {
      (words, host, path) = ([text], nil, "")
      return
    }
    let parts = rest.split { "/?#&=".contains($0) }.map(String.init)
    words = parts.dropFirst().reversed().filter { $0.contains(where: \.isNumber) }
    host = Self.lowercased(parts.first?.prefix { $0 != ":" } ?? "")
    path = Self.lowercased("/" + parts.dropFirst().joined(separator: "/") + "/")
  }

  /// Ids that are at least this long are of one run in the world; a repository that was renamed is found by them.
  private static let longID = 8

  /// Of runs with the id those of the one that is meant: an address tells its host and mostly its repository.
  ///
  /// - Throws: ``EngineError`` with code `ambiguous-run` where they are of several.
  func only(_ runs: [JobRun]) throws(EngineError) -> [JobRun] {
    let possible = runs.filter(isPossible)
    let named = possible.filter { path.contains("/\(Self.lowercased($0.repository))/") }
    let chosen = named.isEmpty ? possible.filter { host == nil || $0.run.utf8.count >= Self.longID } : named
    let owners = chosen.map { "\($0.repository) on \($0.platform)" }.uniqued.sorted()
    guard owners.count > 1 else { return chosen }
    throw EngineError(
      code: "ambiguous-run",
      message:
        "There are runs of that id of \(owners.prefix(5).joined(separator: ", ")): say which by its address, or by "
        + "--repo and --platform.")
  }

  /// Whether a run is on the host of the address, if it is one, or on one of whose names the host is a longer one, such as
  /// app.circleci.com.
  func isPossible(_ run: JobRun) -> Bool {
    guard let host else { return true }
    let source = Self.lowercased(run.source.split(separator: ":").first ?? "")
    return source.isEmpty || source == host || host.hasSuffix("." + source)
  }

  private static func lowercased(_ text: some StringProtocol) -> String { text.lowercased() }
}
