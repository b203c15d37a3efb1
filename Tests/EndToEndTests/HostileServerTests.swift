import Foundation
import ServerTesting
import Testing

/// A server that wants more than to advise.
@Suite struct HostileServerTests {
  private static let story = Story.buildkite

  private static func checkout() throws -> Checkout {
    try Checkout.example(story.platform, isClone: true)
  }

  /// What a command does whose server gives an answer.
  private static func run(
    _ arguments: [String], in checkout: Checkout, answer: String
  ) throws -> Inframind.Result {
    let server = try ScriptedServer { _ in .json(answer) }
    defer { server.stop() }
    let environment = story.environment.merging(["INFRAMIND_TOKEN": "t0ken"]) { $1 }
    return try Inframind.run(
      arguments + ["--server", server.url], in: checkout.path, environment: environment)
  }

  private static func job(_ to: String, id: String = "build", pipeline: String = story.pipeline) -> String {
    #"{"platform":"buildkite","pipeline":"\#(pipeline)","job":"\#(id)","variant":{},"name":"x","to":[\#(to)],"suggestion":"s"}"#
  }

  @Test func `its choice of a machine that is known is written here`() throws {
    let checkout = try Self.checkout()
    let plan = #"{"pipeline":"\#(Self.story.pipeline)","jobs":[\#(Self.job("\"queue=linux-small\""))]}"#
    let result = try Self.run(["inject", Self.story.pipeline], in: checkout, answer: plan)
    #expect(result.status == 0 && result.output.contains("queue: linux-small"), "\(result.errors)")
    let own = checkout.text(of: Self.story.pipeline) ?? ""
    #expect(result.output == own.replacing("queue: linux-large", with: "queue: linux-small"))
  }

  static let plans = [
    #"{"pipeline":".buildkite/pipeline.yml","jobs":[],"files":{".buildkite/pipeline.yml":"steps: [{command: evil}]\n"}}"#,
    #"{"pipeline":".git/config","jobs":[],"files":{}}"#,
    #"{"pipeline":"","jobs":[\#(job("\"queue=nobody-knows-it\""))]}"#,
    #"{"pipeline":"","jobs":[\#(job("\"queue=$(id)\""))]}"#,
    #"{"pipeline":"","jobs":[\#(job("\"queue=linux-small\"", id: "other"))]}"#,
    #"{"pipeline":"","jobs":[\#(job("\"queue=linux-small\"", pipeline: "elsewhere.yml"))]}"#,
    #"{"pipeline":"","jobs":[{"job":7,"to":"x"},null,[]]}"#,
  ]

  @Test(arguments: plans)
  func `nothing else of its plan reaches what is handed on`(_ plan: String) throws {
    let checkout = try Self.checkout()
    let result = try Self.run(["inject", Self.story.pipeline], in: checkout, answer: plan)
    #expect(result.status == 0 && result.output == checkout.text(of: Self.story.pipeline))
    #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
  }

  @Test func `an answer that is larger than any plan is not read to its end`() throws {
    let checkout = try Self.checkout()
    let keys = (0..<300_000).map { "\"k\($0)\":\"v\"" }.joined(separator: ",")
    let result = try Self.run(["inject", Self.story.pipeline], in: checkout, answer: "{\(keys)}")
    #expect(result.status == 0 && result.output == checkout.text(of: Self.story.pipeline))
  }

  @Test func `its report is bounded, and holds no elements and no control characters`() throws {
    let checkout = try Self.checkout()
    let long = String(repeating: "long line\\n", count: 20_000)
    let markdown =
      #"<details><summary>a</summary>\n<script>alert(1)</script> <img src=x> \u001b[31m\r\n\#(long)"#
    let answer =
      #"{"key":"x -->","headline":"h\n::error::x","allWell":false,"markdown":"\#(markdown)","lines":["\u001b]0;x"],"figures":[{"name":"a b","value":1}]}"#
    let result = try Self.run(["report", "--dry-run"], in: checkout, answer: answer)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.hasPrefix("<details><summary>a</summary>\n&lt;script>"))
    #expect(!result.output.contains("<script") && !result.output.contains("<img"))
    #expect(result.bytes.count <= 60_001 && !result.bytes.contains(0x1B) && !result.bytes.contains(0x0D))
  }
}
