public import HTTPTypes

/// One platform's API as an adapter asks it: addresses made of parts, answers read, pages followed, and never another
/// host.
public struct PlatformAPI: Sendable {
  private let scheme: String
  private let authority: String
  /// Path of the API, without a slash at the end.
  private let root: String
  private let rules: APIRules
  private let http: any HTTPExecutor

  /// The API at an address such as `https://gitlab.example.org/gitlab/api/v4`.
  ///
  /// - Throws: ``AdapterError/Code/notFound`` for what is no address of the web.
  public init(at address: String, over http: any HTTPExecutor, rules: APIRules) throws(AdapterError) {
    guard let colon = address.firstRange(of: "://"),
      case let scheme = address[..<colon.lowerBound].lowercased(), scheme == "https" || scheme == "http",
      case let rest = address[colon.upperBound...], case let host = rest.prefix(while: { $0 != "/" }),
      !host.isEmpty, address.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }), !address.contains("@"),
      !address.contains("?"), !address.contains("#")
    else {
      throw AdapterError(
        .notFound, "\(SentenceText.word(address)) is no address of an API, such as https://host/api.")
    }
    var root = rest.dropFirst(host.count)
    while root.last == "/" { root.removeLast() }
    self.scheme = scheme
    authority = String(host)
    self.root = String(root)
    self.rules = rules
    self.http = http
  }

  /// An address below the API's own.
  ///
  /// - Parameters:
  ///   - path: Its parts; each is escaped, so that a slash in one stays within it.
  ///   - query: Names and values in their order, escaped too.
  /// - Throws: ``AdapterError/Code/notFound`` for a part that is empty, `.` or `..`.
  public func address(_ path: [String], _ query: [(String, String)] = []) throws(AdapterError) -> APIAddress {
    for part in path where part.isEmpty || part == "." || part == ".." {
      throw AdapterError(
        .notFound, "\(SentenceText.word(path.joined(separator: "/"))) names nothing on \(authority).")
    }
    return APIAddress(unchecked: root + "/" + path.map(APIAddress.escaped).joined(separator: "/")).asking(
      query)
  }

  /// What the API answers to a request.
  ///
  /// - Parameters:
  ///   - headers: Besides those of the platform's rules, which the executor adds.
  ///   - body: Empty for none.
  /// - Throws: ``AdapterError``: ``AdapterError/Code/notAllowed``, ``AdapterError/Code/notFound``,
  ///   ``AdapterError/Code/budgetSpent`` where a limit is hit, ``AdapterError/Code/unreachable`` for failures of the
  ///   server, ``AdapterError/Code/unexpectedAnswer`` for anything else; and what the executor throws.
  public func answer(
    to address: APIAddress, method: HTTPRequest.Method = .get, headers: HTTPFields = [:], body: [UInt8] = []
  ) async throws -> APIAnswer {
    let request = HTTPRequest(
      method: method, scheme: scheme, authority: authority, path: address.target, headerFields: headers)
    let answer = try await http.execute(request, body: body)
    if let failure = failure(answer, to: "\(method.rawValue) \(address.target)") { throw failure }
    return APIAnswer(
      bytes: answer.body, headers: answer.response.headerFields,
      next: nextPage(answer.response.headerFields, after: address))
  }

  private func failure(_ answer: HTTPAnswer, to request: String) -> AdapterError? {
    let code = answer.response.status.code
    let what = "\(authority) answers \(code) to \(request)"
    if code == 429 || (code >= 400 && rules.isLimited(answer)) {
      return AdapterError(.budgetSpent, "\(what): its limit of requests is reached; go on later.")
    }
    switch code {
    case 200..<300, 304: return nil
    case 401, 403:
      let names = rules.tokenVariables
      let variables = (names.count > 1 ? "one of " : "") + SentenceText.list(names)
      return AdapterError(
        .notAllowed, "\(what): it wants a token with the right to do this, in \(variables).")
    case 404, 410: return AdapterError(.notFound, "\(what): it is gone, or the token may not see it.")
    case 408, 500...:
      return AdapterError(.unreachable, "\(what): the server has a failure of its own; try later.")
    default: return AdapterError(.unexpectedAnswer, "\(what), which says nothing: check the API's address.")
    }
  }

  // MARK: - Pages

  /// Where `Link: <…>; rel="next"` points.
  private func nextPage(_ headers: HTTPFields, after address: APIAddress) -> APIAddress? {
    headers[values: .link].lazy.compactMap(Self.next).first.flatMap { page(at: $0, after: address) }
  }

  /// The page that a link in an answer leads to; `nil` for what is no link.
  ///
  /// Of a link to another host only the query is taken: servers behind proxies often do not know their own address.
  ///
  /// - Parameter address: What was asked for.
  public func page(at link: String, after address: APIAddress) -> APIAddress? {
    let own = "\(scheme)://\(authority)/"
    if link.hasPrefix(own) { return APIAddress("/" + link.dropFirst(own.count)) }
    if link.hasPrefix("/"), !link.hasPrefix("//") { return APIAddress(link) }
    guard let query = link.firstIndex(of: "?") else { return nil }
    return APIAddress(String(address.target.prefix { $0 != "?" }) + String(link[query...]))
  }

  private static func next(in links: String) -> String? {
    var rest = links[...]
    while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
      let parameters = rest[rest.index(after: close)...].prefix { $0 != "<" }.lowercased()
      if parameters.contains("rel=\"next\"") || parameters.contains("rel=next") {
        return String(rest[rest.index(after: open)..<close])
      }
      rest = rest[rest.index(after: close)...]
    }
    return nil
  }
}

extension HTTPField.Name {
  fileprivate static let link = HTTPField.Name.literal("Link")
}
