import AdapterKit
import Foundation
import HTTPTypes
import InfraMindCore
import ServerTesting
import Testing

@testable import InfraMindServer

/// What is refused; what is answered, processes of their own show.
@Suite struct AdviceRouteTests {
  let server: ServerUnderTest

  init() throws {
    let place = TemporaryPlace()
    func line(_ token: String, _ rest: String) -> String {
      "sha256:\(Digest.sha256(Array(token.utf8)).hexadecimal) \(rest)\n"
    }
    let file = try place.write(
      line("imh_reads", "read any acme/shop") + line("imr_writes", "github-actions acme/shop"), to: "tokens")
    server = try ServerUnderTest(["records.tokens-file=\(file)"])
  }

  private static let file = ".github/workflows/ci.yml"

  private static func body(_ repository: String = "acme/shop", files: String = #"{"\#(file)":"on: push\n"}"#)
    -> String
  {
    #"{"platform":"github-actions","repository":"\#(repository)","pipelines":["\#(file)"],"files":\#(files),"names":[]}"#
  }

  private func post(_ body: String, to name: String, token: String? = "imh_reads") async throws
    -> ServerUnderTest.Reply
  {
    try await server.send("/api/v1/\(name)", token.map { [.authorization: "Bearer \($0)"] } ?? [:], body)
  }

  @Test(arguments: ["inject", "reports"])
  func `a repository without runs gets its own sizes, and nothing to report`(_ name: String) async throws {
    let reply = try await post(Self.body(), to: name)
    #expect(reply.status == 200, "\(reply.body)")
    let json = try #require(JSONSerialization.jsonObject(with: Data(reply.body.utf8)) as? [String: Any])
    #expect(json["schemaVersion"] as? Int == 1)
    if name == "reports" { #expect(json["allWell"] as? Bool == true) }
  }

  @Test(arguments: ["inject", "reports"])
  func `whoever may not ask is refused`(_ name: String) async throws {
    #expect(try await post(Self.body(), to: name, token: nil).status == 401)
    #expect(try await post(Self.body(), to: name, token: "stranger").status == 401)
    #expect(try await post(Self.body(), to: name, token: "imr_writes").status == 403)
    #expect(try await post(Self.body("acme/other"), to: name).code == "foreign-repository")
  }

  @Test(arguments: [
    ("", "invalid-json"), ("[1,", "invalid-json"), ("[]", "invalid-checkout"), ("{}", "invalid-checkout"),
    (body(files: "{}"), "invalid-checkout"), (body(files: #"{"../x":"y"}"#), "invalid-checkout"),
    (body(files: #"{"/etc/passwd":"y"}"#), "invalid-checkout"),
    (body(files: #"{"\#(file)":7}"#), "invalid-checkout"),
    (String(repeating: "[", count: 100_000), "invalid-json"),
    (body(files: #"{"\#(file)":"on: push\n",".inframind.yml":"nonsense: 1\n"}"#), "unknown-key"),
  ])
  func `what is no checkout is named as such`(_ body: String, _ code: String) async throws {
    let reply = try await post(body, to: "inject")
    #expect(reply.status == 400 && reply.code == code, "\(reply.body)")
  }

  @Test func `only so much advice is given at a time`() {
    let places = AdvicePlaces(1)
    #expect(places.enter() && !places.enter())
    places.leave()
    #expect(places.enter())
  }
}
