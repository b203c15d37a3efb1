import AdapterTesting
import Foundation
import ProgramTesting
import ServerTesting
import Testing

/// The pages of the platforms, followed as they stand: each block of shell is pasted into a shell, in the platform's example.
@Suite struct PlatformPageTests {
  @Test(arguments: Story.all)
  func `every block of shell of a platform's page runs as it stands`(_ story: Story) throws {
    let host = FakeCodeHost()
    let server = try ScriptedServer(host) { request in
      let isVariable = request.path.contains("/variables")
      return isVariable
        ? .answer(200, headers: ["Content-Type": "application/json"], body: Array("{}".utf8)) : nil
    }
    defer { server.stop() }
    let api = try ScriptedServer { request in
      let body = Self.nothing(of: story, at: request.path)
      return .answer(200, headers: ["Content-Type": "application/json"], body: Array(body.utf8))
    }
    defer { api.stop() }
    let reader = try PageReader(story, api: api.url, codeHost: server.url)
    let page = try #require(DocsPage(path: "docs/platforms/\(story.platform).md"))
    var printed = ""
    for block in page.blocks {
      let result = try reader.paste(block)
      printed += result.output
      #expect(result.status == 0, "\(block)\n\(result.errors)")
      for complaint in ["stay in force", "nothing is", "error:"] {
        #expect(!result.errors.contains(complaint), "\(block)\n\(result.errors)")
      }
    }
    #expect(page.blocks.count >= 2)
    #expect(printed.contains("InfraMind: 1 suggestion"), "the first report: \(printed)")
    #expect(api.requests.count > 0, "the platform's API is asked")
    #expect(!printed.contains("t0ken"))
  }

  /// What an API answers that knows of no run.
  private static func nothing(of story: Story, at path: String) -> String {
    switch story.platform {
    case "github-actions":
      #"{"total_count":0,"workflow_runs":[],"id":1,"full_name":"acme/shop","private":true}"#
    case "circleci": #"{"items":[],"next_page_token":null}"#
    case "drone" where !path.hasSuffix("/builds"):
      #"{"id":1,"name":"hello-world","namespace":"octocat","slug":"octocat/hello-world","active":true}"#
    case "gitlab-ci" where path.hasSuffix("acme%2Fweb"):
      #"{"id":5,"path_with_namespace":"acme/web","visibility":"private"}"#
    case "teamcity": #"{"count":0,"build":[]}"#
    default: "[]"
    }
  }
}

/// A shell in the copy of an example, outside of CI or in a job of it.
private final class PageReader {
  private let checkout: Checkout
  private let outside: [String: String]
  private let job: [String: String]

  init(_ story: Story, api: String, codeHost: String) throws {
    checkout = try Checkout.example(story.platform, isClone: true)
    // Who comes to GitLab's page has the jobs in the project's own file.
    if story.platform == "gitlab-ci" {
      try checkout.write(checkout.text(of: story.pipeline) ?? "", to: ".gitlab-ci.yml")
    }
    try Self.addPrograms(to: checkout)
    let path = "\(checkout.path)/bin:\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")"
    outside = [
      "PATH": path, "HOME": checkout.path, "INFRAMIND_API_URL": api, "GH_TOKEN": "t0ken",
      "INFRAMIND_GITLAB_TOKEN": "t0ken", "INFRAMIND_CIRCLECI_TOKEN": "t0ken",
      "INFRAMIND_BUILDKITE_TOKEN": "t0ken",
      "INFRAMIND_TEAMCITY_TOKEN": "t0ken", "INFRAMIND_DRONE_TOKEN": "t0ken",
    ]
    job = story.environment.mapValues { $0.replacing("{api}", with: codeHost) }.merging([
      "PATH": path, "HOME": checkout.path, story.api: codeHost, story.token: "t0ken",
    ]) { $1 }
    let isMoved = story.platform == "gitlab-ci"
    let history = isMoved ? story.history.replacing(story.pipeline, with: ".gitlab-ci.yml") : story.history
    try checkout.write(history, to: "runs.jsonl")
    _ = try paste("inframind history import runs.jsonl")
  }

  /// Our program, and stand-ins for those of the platforms.
  private static func addPrograms(to checkout: Checkout) throws {
    try checkout.write("", to: "bin/.keep")
    try FileManager.default.createSymbolicLink(
      atPath: checkout.path + "/bin/inframind", withDestinationPath: Inframind.binary.path)
    for name in ["buildkite-agent", "drone"] {
      let file = "\(checkout.path)/bin/\(name)"
      try Data("#!/bin/sh\n[ -t 0 ] || cat >/dev/null\n".utf8).write(to: URL(filePath: file))
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file)
    }
  }

  /// What a block prints and says; its lines run in a job where they put sizes in force or publish.
  func paste(_ block: String) throws -> Inframind.Result {
    let isInJob = block.contains("inframind inject") || block.contains("report --at")
    var program = ChildProgram("sh", ["-euc", block], in: checkout.path)
    program.environment = isInJob ? job : outside
    let (output, errors) = (try Inframind.Capture(), try Inframind.Capture())
    program.output = output.descriptor
    program.errors = errors.descriptor
    return Inframind.Result(
      status: try program.run(), bytes: try output.bytes(),
      errors: String(decoding: try errors.bytes(), as: UTF8.self))
  }
}

extension DocsPage {
  /// Blocks of shell, without those that only show a setting's form.
  fileprivate var blocks: [String] {
    text.matches(of: /```sh\n([\s\S]*?)```/).map { String($0.1) }.filter { !$0.contains("…") }
  }
}
