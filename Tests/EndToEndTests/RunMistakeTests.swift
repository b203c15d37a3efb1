import Foundation
import ServerTesting
import Testing

/// Mistakes in what a job says to `inframind inject` and `report`.
@Suite struct RunMistakeTests {
  /// A copy of a story's example, with its history.
  private static func checkout(_ story: Story) throws -> Checkout {
    let checkout = try Checkout.example(story.platform, isClone: true)
    try checkout.write(story.history, to: ".inframind/runs.jsonl")
    return checkout
  }

  private static func inject(
    _ story: Story, _ arguments: [String], in checkout: Checkout, _ more: [String: String] = [:]
  ) throws -> Inframind.Result {
    try Inframind.run(
      ["inject"] + arguments, in: checkout.path, environment: story.environment.merging(more) { $1 })
  }

  @Test(arguments: ["inframind.example.org", "http://inframind.example.org", "ftp://a", "https://"])
  func `a wrong address of a server leaves the file as it is, and the job goes on`(_ address: String) throws {
    let checkout = try Self.checkout(.buildkite)
    let file = Story.buildkite.pipeline
    let result = try Self.inject(.buildkite, [file, "--server", address], in: checkout)
    #expect(result.status == 0 && result.output == checkout.text(of: file))
    #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
    let suggested = try Inframind.run("suggest", "--server", address, in: checkout.path)
    #expect(suggested.status == 2 || address == "https://")
  }

  @Test(arguments: [Story.buildkite, .drone, .gitLabCI, .circleCI])
  func `a file that is not there is told by its name`(_ story: Story) throws {
    let checkout = try Self.checkout(story)
    let arguments = ["nowhere.yml", "--platform", story.platform] + story.arguments.dropFirst(3)
    let result = try Self.inject(story, arguments, in: checkout)
    // Nothing can be handed on, and what stands behind `||` is to know.
    #expect(result.status == 1 && result.bytes.isEmpty)
    #expect(result.errors.contains("There is no nowhere.yml"), "\(result.errors)")
  }

  @Test func `a link in the checkout is no way out of it`() throws {
    let checkout = try Self.checkout(.gitLabCI)
    let other = try Checkout()
    try other.write("mine", to: "file")
    try FileManager.default.createSymbolicLink(
      atPath: checkout.path + "/inframind-child.yml", withDestinationPath: other.path + "/file")
    let arguments = [Story.gitLabCI.pipeline, "--platform", "gitlab-ci"]
    #expect(try Self.inject(.gitLabCI, arguments, in: checkout).status == 0)
    #expect(other.text(of: "file") == "mine")
    #expect(checkout.text(of: "inframind-child.yml")?.contains("saas-linux-small-amd64") == true)
  }

  @Test func `outputs begin on a line of their own, and come whole or not at all`() throws {
    let checkout = try Self.checkout(.gitHubActions)
    try checkout.write("a=b", to: "output")
    #expect(try Self.inject(.gitHubActions, [], in: checkout).status == 0)
    #expect(checkout.text(of: "output")?.hasPrefix("a=b\nrunners<<") == true)
    let pipe = checkout.path + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    let result = try Self.inject(.gitHubActions, [], in: checkout, ["GITHUB_OUTPUT": pipe])
    #expect(result.status == 0 && result.errors.split(separator: "\n").count == 1, "\(result.errors)")
  }

  @Test func `a workflow that is not in the checkout gets no sizes of another`() throws {
    let checkout = try Self.checkout(.gitHubActions)
    let other = ["GITHUB_WORKFLOW_REF": "acme/shop/.github/workflows/other.yml@refs/heads/main"]
    let result = try Self.inject(.gitHubActions, [], in: checkout, other)
    #expect(result.status == 0 && result.errors.contains("other.yml"), "\(result.errors)")
    #expect(checkout.text(of: "output")?.contains(Story.gitHubActions.chosen) != true)
  }

  @Test func `the pipeline of the job itself is no child of it`() throws {
    let checkout = try Self.checkout(.gitLabCI)
    let result = try Self.inject(.gitLabCI, [], in: checkout)
    #expect(result.status == 1 && result.errors.contains("would start itself again"), "\(result.errors)")
    #expect(checkout.text(of: "inframind-child.yml") == nil)
  }

