import AdapterKit
import AdapterTesting
import HTTPTypes
import ServerTesting

extension ScriptedServer {
  /// A code host on loopback.
  ///
  /// - Parameter fault: What the host does instead of answering; `nil` for nothing else.
  convenience init(
    _ host: FakeCodeHost, _ fault: @escaping @Sendable (ReceivedRequest) -> ScriptedReply? = { _ in nil }
  ) throws {
    try self.init { received in
      if let reply = fault(received) { return reply }
      let request = HTTPRequest(
        method: HTTPRequest.Method(rawValue: received.method) ?? .get, scheme: "http",
        authority: received.headers["host"] ?? "localhost", path: received.target)
      guard let answer = try? host.answer(to: request, body: received.body) else { return .hangUp }
      var headers = ["Content-Type": "application/json"]
      headers["Link"] = answer.response.headerFields[.literal("Link")]
      return .answer(answer.response.status.code, headers: headers, body: answer.body)
    }
  }
}
