import Foundation
import InfraMindStore
import ServerTesting
import StoreTesting
import Testing

@testable import InfraMindServer

/// The program's commands, as a person runs them.
@Suite struct ServerCommandTests {
  private let folder = TemporaryPlace()
  private var store: String { "sqlite:\(folder.path)/history.db" }

  private func run(_ arguments: String...) throws -> (Int32, String) {
    try ServerProcess.run(arguments, store: store, in: folder)
  }

  @Test func `deliveries can be listed, shown and decoded again`() async throws {
    let server = try await ServerProcess(store: store, in: folder)
    let connection = try RawConnection(port: server.port)
    connection.send(DeliveryLoad.request("good"))
    _ = try await connection.answer()
    connection.send(DeliveryLoad.request("bad", body: "{\"gibberish\":1}"))
    _ = try await connection.answer()
    #expect(
      try await eventually {
        let list = try run("deliveries", "list").1
        return list.contains("done") && list.contains("dead")
      })

    let dead = try run("deliveries", "list", "--state", "dead", "--format", "json")
    let json = try JSONSerialization.jsonObject(with: Data(dead.1.utf8)) as? [[String: Any]]
    #expect(json?.map { $0["id"] as? String } == ["bad"])
    #expect((json?.first?["reason"] as? String)?.hasPrefix("invalid-payload: ") == true)

    let shown = try run("deliveries", "show", "github-actions", "bad")
    #expect(shown.0 == 0)
    #expect(shown.1.contains("state: dead\n"))
    #expect(!shown.1.contains("gibberish"))
    #expect(try run("deliveries", "show", "github-actions", "bad", "--body").1 == "{\"gibberish\":1}")
    #expect(try run("deliveries", "show", "github-actions", "good", "--body").0 == 1)
    #expect(try run("deliveries", "show", "github-actions", "none").0 == 1)

