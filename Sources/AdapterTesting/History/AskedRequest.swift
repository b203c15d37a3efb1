public import HTTPTypes

/// A request that an adapter made, taken apart.
public struct AskedRequest: Sendable, Hashable, CustomStringConvertible {
  /// Such as `GET`.
  public let method: String
  /// Such as `https`.
  public let scheme: String
  /// Host and port, as they were asked for.
  public let authority: String
  /// The path as sent, percent signs and all, without the query.
  public let path: String
  /// The query, decoded. Values of a name that stands several times are joined by commas.
  public let query: [String: String]
  /// The adapter's own headers.
  public let headers: HTTPFields
  /// Empty for none.
  public let body: [UInt8]
  /// The whole address.
  public let url: String

  init(_ request: HTTPRequest, body: [UInt8]) {
    method = request.method.rawValue
    scheme = request.scheme ?? ""
    authority = request.authority ?? ""
    let target = request.path ?? ""
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    path = String(parts.first ?? "")
    query = Self.query(parts.count > 1 ? parts[1] : "")
    headers = request.headerFields
    self.body = body
    url = "\(scheme)://\(authority)\(target)"
  }

  /// Method and address.
  public var description: String { "\(method) \(url)" }

  private static func query(_ text: Substring) -> [String: String] {
    text.split(separator: "&").reduce(into: [:]) { query, pair in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let value = parts.count > 1 ? decoded(parts[1]) : ""
      let name = decoded(parts[0])
      query[name] = query[name].map { $0 + "," + value } ?? value
    }
  }

  private static func decoded(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(code)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
