import AdapterKit
import Foundation
import InfraMindCore
import InfraMindEngine
import InfraMindStore
import ServerTesting
import Testing

@testable import InfraMindServer

@Suite struct ServerSettingsTests {
  private let folder = TemporaryPlace()

  private func settings(
    _ assignments: [String] = [], _ environment: [String: String] = [:], file: String? = nil
  ) throws -> ServerSettings {
    let path = try file.map { try folder.write($0, to: "server.yml") }
    return try ConfigurationFiles(assignments: assignments, environment: environment, file: path).settings(
      ServerUnderTest.receivers)
  }

  private func problems(
    _ assignments: [String] = [], _ environment: [String: String] = [:], file: String? = nil
  ) -> [String] {
    do {
      _ = try settings(assignments, environment, file: file)
      return []
    } catch let error as ConfigurationProblems {
      return error.problems.map { "\($0)".replacing(folder.path + "/", with: "") }
    } catch {
      return ["\(error)"]
    }
  }

  @Test func `with nothing set the fallbacks hold`() throws {
    let settings = try settings()
    #expect(settings.host == "127.0.0.1")
    #expect(settings.port == 8420)
    #expect(settings.bodyBytes == 25 << 20)
    #expect(settings.store == .sqlite(path: StorePlace.usualPath))
    #expect(settings.retention.age == nil)
    #expect(settings.retention.deliveryAge == .seconds(30 * 86_400))
    #expect(settings.hooks.isEmpty)
  }

  @Test func `flags win over the environment, which wins over the file`() throws {
    let file = "http:\n  port: 1001\n  host: file\n  connections: 11\n"
    let environment = ["INFRAMIND_SERVER_HTTP_PORT": "1002", "INFRAMIND_SERVER_HTTP_HOST": "environment"]
    let settings = try settings(["http.port=1003"], environment, file: file)
    #expect(settings.port == 1003)
    #expect(settings.host == "environment")
    #expect(settings.connections == 11)
  }

  @Test func `everything that is wrong is told at once, with its place and what is allowed`() {
    let file = """
      http:
        prot: 80
        idle-timeout: soon
      store:
        url: mysql://localhost
      log:
        level: inof
      webhooks:
        tyo:
          secret: x
        toy:
          tenants:
            Acme: {secret: x}
      work:
        decode: [true]
      """
    let found = problems(
      ["http.port=eighty", "http.body-byte=1", "nonsense", "webhooks.toy.secret=visible"],
      ["INFRAMIND_SERVER_HTTP_CONECTIONS": "1", "INFRAMIND_SERVER_INTAKE_BATCH": "0"], file: file)
    let expected = [
      "--set http.body-byte: `http.body-byte` is no setting; did you mean `http.body-bytes`?",
      "--set nonsense: Write `--set name=value`.",
      "--set webhooks.toy.secret: A command line can be read by everybody on the machine: set the variable "
        + "INFRAMIND_SERVER_WEBHOOKS_TOY_SECRET or a file.",
      "INFRAMIND_SERVER_HTTP_CONECTIONS: `INFRAMIND_SERVER_HTTP_CONECTIONS` is no setting; did you mean "
        + "`INFRAMIND_SERVER_HTTP_CONNECTIONS`?",
      "server.yml:2:3: `http.prot` is no setting; did you mean `http.port`?",
      "server.yml:10:5: `webhooks.tyo.secret` is no setting; did you mean `webhooks.toy.secret`?",
      "server.yml:13:14: `webhooks.toy.tenants.Acme.secret` is no setting; a tenant's name has lower-case "
        + "letters, digits and hyphens, 64 at most, such as `acme`.",
      "server.yml:15:11: `work.decode` must be one value, not a list.",
      "--set http.port: `eighty` is not allowed: it must be a whole number from 0 to 65535.",
      "server.yml:3:3: http.idle-timeout: `soon` is not allowed: it must be a time such as `90s`, `20m` or `7d`, "
        + "from 1s to 3600s.",
      "server.yml:5:3: store.url: `mysql://localhost` is not allowed: it must be `sqlite:FILE`, or "
        + "`postgres://[USER@]HOST[:PORT]/DATABASE`.",
      "INFRAMIND_SERVER_INTAKE_BATCH: `0` is not allowed: it must be a whole number from 1 to 5000.",
      "server.yml:7:3: log.level: `inof` is not allowed: it must be one of trace, debug, info, notice, warning, "
        + "error, critical; did you mean `info`?",
    ]
    #expect(Set(found) == Set(expected))
    #expect(found.count == expected.count)
    #expect(!found.joined().contains("visible"))
  }

