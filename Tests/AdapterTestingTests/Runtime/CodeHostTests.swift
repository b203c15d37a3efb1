internal import AdapterKit
internal import AdapterTesting
internal import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore
internal import Testing

/// Comments and statuses on GitHub and GitLab, as reports are kept there.
@Suite struct CodeHostTests {
  private static let commit = String(repeating: "a", count: 40)

  private func report(_ headline: String, key: String = "", isAllWell: Bool = false) -> Report {
    Report(key: key, headline: headline, isAllWell: isAllWell, markdown: headline + "\n", lines: [headline])
  }

  private func keep(_ report: Report, on host: FakeCodeHost, gitLab: Bool) async throws -> ReportReceipt {
    gitLab
      ? try await GitLabProject("acme/shop", at: "https://host/api/v4", over: host).keepNote(report, on: "3")
      : try await GitHubRepository("acme/shop", at: "https://host/api", over: host).keepComment(
        report, on: "3")
  }

  @Test(arguments: [false, true])
  func `of two jobs that comment at once one comment stays, the older`(gitLab: Bool) async throws {
    let host = FakeCodeHost()
    let rival = report("theirs")
    host.race(with: rival.markedMarkdown)
    let receipt = try await keep(report("mine"), on: host, gitLab: gitLab)
    if case .unchanged = receipt {} else { Issue.record("\(receipt)") }
    #expect(host.comments.map(\.body) == [rival.markedMarkdown])
  }

  @Test(arguments: [false, true])
  func `surplus comments of ours go, and line breaks of the host are no change`(gitLab: Bool) async throws {
    let host = FakeCodeHost()
    host.race(with: report("first").markedMarkdown)
    _ = try await keep(report("other", key: "other"), on: host, gitLab: gitLab)
    #expect(host.ours.count == 2, "another key is another comment")
    host.race(with: report("a").markedMarkdown.replacing("\n", with: "\r\n") + "  \r\n")
    let writes = host.writes
    let receipt = try await keep(report("first"), on: host, gitLab: gitLab)
    if case .unchanged = receipt {} else { Issue.record("\(receipt)") }
    #expect(host.writes == writes)
  }

  @Test(arguments: [false, true])
  func `where all is well no comment is made, and one that is there says so`(gitLab: Bool) async throws {
    let host = FakeCodeHost()
    let well = report("nothing to suggest", isAllWell: true)
    if case .nothing = try await keep(well, on: host, gitLab: gitLab) {
    } else {
      Issue.record("a comment was made")
    }
    #expect(host.comments.isEmpty)
    _ = try await keep(report("2 suggestions"), on: host, gitLab: gitLab)
    if case .updated = try await keep(well, on: host, gitLab: gitLab) {
    } else {
      Issue.record("the old one stands")
    }
    #expect(host.ours.first?.body.contains("nothing to suggest") == true)
  }

  @Test func `a marker is one comment, whatever a key holds`() {
    #expect(Report.marker("ci.yml") == "<!-- inframind:report:v1 ci.yml -->")
    #expect(Report.marker("a --> <b> --x") == "<!-- inframind:report:v1 a-b-x -->")
    for key in ["-->", "--", "x\n", "\u{0}é"] {
      #expect(Report.marker(key).components(separatedBy: "-->").count == 2)
    }
  }

  @Test func `robots own what robots wrote, where the token may not tell its name`() async throws {
    struct Robot: HTTPExecutor {
      let host: FakeCodeHost
      func execute(_ request: HTTPRequest, body: [UInt8]) async throws -> HTTPAnswer {
        var answer = try host.answer(to: request, body: body)
        if request.path == "/api/user" {
          answer.response.status = .forbidden
        } else {
          answer.body = Array(
            String(decoding: answer.body, as: UTF8.self)
              .replacing(#""login":"us","type":"User""#, with: #""login":"github-actions[bot]","type":"Bot""#)
              .utf8)
        }
        return answer
      }
    }
    let host = FakeCodeHost(others: [report("x").markedMarkdown])
    let repository = try GitHubRepository("acme/shop", at: "https://host/api", over: Robot(host: host))
    _ = try await repository.keepComment(report("one"), on: "3")
    _ = try await repository.keepComment(report("two"), on: "3")
    #expect(host.ours.map(\.body) == [report("two").markedMarkdown])
    #expect(host.comments.count == 2, "a person's comment with our mark stays")
  }

  @Test func `statuses are of one name each, never longer than hosts take, and never red`() async throws {
    let host = FakeCodeHost()
    let long = report(String(repeating: "x", count: 300))
    let gitHub = try GitHubRepository("acme/shop", at: "https://host/api", over: host)
    let gitLab = try GitLabProject("acme/shop", at: "https://host/api/v4", over: host)
    _ = try await gitHub.keepStatus(long, on: Self.commit, leadingTo: nil)
    _ = try await gitLab.keepStatus(
      report("b", key: "k"), on: Self.commit, pipeline: "7", ref: nil, leadingTo: "https://host/x")
    #expect(host.statuses == [String(repeating: "x", count: 140), "b"])
    let writes = host.writes
    _ = try await gitHub.keepStatus(long, on: Self.commit, leadingTo: nil)
    _ = try await gitLab.keepStatus(
      report("b", key: "k"), on: Self.commit, pipeline: "7", ref: nil, leadingTo: "https://host/x")
    #expect(host.writes == writes)
    let bodies = host.asked.filter { $0.method == "POST" }.map { String(decoding: $0.body, as: UTF8.self) }
    #expect(
      bodies.allSatisfy { $0.contains(#""state":"success""#) }
        && bodies.last?.contains(#""pipeline_id":7"#) == true)
  }
}
