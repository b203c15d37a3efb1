import AdapterKit
import Foundation
import HTTPTypes
import InfraMindCore
import InfraMindStore
import ServerTesting
import Testing

@testable import InfraMindServer

@Suite struct RunsRouteTests {
  let server: ServerUnderTest
  private static let token = "imh_of_blocks"
  private static let path = "/api/v1/runs"
  private static let linkName = ToyPlatform.header("Link")

  init() throws {
    let place = TemporaryPlace()
    func line(_ token: String, _ rest: String) -> String {
      "sha256:\(Digest.sha256(Array(token.utf8)).hexadecimal) \(rest)\n"
    }
    let file = try place.write(
      line(Self.token, "read toy toys/Blocks") + line("imh_of_all", "read any toys/blocks")
        + line("imh_elsewhere", "read toy toys/blocks elsewhere.example")
        + line("imr_writes", "toy toys/blocks"), to: "tokens")
    server = try ServerUnderTest(["records.tokens-file=\(file)"])
  }

  private func get(_ query: String = "", _ token: String? = token) async throws -> ServerUnderTest.Reply {
    try await server.get(Self.path + query, token.map { [.authorization: "Bearer \($0)"] } ?? [:])
  }

  private func page(_ ids: String..., next: String? = nil) -> RunPage {
    var page = RunPage()
    page.runs = ids.map { id in
      var run = JobRun(
        platform: ToyPlatform.platform, repository: "toys/blocks", pipeline: "ci.toy", job: "build",
        matrix: [:],
        run: id, attempt: 1, conclusion: .success)
      run.source = "toy.example"
      return run
    }
    page.next = next
    return page
  }

  @Test func `a token reads the runs of its repository, as an export has them`() async throws {
    let page = page("1", "2")
    await server.store.setPages([page])
    let reply = try await get()
    #expect(reply.status == 200)
    #expect(reply.headers[.contentType] == "application/x-ndjson")
    #expect(reply.body == String(decoding: JobRunEncoder().encode(page.runs), as: UTF8.self))
    #expect(JobRunDecoder().decode(Array(reply.body.utf8)).runs == page.runs)
    let asked = try #require(await server.store.asked.first?.query)
    #expect(asked.repository == "toys/Blocks" && asked.platform == ToyPlatform.platform)
    #expect(asked.latestPerJob == 200 && asked.stepsPerJob == 60)
  }

  @Test func `each page names the next, with all that was asked`() async throws {
    await server.store.setPages([page("1", next: "-77"), page("2")])
    let query = "?repository=TOYS%2Fblocks&pipeline=a%20%26b.yml&latest=3"
    let first = try await get(query)
    let link = try #require(first.headers[Self.linkName])
    #expect(
      link == "<?repository=TOYS%2Fblocks&pipeline=a%20%26b.yml&latest=3&after=-77>; rel=\"next\"")
    let second = try await get(String(link.dropFirst().prefix { $0 != ">" }))
    #expect(second.headers[Self.linkName] == nil)
    let asked = await server.store.asked
    #expect(asked.map(\.cursor) == [nil, "-77"])
    #expect(asked[0].query == asked[1].query)
    #expect(asked[0].query.pipeline == "a &b.yml" && asked[0].query.latestPerJob == 3)
  }

  @Test func `every part of a question narrows it`() async throws {
    let query = "?run=7&job=9&since=2026-11-01T00:00:00Z&until=2026-11-02T00:00:00Z&steps=0&platform=toy"
    #expect(try await get(query).status == 200)
    let asked = try #require(await server.store.asked.first?.query)
    #expect(asked.run == "7" && asked.jobID == "9" && asked.stepsPerJob == 0)
    #expect(asked.until?.timeIntervalSince(asked.since ?? .distantPast) == 86_400)
  }

  @Test func `a token reads nothing of another repository, platform or host`() async throws {
    #expect(try await get("?repository=toys/dolls").code == "foreign-repository")
    #expect(try await get("?platform=other").status == 403)
    #expect(await server.store.asked.isEmpty)
    #expect(try await get("?platform=other", "imh_of_all").status == 200)
    #expect(await server.store.asked.map(\.query.repository) == ["toys/blocks"])
    await server.store.setPages([page("1")])
    let elsewhere = try await get("", "imh_elsewhere")
    #expect(elsewhere.status == 200 && elsewhere.body.isEmpty)
  }

  @Test func `a token that reads does not write, nor the other way round`() async throws {
    #expect(try await get("", "imr_writes").code == "wrong-scope")
    let facts = String(decoding: try JSONEncoder().encode([ToyPlatform.facts("1")]), as: UTF8.self)
    let reply = try await server.send("/api/v1/records", [.authorization: "Bearer \(Self.token)"], facts)
    #expect(reply.status == 403 && reply.code == "wrong-scope")
    #expect(await server.store.facts.isEmpty)
    for token in [nil, "", "wrong", Self.token + "x"] {
      let reply = try await get("", token)
      #expect(reply.status == 401 && reply.headers[.wwwAuthenticate] == "Bearer")
    }
    #expect(await server.store.asked.isEmpty)
    #expect(!server.log.text.contains(Self.token))
  }

  @Test(arguments: [
    "?latest=0", "?latest=501", "?latest=many", "?steps=-1", "?since=yesterday", "?after=x", "?nothing=1",
    "?run=1&run=2",
  ])
  func `a question that makes no sense is told what is wrong`(_ query: String) async throws {
    let reply = try await get(query)
    #expect(reply.status == 400 && reply.code == "invalid-query")
    #expect(await server.store.asked.isEmpty)
  }

  @Test func `a store that fails is answered 503`() async throws {
    await server.store.fail(with: StoreError(.unavailable, "gone"))
    let reply = try await get()
    #expect(reply.status == 503 && reply.headers[.retryAfter] != nil)
    #expect(!reply.body.contains("gone"))
  }

  @Test func `a record's token is of one platform`() {
    let digest = Digest.sha256(Array("token".utf8)).hexadecimal
    func problems(_ line: String) -> Int {
      RepositoryTokensFile(Array("sha256:\(digest) \(line)".utf8), named: "tokens").problems.count
    }
    #expect(problems("write toy a/b") == 0 && problems("read any a/b host") == 0)
    #expect(problems("any a/b") == 1 && problems("write any a/b") == 1 && problems("read toy") == 1)
    #expect(problems("read toy a/b host more") == 1 && problems("delete toy a/b c") == 1)
  }
}