  @Test func `a file that is no mapping, or is not there, is told with its name`() {
    #expect(
      problems(file: "- a\n").first?.hasPrefix("server.yml:1:1: A configuration file must be a mapping")
        == true)
    #expect(problems(file: "http: {port: 1\n").first?.hasPrefix("server.yml:") == true)
    #expect(
      problems(file: "http: 3\n") == ["server.yml:1:1: `http` is no setting; docs/server.md lists them all."])
    #expect(problems(file: "").isEmpty)
    let missing = ConfigurationFiles(assignments: [], environment: [:], file: "/nowhere/server.yml")
    #expect(throws: ConfigurationProblems.self) { try missing.settings(Receivers([:])) }
  }

  @Test func `the environment may name the file`() throws {
    let path = try folder.write("http: {port: 99}\n", to: "named.yml")
    let files = ConfigurationFiles(assignments: [], environment: ["INFRAMIND_SERVER_CONFIG": path], file: nil)
    #expect(try files.settings(Receivers([:])).port == 99)
  }

  @Test func `a secret comes from a file, without the line break that ends it`() async throws {
    let path = try folder.write(ToyPlatform.secret + "\n", to: "secret")
    let server = try ServerUnderTest(environment: [
      "INFRAMIND_SERVER_WEBHOOKS_TOY_TENANTS_A_SECRET_FILE": path
    ])
    #expect(try await server.deliver("run 1", to: "/webhooks/toy/a").status == 200)
  }

  @Test func `the environment's secret wins over the file that a configuration file names`() async throws {
    let settings = try settings(
      [], ["INFRAMIND_SERVER_WEBHOOKS_TOY_SECRET": "right"],
      file: "webhooks: {toy: {secret-file: /nowhere/secret, use: token}}\n")
    let secret = try #require(settings.hooks[HookAddress(platform: ToyPlatform.platform, tenant: "")])
    #expect(secret.use == .token)
  }

  @Test func `a secret that its platform cannot use is told at the start, with its place`() throws {
    let prefix = "INFRAMIND_SERVER_WEBHOOKS_OTHER_"
    let objection = "A secret of this platform begins with other_."
    #expect(problems([], [prefix + "SECRET": "theirs"]) == ["\(prefix)SECRET: \(objection)"])
    #expect(problems([], [prefix + "SECRET": "other_1"]).isEmpty)
    let old = problems([], [prefix + "SECRET": "other_1", prefix + "PREVIOUS_SECRET": "theirs"])
    #expect(old == ["\(prefix)PREVIOUS_SECRET: \(objection)"])
    let path = try folder.write("theirs\n", to: "secret")
    #expect(problems([], [prefix + "SECRET_FILE": path]) == ["\(prefix)SECRET_FILE: \(objection)"])
  }

  @Test func `half a secret is no secret`() throws {
    let prefix = "INFRAMIND_SERVER_WEBHOOKS_TOY_"
    #expect(problems([], [prefix + "SECRET": ""]).first?.contains("is empty") == true)
    #expect(problems([], [prefix + "SECRET": " \n"]).first?.contains("is empty") == true)
    #expect(problems([], [prefix + "SECRET_FILE": "/nowhere"]).first?.contains("/nowhere") == true)
    #expect(problems([], [prefix + "PREVIOUS_SECRET": "x"]).first?.contains("no secret") == true)
    #expect(problems([], [prefix + "USE": "token"]).first?.contains("no secret") == true)
    #expect(
      problems([], [prefix + "SECRET": "x", prefix + "USE": "tokn"]).first?.contains("did you mean `token`")
        == true)
    let both = problems([], [prefix + "SECRET": "x", prefix + "SECRET_FILE": "/nowhere"])
    #expect(both == ["\(prefix)SECRET: Set either this or `webhooks.toy.secret-file`, not both."])
  }

  @Test func `a variable of a tenant names it with hyphens for underscores`() {
    let platforms = ServerUnderTest.platforms
    let cases = [
      ("WEBHOOKS_TOY_SECRET", "webhooks.toy.secret"),
      ("WEBHOOKS_TOY_PREVIOUS_SECRET_FILE", "webhooks.toy.previous-secret-file"),
      ("WEBHOOKS_TOY_TENANTS_ACME_PREVIOUS_SECRET", "webhooks.toy.tenants.acme.previous-secret"),
      ("WEBHOOKS_TOY_TENANTS_ACME_INC_SECRET_FILE", "webhooks.toy.tenants.acme-inc.secret-file"),
    ]
    for (variable, key) in cases {
      #expect(HookKey(variable: variable, platforms: platforms)?.key == key)
      #expect(HookKey(key, platforms: platforms)?.key == key)
      #expect(SettingEntry.variable(for: key) == SettingEntry.variablePrefix + variable)
    }
    for variable in [
      "WEBHOOKS_TOY", "WEBHOOKS_TOY_TENANTS_SECRET", "WEBHOOKS_NONE_SECRET", "WEBHOOKS_TOY_TENANTS__SECRET",
    ] {
      #expect(HookKey(variable: variable, platforms: platforms) == nil)
    }
  }

  @Test func `a password has no place on a command line, and is never shown`() {
    let found = problems(["store.url=postgres://user:pass@host/db"])
    #expect(found.count == 1)
    #expect(!found.joined().contains("pass@"))
    let cases = [
      (
        "postgres://user:pa:ss@host:5432/db?sslmode=require",
        "postgres://user:***@host:5432/db?sslmode=require"
      ),
      ("postgres://host/db?user=u&password=pass", "postgres://host/db?user=u&password=***"),
      ("postgresql://user@host/a@b:c", "postgresql://user@host/a@b:c"),
      ("sqlite:/a:b@c", "sqlite:/a:b@c"),
    ]
    for (text, shown) in cases { #expect(StoreLocation(text)?.shown == shown) }
  }

  @Test func `two things cannot be served under one path`() {
    #expect(problems(["paths.health=/metrics"]).count == 1)
    #expect(problems(["paths.health=/webhooks/toy"]).count == 1)
    #expect(problems(["paths.health=/webhooks2"]).isEmpty)
    for path in ["", "/", "a", "/a/", "/a//b", "/..", "/a b", "/:x", "/*", "/é"] {
      #expect(problems(["paths.webhooks=\(path)"]).count == 1, "\(path)")
    }
  }

  @Test func `every setting that is listed is read, and the other way round`() throws {
    var reading = ConfigurationFiles(assignments: [], environment: [:], file: nil).reading([])
    _ = try ServerSettings(from: &reading, Receivers([:]))
    #expect(reading.asked == Set(ServerKeys.all.map(\.key)))
  }

  @Test func `every setting can be set by its variable`() throws {
    for entry in ServerKeys.all {
      let known = KnownKeys(platforms: [])
      let name = String(entry.variable.dropFirst(SettingEntry.variablePrefix.count))
      #expect(known.key(ofVariable: name) == entry.key)
      let source = SettingSource.environment([entry.variable: "text"], known)
      #expect(source.text(of: entry.key) == "text")
    }
  }

  @Test func `sizes are read and written`() {
    let cases = [
      ("0", 0), ("25MiB", 25 << 20), ("25 mib", 25 << 20), ("1048577", 1_048_577), ("1KiB", 1024), ("7b", 7),
    ]
    for (text, bytes) in cases { #expect(ByteText.bytes(in: text) == bytes) }
    for text in ["", "-1", "1.5MiB", "25MB", "9999999999999", "999999999999TiB", "٣"] {
      #expect(ByteText.bytes(in: text) == nil, "\(text)")
    }
    #expect(ByteText.text(25 << 20) == "25 MiB")
    #expect(ByteText.text(1025) == "1025 B")
  }

  @Test func `lines of the tokens' file that are wrong are told by number, and not shown`() throws {
    let digest = Digest.sha256(Array("token".utf8)).hexadecimal
    let path = try folder.write(
      "# ours\nsha256:\(digest) toy toys/blocks # the first\n\nimr_clear toy a/b\nsha256:12 toy a/b\n",
      to: "tokens")
    let found = problems(["records.tokens-file=\(path)"])
    #expect(found.map { $0.prefix(8) } == ["tokens:4", "tokens:5"])
    #expect(!found.joined().contains("imr_clear"))
  }
}
