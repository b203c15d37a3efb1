import AdapterKit
import AdapterTesting
import HTTPTypes
import ServerTesting

extension ScriptedServer {
  /// A code host on loopback.
  convenience init(_ host: FakeCodeHost) throws {
    try self.init { received in
      let request = HTTPRequest(
        method: HTTPRequest.Method(rawValue: received.method) ?? .get, scheme: "http", authority: "localhost",
        path: received.target)
      guard let answer = try? host.answer(to: request, body: received.body) else { return .hangUp }
      return .answer(
        answer.response.status.code, headers: ["Content-Type": "application/json"], body: answer.body)
    }
  }
}
