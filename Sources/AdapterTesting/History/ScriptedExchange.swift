public import AdapterKit
internal import HTTPTypes

/// One request that a script expects, and what it is answered.
public struct ScriptedExchange: Sendable, CustomStringConvertible {
  /// Such as `GET`.
  public var method: String
  /// The path as sent, percent signs and all, without the query.
  public var path: String
  /// All of the query, decoded; `nil` for any. Values of a name that stands several times are joined by commas.
  public var query: [String: String]?
  /// Headers that the request must have, among others.
  public var headers: [String: String] = [:]
  /// Host and port; `nil` for any.
  public var authority: String?
  /// How often it may be asked.
  public var times = 1
  /// Whether it need not be asked at all.
  public var isOptional = false
  /// Makes the answer.
  public var answer: @Sendable (AskedRequest) -> ScriptedAnswer

  /// Expects a request.
  public init(
    _ path: String, query: [String: String]? = nil, method: String = "GET",
    _ answer: @escaping @Sendable (AskedRequest) -> ScriptedAnswer
  ) {
    self.path = path
    self.query = query
    self.method = method
    self.answer = answer
  }

  /// Expects a request, whatever it is, and answers always the same.
  public init(
    _ path: String, query: [String: String]? = nil, method: String = "GET",
    _ answer: @escaping @Sendable () -> ScriptedAnswer
  ) {
    self.init(path, query: query, method: method) { _ in answer() }
  }

  /// The same, for any number of requests, or none.
  public var always: ScriptedExchange {
    var copy = self
    copy.times = .max
    copy.isOptional = true
    return copy
  }

  /// Method, path and query.
  public var description: String {
    let pairs = (query ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return "\(method) \(path)" + (pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&"))
  }

  /// What of a request is not as expected, a clause each.
  func differences(from asked: AskedRequest) -> [String] {
    var found: [String] = []
    if asked.method != method { found.append("the method is \(asked.method)") }
    if asked.path != path { found.append("the path is \(asked.path)") }
    if let query, asked.query != query { found.append("the query is \(asked.query), not \(query)") }
    if let authority, asked.authority != authority { found.append("the host is \(asked.authority)") }
    for (name, value) in headers.sorted(by: { $0.key < $1.key }) {
      let given = HTTPField.Name(name).flatMap { asked.headers[$0] }
      if given != value { found.append("\(name) is \(given ?? "missing"), not \(value)") }
    }
    return found
  }
}

/// What a script answers.
public enum ScriptedAnswer: Sendable {
  /// A status, headers and a body.
  case answer(status: Int, headers: [String: String], body: [UInt8])
  /// No answer: what an executor throws after its retries.
  case failure(AdapterError)

  /// A JSON body.
  ///
  /// - Parameters:
  ///   - next: Address of the next page, for a `Link` header.
  ///   - headers: Others besides.
  public static func json(
    _ body: String, next: String? = nil, status: Int = 200, headers: [String: String] = [:]
  ) -> ScriptedAnswer {
    .json(Array(body.utf8), next: next, status: status, headers: headers)
  }

  /// A JSON body in bytes, such as those of a fixture.
  public static func json(
    _ body: [UInt8], next: String? = nil, status: Int = 200, headers: [String: String] = [:]
  ) -> ScriptedAnswer {
    var headers = headers
    headers["Content-Type"] = "application/json"
    if let next { headers["Link"] = "<\(next)>; rel=\"next\"" }
    return .answer(status: status, headers: headers, body: body)
  }

  /// A status with an empty body.
  public static func status(_ status: Int, headers: [String: String] = [:]) -> ScriptedAnswer {
    .answer(status: status, headers: headers, body: [])
  }

  /// The executor may send no more.
  public static let budgetSpent = ScriptedAnswer.failure(
    AdapterError(.budgetSpent, "No more requests may be sent."))

  /// The network failed, after the retries that make sense.
  public static let unreachable = ScriptedAnswer.failure(
    AdapterError(.unreachable, "The platform cannot be reached."))

  func httpAnswer(from url: String) throws -> HTTPAnswer {
    switch self {
    case .failure(let error): throw error
    case .answer(let status, let headers, let body):
      var fields = HTTPFields()
      for (name, value) in headers {
        if let name = HTTPField.Name(name) { fields[name] = value }
      }
      let response = HTTPResponse(status: HTTPResponse.Status(code: status), headerFields: fields)
      return HTTPAnswer(response: response, body: body, url: url)
    }
  }
}
