/// What names one run of a pipeline on one platform: the part of a job run's identity that all its jobs
/// share.
public struct RunReference: Hashable, Sendable, Codable {
  /// Where it runs.
  public var platform: Platform
  /// Host of the platform, lower-case and without scheme, such as `github.com` or
  /// `gitlab.example.org/gitlab`.
  public var source: String
  /// `owner/name` as the platform spells it; more parts where groups are nested.
  public var repository: String
  /// The platform's id of the run.
  public var run: String

  /// Names a run.
  public init(platform: Platform, source: String, repository: String, run: String) {
    self.platform = platform
    self.source = source
    self.repository = repository
    self.run = run
  }

  /// The first part of ``repository``: a GitHub owner, a GitLab top-level group; empty if there is no other
  /// part.
  public var organization: String { JobRun.organization(of: repository) }
}

extension RunReference {
  /// The ``source`` that an address is of: `gitlab.example.org/gitlab` for
  /// `https://gitlab.example.org/gitlab/acme/app` without `acme/app`.
  ///
  /// User names, the usual port, queries and fragments are left out.
  ///
  /// - Parameters:
  ///   - address: Of a web page, a repository or an API, with a scheme.
  ///   - path: What stands behind the platform's own address, compared without case; empty for nothing.
  /// - Returns: `nil` if there is no scheme, no host, or the path does not stand there.
  public static func source(of address: String, without path: String = "") -> String? {
    guard let colon = address.firstRange(of: "://") else { return nil }
    let scheme = address[..<colon.lowerBound].lowercased()
    var rest = address[colon.upperBound...].prefix { $0 != "?" && $0 != "#" }.lowercased()[...]
    if let at = rest.prefix(while: { $0 != "/" }).lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
    rest = rest.withoutSlashes
    let path = path.lowercased()[...].withoutSlashes
    if !path.isEmpty {
      guard rest.hasSuffix("/" + path) else { return nil }
      rest = rest.dropLast(path.count).withoutSlashes
    }
    let host = rest.prefix { $0 != "/" }
    guard !host.isEmpty, !host.contains(where: \.isWhitespace) else { return nil }
    let port = ["https": ":443", "http": ":80"][scheme] ?? ""
    guard !port.isEmpty, host.hasSuffix(port) else { return String(rest) }
    return String(host.dropLast(port.count) + rest.dropFirst(host.count))
  }
}

extension Substring {
  /// Without slashes at its ends.
  fileprivate var withoutSlashes: Substring {
    var text = drop { $0 == "/" }
    while text.last == "/" { text.removeLast() }
    return text
  }
}
