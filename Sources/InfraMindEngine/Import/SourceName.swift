/// Hosts of platforms, as runs are kept under them.
package enum SourceName {
  /// The host that an API's address belongs to: `github.com` for `https://api.github.com`, `gitlab.example.org/gitlab` for
  /// `https://gitlab.example.org/gitlab/api/v4`.
  package static func host(of api: String) -> String {
    let rest = api.firstRange(of: "://").map { api[$0.upperBound...] } ?? api[...]
    let address = rest.lowercased()
    let base = address.firstRange(of: "/api").map { String(address[..<$0.lowerBound]) } ?? address
    let host = base.hasPrefix("api.") ? String(base.dropFirst(4)) : base
    return host.hasSuffix("/") ? String(host.dropLast()) : host
  }
}