    #expect(try run("deliveries", "replay", "github-actions", "bad") == (0, "1 waiting again\n"))
    #expect(try await eventually { try run("deliveries", "list", "--state", "dead").1.contains("bad") })
    #expect(try run("deliveries", "replay", "--all").0 == 0)
    let none = try run("deliveries", "replay", "github-actions", "none")
    #expect(none.0 == 1)
    #expect(none.1.contains("There is no delivery none of github-actions"), "\(none.1)")
    #expect(none.1.hasSuffix("0 waiting again\n"))
    let good = try run("deliveries", "replay", "github-actions", "good")
    #expect(good.0 == 1 && good.1.contains("is not dead but done"), "\(good.1)")
    #expect(try await server.end() == 0)
  }

  @Test func `a history is counted, taken out and taken in`() throws {
    let lines = (1...3).map { number in
      #"{"platform":"github-actions","repository":"acme/shop","pipeline":".github/workflows/ci.yml","job":"test","run":"\#(number)","#
        + #""startedAt":"2026-11-01T10:00:00Z","finishedAt":"2026-11-01T10:05:00Z","conclusion":"success"}"#
    }
    let file = folder.path + "/runs.jsonl"
    try Data((lines + ["no run"]).joined(separator: "\n").utf8).write(to: URL(filePath: file))
    let taken = try run("history", "import", file)
    #expect(
      taken.0 == 1 && taken.1.contains("runs.jsonl:4: ") && taken.1.contains("3 runs read"), "\(taken.1)")
    #expect(try run("history", "stats").1.hasPrefix("3 job runs of 1 repository"))
    let written = try run("history", "export", "--repo", "acme/shop").1
    #expect(written.split(separator: "\n").count == 3 && written.contains(#""run":"2""#))
    #expect(try run("history", "export", "--format", "csv").1.split(separator: "\r\n").count == 4)
    #expect(try run("history", "import", "nowhere.jsonl").0 == 2)
  }

  @Test func `bad usage and a bad configuration end with 2, and all errors are told`() throws {
    #expect(try run("deliveries", "list", "--state", "ded").0 == 2)
    #expect(try run("deliveries", "list", "--state", "ded").1.contains("did you mean dead?"))
    #expect(try run("deliveries", "replay").0 == 2)
    #expect(try run("serv").0 == 2)
    let (status, text) = try run("check-config", "--set", "http.prot=1", "--set", "log.level=inof")
    #expect(status == 2)
    #expect(text.contains("http.port") && text.contains("did you mean `info`?"))
    #expect(try run("--set", "http.prot=1").0 == 2)
  }

  @Test func `a checked configuration shows what is set and where, and no secret`() throws {
    let (status, text) = try run("check-config", "--set", "http.port=99")
    #expect(status == 0)
    #expect(text.contains("http.port: 99  (--set http.port)\n"))
    #expect(text.contains("store.url: \(store)  (INFRAMIND_SERVER_STORE_URL)\n"))
    #expect(text.contains("webhook /webhooks/github-actions: has a secret\n"))
    #expect(!text.contains(ServerProcess.secret))
  }

  @Test func `a TeamCity secret without a colon is an error of the configuration`() throws {
    let file = try folder.write("word\n", to: "teamcity.secret")
    let setting = "webhooks.teamcity.secret-file=\(file)"
    let (status, text) = try run("check-config", "--set", setting)
    #expect(status == 2)
    #expect(
      text.contains("--set webhooks.teamcity.secret-file: The secret of TeamCity is `user:password`"),
      "\(text)")
    #expect(try run("check-config", "--set", setting, "--set", "webhooks.teamcity.use=token").0 == 0)
  }

  @Test func `a token that is made is one that the server takes`() throws {
    let (status, text) = try run("token", "github-actions", "acme/shop")
    #expect(status == 0)
    let lines = text.split(separator: "\n").map {
      $0.split(separator: " ", maxSplits: 1).last.map(String.init) ?? ""
    }
    let file = RepositoryTokensFile(Array(lines[1].trimmed.utf8), named: "tokens")
    #expect(file.problems.isEmpty)
    #expect(RepositoryTokens(file.tokens).token(lines[0].trimmed)?.repository == "acme/shop")
    #expect(try run("token", "github-action", "acme/shop").1.contains("did you mean"))
    #expect(try run("token", "teamcity", "Shop_Build").0 == 0)
    #expect(try run("token", "gitlab-ci", "acme/tools/shop").0 == 0)
    #expect(try run("token", "--read", "any", "Shop_Build").0 == 0)
    for (platform, repository) in [
      ("github-actions", "acme"), ("github-actions", "acme/"), ("github-actions", "acme/tools/shop"),
      ("github-actions", "https://github.com/acme/shop"), ("gitlab-ci", "git@gitlab.com:acme/shop"),
      ("drone", "acme/shop.git"), ("teamcity", "https://teamcity.example.org/project/Shop"),
    ] {
      let (status, text) = try run("token", platform, repository)
      #expect(status == 2 && text.contains("The repository must be"), "\(platform) \(repository): \(text)")
    }
    let host = try run("token", "gitlab-ci", "acme/shop", "--host", "https://gitlab.example.org/")
    #expect(host.0 == 2 && host.1.contains("host name"), "\(host.1)")
  }

  @Test func `a store that cannot be opened is told in one line, with 1`() throws {
    let file = try folder.write("a file, no folder", to: "file")
    let result = try ServerProcess.run(["--port", "0"], store: "sqlite:\(file)/history.db", in: folder)
    #expect(result.0 == 1)
    #expect(result.1.contains("\(file)"))
    #expect(result.1.split(separator: "\n").count == 1)
  }

  @Test func `a port that is taken is told, with 1`() async throws {
    let server = try await ServerProcess(store: store, in: folder)
    let second = try ServerProcess.run(
      ["--port", String(server.port)], store: "sqlite:\(folder.path)/other.db", in: folder)
    #expect(second.0 == 1)
    #expect(second.1.contains("listens on port \(server.port) of 127.0.0.1 already"), "\(second.1)")
    #expect(!second.1.contains("CancellationError"), "\(second.1)")
    #expect(second.1.components(separatedBy: "The server ends").count == 2, "\(second.1)")
    #expect(try await server.end() == 0)
  }

  @Test func `what is stored is nobody else's to read`() async throws {
    let server = try await ServerProcess(store: store, in: folder)
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/history.db")
    #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
    #expect(try await server.end() == 0)
  }
}
