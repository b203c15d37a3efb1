internal import HTTPTypes

/// Scheme, host and port: what a token is for.
struct Origin: Hashable {
  private let scheme: String
  private let host: String
  private let port: Int

  init?(_ request: HTTPRequest) {
    guard let scheme = request.scheme, let authority = request.authority else { return nil }
    self.init(scheme: scheme, authority: authority)
  }

  init?(_ address: String) {
    guard let colon = address.firstRange(of: "://") else { return nil }
    let rest = address[colon.upperBound...]
    self.init(
      scheme: String(address[..<colon.lowerBound]),
      authority: String(rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }))
  }

  private init?(scheme: String, authority: String) {
    // Credentials in an address are refused rather than misread.
    guard !authority.isEmpty, !authority.contains("@"), !authority.contains("\\") else { return nil }
    self.scheme = scheme.lowercased()
    let digits = authority.reversed().prefix(while: \.isNumber)
    let rest = authority.dropLast(digits.count)
    if rest.last == ":", let port = Int(String(digits.reversed())) {
      host = rest.dropLast().lowercased()
      self.port = port
    } else {
      host = authority.lowercased()
      port = self.scheme == "http" ? 80 : 443
    }
  }
}

extension HTTPRequest {
  /// The same request to where a `Location` points; `nil` if that is no web address, or would leave HTTPS.
  func redirected(to target: String) -> HTTPRequest? {
    var next = self
    if target.hasPrefix("/"), !target.hasPrefix("//") {
      next.path = target
      return next
    }
    guard let colon = target.firstRange(of: "://") else { return nil }
    let newScheme = target[..<colon.lowerBound].lowercased()
    guard newScheme == "https" || (newScheme == "http" && scheme?.lowercased() == "http") else { return nil }
    let rest = target[colon.upperBound...]
    let end = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
    let path = rest[end...].prefix { $0 != "#" }
    next.scheme = newScheme
    next.authority = String(rest[..<end])
    next.path = path.hasPrefix("/") ? String(path) : "/" + path
    guard Origin(next) != nil else { return nil }
    if Origin(next) != Origin(self) { next.headerFields[.authorization] = nil }
    return next
  }
}
