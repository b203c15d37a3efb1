import AdapterKit
import Foundation
import HTTPTypes
import InfraMindCore
import InfraMindStore
import ServerTesting
import Testing

@testable import InfraMindServer

@Suite struct RecordsRouteTests {
  let server: ServerUnderTest
  private static let token = "imr_of_blocks"
  private static let path = "/api/v1/records"

  init() throws {
    let place = TemporaryPlace()
    func line(_ token: String, _ rest: String) -> String {
      "sha256:\(Digest.sha256(Array(token.utf8)).hexadecimal) toy \(rest)\n"
    }
    let file = try place.write(
      line(Self.token, "toys/Blocks") + line("imr_of_dolls", "toys/dolls")
        + line("imr_elsewhere", "toys/blocks elsewhere.example"), to: "tokens")
    server = try ServerUnderTest(["records.tokens-file=\(file)"])
  }

  private func json(_ facts: [JobRunFacts]) throws -> String {
    String(decoding: try JSONEncoder().encode(facts), as: UTF8.self)
  }

  private func send(_ body: String, _ token: String?) async throws -> ServerUnderTest.Reply {
    try await server.send(Self.path, token.map { [.authorization: "Bearer \($0)"] } ?? [:], body)
  }

  @Test func `a token writes records of its repository`() async throws {
    let facts = [ToyPlatform.facts("1"), ToyPlatform.facts("2")]
    let reply = try await send(try json(facts), Self.token)
    #expect(reply.status == 200)
    #expect(reply.code == "recorded")
    #expect(await server.store.facts == facts)
  }

  @Test func `a file of the probe is taken as it is`() async throws {
    let facts = ToyPlatform.facts("1")
    let one = String(try json([facts]).dropFirst().dropLast())
    let file = "\n {\"version\": 1, \"isWhole\": true, \"series\": {\"cpu\": [1, 2]}, \"facts\": \(one)}\n"
    #expect(try await send(file, Self.token).code == "recorded")
    #expect(await server.store.facts == [facts])
  }

  @Test(arguments: ["", ", \"facts\": null"])
  func `a record that was made outside of CI is refused as one of no job`(rest: String) async throws {
    let reply = try await send("{\"version\": 1\(rest)}", Self.token)
    #expect(reply.status == 400)
    #expect(reply.code == "no-job")
    #expect(reply.body.contains("belongs to no job"))
    #expect(await server.store.facts.isEmpty)
  }

  @Test func `a token writes nothing of another repository, platform or host, not even beside its own`()
    async throws
  {
    let own = ToyPlatform.facts("1")
    var elsewhere = own
    elsewhere.run.platform = OtherPlatform.platform
    let foreign = [
      [ToyPlatform.facts("1", repository: "toys/dolls")],
      [own, ToyPlatform.facts("1", repository: "toys/dolls")],
      [elsewhere],
    ]
    for facts in foreign {
      let reply = try await send(try json(facts), Self.token)
      #expect(reply.status == 403)
      #expect(reply.code == "foreign-repository")
    }
    #expect(try await send(try json([own]), "imr_elsewhere").status == 403)
    #expect(await server.store.facts.isEmpty)
  }

  @Test func `without a token of ours nothing is read`() async throws {
    let body = try json([ToyPlatform.facts("1")])
    for token in [nil, "", "wrong", Self.token + "x", String(Self.token.dropLast())] {
      let reply = try await send(body, token)
      #expect(reply.status == 401)
      #expect(reply.headers[.wwwAuthenticate] == "Bearer")
    }
    var twice = HTTPFields()
    for _ in 0..<2 { twice.append(HTTPField(name: .authorization, value: "Bearer \(Self.token)")) }
    #expect(try await server.send(Self.path, twice, body).status == 401)
    #expect(try await server.send(Self.path, [.authorization: "Basic \(Self.token)"], body).status == 401)
    #expect(await server.store.facts.isEmpty)
    #expect(!server.log.text.contains(Self.token))
  }

  @Test func `hostile bodies are refused`() async throws {
    let bodies = [
      "", "{}", "{\"facts\":null}", "{\"version\":1,\"facts\":1}", "null", "[1]", "[{}]", "[",
      String(repeating: "[", count: 100_000), "\u{0}",
      "[{\"run\":null}]",
      try json([ToyPlatform.facts("1")]).replacing("finished", with: "unknown").replacing(
        "\"stage\":3", with: "\"stage\":9"),
    ]
    for body in bodies {
      let reply = try await send(body, Self.token)
      #expect(reply.status == 400, "\(body.prefix(40))")
      #expect(reply.code == "invalid-record")
    }
    let many = Array(repeating: ToyPlatform.facts("1"), count: 1001)
    #expect(try await send(try json(many), Self.token).code == "too-many-facts")
    #expect(try await send(String(repeating: " ", count: 4 << 20) + "[]", Self.token).status == 413)
    #expect(await server.store.facts.isEmpty)
  }

  @Test func `a store that fails is answered 503`() async throws {
    await server.store.fail(with: StoreError(.full, "no room"))
    let reply = try await send(try json([ToyPlatform.facts("1")]), Self.token)
    #expect(reply.status == 503)
    #expect(reply.headers[.retryAfter] != nil)
  }

  @Test func `tokens can be changed while the server runs`() async throws {
    server.server.tokens.replace(with: RepositoryTokens([]))
    #expect(try await send("[]", Self.token).status == 401)
  }
}
