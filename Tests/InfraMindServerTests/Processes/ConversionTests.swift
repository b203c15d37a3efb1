import AdapterKit
import Foundation
import ProgramTesting
import ServerTesting
import StoreTesting
import Testing

@testable import InfraMindServer

/// A server that Drone asks for the files of a build, as a process of its own.
@Suite struct ConversionTests {
  private let folder = TemporaryPlace()
  private static let path = "/api/v1/convert/drone"

  /// Runs of a pipeline that has far more of a machine than it needs.
  private static let history = (0..<45).map { number in
    let day = "2026-\(10 + number / 30)-" + String(format: "%02d", 1 + number % 30)
    return """
      {"platform":"drone","source":"drone.example.com","repository":"octocat/hello-world","pipeline":".drone.yml",\
      "job":"backend","name":"backend","run":"\(100 + number)","jobID":"\(number)","startedAt":"\(day)T10:00:00Z",\
      "finishedAt":"\(day)T10:1\(number % 3):00Z","conclusion":"success","visibility":"private",\
      "runner":{"labels":["size:large"],"cpus":8,"memoryGiB":32},\
      "use":{"averageCPUs":0.9,"peakCPUs":1.1,"averageMemoryGiB":0.9,"peakMemoryGiB":1.2,"cpuSeconds":560}}

      """
  }.joined()

  private static let machines = """
    visibility: private
    runners:
      - {labels: ["size:small"], cpus: 2, memory: 8 GiB, pool: linux, price-per-minute: 0.008}
      - {labels: ["size:large"], cpus: 8, memory: 32 GiB, pool: linux, price-per-minute: 0.032}
    """

  private static let pipeline =
    "kind: pipeline\ntype: docker\nname: backend\n\nnode:\n  size: large # big\n\nsteps:\n- name: test\n  image: golang\n"

  private func serving() async throws -> ServerProcess {
    let runs = try folder.write(Self.history, to: "runs.jsonl")
    let store = folder.path + "/history.db"
    let (status, said) = try ServerProcess.run(
      ["history", "import", runs], store: "sqlite:\(store)", in: folder)
    #expect(status == 0, "\(said)")
    let machines = try folder.write(Self.machines, to: "machines.yml")
    return try await ServerProcess(store: "sqlite:\(store)", in: folder, ["advice.settings-file=\(machines)"])
  }

  private static func body(_ text: String = pipeline, after: String = "9fc1ad", isProtected: Bool = false)
    -> String
  {
    #"{"build":{"event":"push","action":"","ref":"refs/heads/main","after":"\#(after)"},"#
      + #""config":{"data":\#(JSONText.string(text).text),"kind":""},"#
      + #""repo":{"id":42,"slug":"octocat/hello-world","link":"https://github.com/octocat/hello-world","#
      + #""config_path":".drone.yml","protected":\#(isProtected)}}"#
  }

  /// Asks as Drone does.
  private func ask(
    _ server: ServerProcess, _ body: String, secret: String = ServerProcess.secret, path: String = path
  ) async throws -> (status: Int, text: String?) {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: "GMT")
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    let date = formatter.string(from: Date())
    let digest = "SHA-256=" + Data(Digest.sha256(Array(body.utf8))).base64EncodedString()
    let proof = Digest.hmacSHA256(Array("date: \(date)\ndigest: \(digest)".utf8), key: Array(secret.utf8))
    let signature =
      #"keyId="hmac-key",algorithm="hmac-sha256",signature="\#(Data(proof).base64EncodedString())",headers="date digest""#
    let connection = try RawConnection(port: server.port)
    connection.send(
      "POST \(path) HTTP/1.1\r\nHost: localhost\r\nDate: \(date)\r\nDigest: \(digest)\r\nSignature: \(signature)\r\n"
        + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
    let answer = try await connection.answer()
    let status = answer.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    guard let start = answer.firstRange(of: "\r\n\r\n") else { return (status, nil) }
    let json =
      try? JSONSerialization.jsonObject(with: Data(answer[start.upperBound...].utf8)) as? [String: Any]
    return (status, json?["data"] as? String)
  }

  @Test func `a build gets the size that is suggested, the same each time, and nothing else changes`()
    async throws
  {
    let server = try await serving()
    let moved = Self.pipeline.replacing("size: large", with: "size: small")
    let first = try await ask(server, Self.body())
    #expect(first.status == 200 && first.text == moved, "\(first) \(server.logText)")
    let second = try await ask(server, Self.body())
    #expect(second.status == 200 && second.text == moved)
    let small = try await ask(server, Self.body(moved))
    #expect(small.status == 204 && small.text == nil)
    #expect(try await server.end() == 0)
  }

  @Test func `on any doubt nothing is answered, and the build goes on`() async throws {
    let server = try await serving()
    for (body, secret) in [
      (Self.body(isProtected: true), ServerProcess.secret),
      (Self.body(), "another secret, of the same length"),
      ("{", ServerProcess.secret), ("{}", ServerProcess.secret),
      (Self.body("nonsense: ["), ServerProcess.secret),
      (Self.body(Self.pipeline + "---\nkind: signature\nhmac: 12\n"), ServerProcess.secret),
      (Self.body().replacing("octocat/hello-world", with: "nobody/else"), ServerProcess.secret),
    ] {
      let answer = try await ask(server, body, secret: secret)
      #expect(answer.status == 204 && answer.text == nil, "\(body): \(answer)")
    }
    #expect(try await ask(server, Self.body(), path: "/api/v1/convert/gitlab-ci").status == 404)
    #expect(try await server.end() == 0)
  }

  /// With all threads of tasks taken by advice nothing would be answered, not even that an answer comes too late.
  @Test(.timeLimit(.minutes(2)))
  func `a pipeline that takes long to look at holds up neither its own answer nor others`() async throws {
    let server = try await serving()
    let step = "- name: s\n  image: golang\n  commands: [npm ci, go test ./...]\n"
    let many = Self.pipeline + String(repeating: step, count: 10_000)
    try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<3 {
        group.addTask { try await ask(server, Self.body(many, after: "\(number)")).status }
      }
      for try await status in group { #expect(status == 204) }
    }
    // Who asks while all places are taken is not answered either, for that build.
    let isServed = try await eventually {
      try await ask(server, Self.body(after: "\(UUID())")).status == 200
    }
    #expect(isServed)
    #expect(try await server.end() == 0)
  }

  @Test func `a file that is larger than any pipeline is left alone`() async throws {
    let server = try await serving()
    let text = Self.pipeline + "#" + String(repeating: "x", count: 1 << 20) + "\n"
    #expect(try await ask(server, Self.body(text)).status == 204)
    #expect(try await ask(server, Self.body(Self.pipeline + "# x\n")).status == 200)
    #expect(try await server.end() == 0)
  }
}
