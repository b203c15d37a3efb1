internal import InfraMindCore

/// The page of a pull or merge request, such as `https://github.com/acme/shop/pull/12` or
/// `https://gitlab.com/acme/shop/-/merge_requests/3`.
public struct RequestPage: Hashable, Sendable {
  /// Such as `github.com`.
  public let host: String
  /// `owner/name`, or more parts.
  public let repository: String
  /// The request's number there.
  public let number: String
  /// Whose pages look so.
  public let kind: CodeHost.Kind

  /// `nil` for what is no such page.
  public init?(_ page: String) {
    guard let scheme = page.firstRange(of: "://") else { return nil }
    let parts = page[scheme.upperBound...].split(separator: "/", omittingEmptySubsequences: false)
      .map(String.init)
    guard let host = parts.first, let last = parts.last.flatMap(Self.number) else { return nil }
    let path = Array(parts.dropFirst().dropLast())
    if path.suffix(2) == ["-", "merge_requests"] {
      (kind, repository) = (.gitLab, path.dropLast(2).joined(separator: "/"))
    } else if path.count == 3, path[2] == "pull" {
      (kind, repository) = (.gitHub, path.dropLast().joined(separator: "/"))
    } else {
      return nil
    }
    guard CodeHost.isName(host), GitAddress.repository(of: "https://\(host)/\(repository)") == repository
    else {
      return nil
    }
    (self.host, number) = (host.lowercased(), last)
  }

  /// A number of a request; `nil` for anything else.
  public static func number(_ text: String) -> String? { Int(text).flatMap { $0 > 0 ? "\($0)" : nil } }
}