  @Test func `a folder of checkouts is no job's`() throws {
    let folder = try Checkout()
    for name in ["one", "other"] { try folder.addMissingCache(below: name + "/") }
    let result = try Self.inject(.gitHubActions, [], in: folder)
    #expect(result.status == 0 && result.errors.contains("several repositories"), "\(result.errors)")
  }

  @Test func `a machine that is chosen at run time is told where it falls back`() throws {
    let checkout = try Self.checkout(.gitHubActions)
    let report = try Inframind.run("report", "--dry-run", in: checkout.path)
    #expect(report.output.contains("behind the"), "\(report.output)")
  }

  @Test func `a pipeline that cannot go on is a failure of the job`() throws {
    let story = Story.circleCI
    let checkout = try Self.checkout(story)
    let ways = [story.pipeline, "--platform", "circleci", "--way", "continue"]
    let gone = try Self.inject(story, ways, in: checkout, ["INFRAMIND_CIRCLECI_API": "http://127.0.0.1:9"])
    #expect(gone.status == 1 && gone.errors.contains("does not go on"), "\(gone.errors)")
    let refusing = try ScriptedServer { request in
      let isOther = String(decoding: request.body, as: UTF8.self).contains("resource_class: small")
      return isOther ? .answer(400) : .json(#"{"message":"ok"}"#)
    }
    defer { refusing.stop() }
    let refused = try Self.inject(story, ways, in: checkout, ["INFRAMIND_CIRCLECI_API": refusing.url])
    #expect(refused.status == 0 && refused.errors.contains("stay in force"), "\(refused.errors)")
    #expect(refusing.requests.count == 2, "the config as it stands is what goes on")
  }

  @Test func `parameters that the config does not declare are told, and the file holds none`() throws {
    let story = Story.circleCI
    let checkout = try Self.checkout(story)
    let result = try Self.inject(
      story, [story.pipeline, "--platform", "circleci", "--way", "parameters"], in: checkout)
    #expect(result.status == 0 && result.errors.contains("inframind-size-build"), "\(result.errors)")
    #expect(
      checkout.text(of: "inframind-parameters.json")?.trimmingCharacters(in: .whitespacesAndNewlines) == "{}")
  }

  @Test func `a store into which nothing came hides no history beside it`() throws {
    let story = Story.drone
    let checkout = try Self.checkout(story)
    let environment = ["DRONE_SERVER": "http://127.0.0.1:9", "DRONE_TOKEN": "t"]
    let lost = try Inframind.run(
      "import", "--platform", "drone", "--repo", "acme/shop", in: checkout.path, environment: environment)
    #expect(lost.status == 2 && checkout.text(of: ".inframind/runs.jsonl") != nil)
    #expect(FileManager.default.fileExists(atPath: checkout.path + "/.inframind/history.db"))
    let report = try Inframind.run("report", "--dry-run", in: checkout.path)
    #expect(report.output.contains("1 suggestion"), "\(report.output)")
  }

  @Test func `what a report says how to apply can be pasted`() throws {
    let story = Story.gitLabCI
    let checkout = try Self.checkout(story)
    try checkout.commitAll()
    let report = try Inframind.run(
      "report", story.pipeline, "--platform", "gitlab-ci", "--dry-run", in: checkout.path)
    let command = try #require(report.output.firstMatch(of: /`inframind (apply [^`]+)`/)).1
    let words = command.split(separator: " ").map(String.init)
    let applied = try Inframind.run(words + ["--dry-run"], in: checkout.path)
    #expect(applied.status == 0 && applied.output.contains("saas-linux-small-amd64"), "\(applied.errors)")
  }

  @Test func `without a history a report says that nothing could be said of sizes`() throws {
    let checkout = try Self.checkout(.teamCity)
    try FileManager.default.removeItem(atPath: checkout.path + "/.inframind")
    let report = try Inframind.run("report", "--dry-run", in: checkout.path)
    #expect(report.output.contains("no run is known yet"), "\(report.output)")
  }
}
