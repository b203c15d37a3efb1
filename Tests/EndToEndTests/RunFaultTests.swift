import AdapterTesting
import Foundation
import ProgramTesting
import ServerTesting
import Testing

/// `inframind report` and `inject` where the API or the server does what it should not.
@Suite struct RunFaultTests {
  /// What the API does from some moment on.
  enum Fault: CaseIterable {
    case forbidden, limited, broken, silent

    var reply: ScriptedReply {
      switch self {
      case .forbidden:
        .answer(403, body: Array(#"{"message":"Resource not accessible by integration"}"#.utf8))
      case .limited: .answer(429, headers: ["Retry-After": "600"], body: Array("{}".utf8))
      case .broken: .answer(500)
      case .silent: .silence
      }
    }
  }

  /// Where the fault is met.
  enum Step: CaseIterable {
    case find, add, replace

    func meets(_ request: ReceivedRequest) -> Bool { (request.method == "GET") == (self == .find) }
  }

  // MARK: - The API

  @Test(arguments: Step.allCases, Fault.allCases)
  func `a fault of the API is told in a line, and the summary is written all the same`(
    _ step: Step, _ fault: Fault
  ) throws {
    let host = FakeCodeHost(others: ["Looks good"])
    let api = try ScriptedServer(host) { step.meets($0) ? fault.reply : nil }
    defer { api.stop() }
    let job = PullRequestJob(of: try .example(), api: api.url)
    let former = "<!-- inframind:report:v1  -->\nformer"
    if step == .replace { host.comment(former) }

    let result = try job.runBounded("report", "--quiet")
    #expect(result.status == 0)
    #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
    #expect(result.errors.contains("nothing is published as comment"), "\(result.errors)")
    #expect(
      result.errors.contains("grant `pull-requests: write`") == (fault == .forbidden), "\(result.errors)")
    #expect(!result.errors.contains("secret-token"))
    #expect(job.checkout.text(of: "summary")?.contains("| collector |") == true)
    #expect(host.ours.map(\.body) == (step == .replace ? [former] : []))
    #expect(api.requests.count { step.meets($0) } <= 3, "what fails is not asked again and again")
  }

  @Test(arguments: Story.all)
  func `a token that may only read is told which right it lacks, on every platform`(_ story: Story) throws {
    let host = FakeCodeHost(others: ["Looks good"])
    let api = try ScriptedServer(host) { Step.add.meets($0) ? Fault.forbidden.reply : nil }
    defer { api.stop() }
    let place = try StoryPlace(story, api: api.url)
    #expect(try place.adopts(), "\(place.said)")
    let result = try place.reports(["--quiet"])
    #expect(result.status == 0 && result.errors.split(separator: "\n").count == 1, "\(result.errors)")
    #expect(
      result.errors.replacing("`", with: "").contains(
        "nothing is published as comment: grant \(story.right)"),
      "\(result.errors)")
    #expect(host.ours.isEmpty && api.requests.contains { $0.method == "GET" })
    let asked = api.requests.count
    #expect(try place.reports(["--quiet", "--strict"]).status == 1 && api.requests.count == 2 * asked)
  }

  @Test func `a limit that is over in a moment is waited for, and one comment is written`() throws {
    let host = FakeCodeHost()
    let limits = Countdown(1)
    let api = try ScriptedServer(host) { request in
      request.method == "POST" && limits.next() ? .answer(429, headers: ["Retry-After": "1"]) : nil
    }
    defer { api.stop() }
    let job = PullRequestJob(of: try .example(), api: api.url)
    let result = try job.runBounded("report", "--at", "comment", "--strict")
    #expect(result.status == 0, "\(result.errors)")
    #expect(host.ours.count == 1 && api.requests.count { $0.method == "POST" } == 2)
  }

  // MARK: - Too much

  @Test func `comments without end are not read for ever, and nothing is written`() throws {
    let page =
      "[" + Array(repeating: #"{"id":1,"body":"x","user":{"login":"a"}}"#, count: 100).joined(separator: ",")
      + "]"
    let api = try ScriptedServer { request in
      guard request.path.hasSuffix("/comments") else { return .json(#"{"login":"us"}"#) }
      let next = (Int(request.query["page"] ?? "1") ?? 1) + 1
      let address = "http://\(request.headers["host"] ?? "")\(request.path)?page=\(next)"
      return .json(page, headers: ["Link": "<\(address)>; rel=\"next\""])
    }
    defer { api.stop() }
    try expectGivenUp(PullRequestJob(of: try .example(), api: api.url))
    #expect(api.requests.allSatisfy { $0.method == "GET" } && api.requests.count <= 100)
  }

  @Test func `an API that answers each request, but slowly, does not keep a job for long`() throws {
    let api = try ScriptedServer { request in
      guard request.path.hasSuffix("/comments") else { return .json(#"{"login":"us"}"#) }
      let address =
        "http://\(request.headers["host"] ?? "")\(request.path)?page=\(UInt64.random(in: 1...UInt64.max))"
      return .delayed(seconds: 3, .json("[]", headers: ["Link": "<\(address)>; rel=\"next\""]))
    }
    defer { api.stop() }
    try expectGivenUp(PullRequestJob(of: try .example(), api: api.url))
  }

  @Test func `an answer without end is not taken in whole, and nothing is written`() throws {
    // A list without comments, as far as JSON goes.
    let huge = Array("[".utf8) + [UInt8](repeating: UInt8(ascii: " "), count: 65 << 20) + Array("]".utf8)
    let api = try ScriptedServer { request in
      request.path.hasSuffix("/comments") ? .answer(200, body: huge) : .json(#"{"login":"us"}"#)
    }
    defer { api.stop() }
    try expectGivenUp(PullRequestJob(of: try .example(), api: api.url))
    #expect(api.requests.allSatisfy { $0.method == "GET" })
  }

  /// The comment is given up in a line, the summary is written.
  private func expectGivenUp(_ job: PullRequestJob) throws {
    let result = try job.runBounded("report", "--quiet")
    #expect(result.status == 0 && result.errors.split(separator: "\n").count == 1, "\(result.errors)")
    #expect(result.errors.contains("nothing is published as comment"), "\(result.errors)")
    #expect(job.checkout.text(of: "summary")?.contains("| collector |") == true)
  }

  @Test func `a report that is larger than a comment may be is cut, and says so where it can be seen`() throws
  {
    let host = FakeCodeHost()
    let api = try ScriptedServer(host)
    defer { api.stop() }
    let checkout = try Checkout.missingCache()
    let steps = Checkout.workflow.components(separatedBy: "    runs-on:")[1]
    // Each of these characters takes several in Markdown.
    let jobs = (0..<25).map {
      "  job\($0):\n    name: '\($0) \(String(repeating: "<", count: 700))'\n    runs-on:\(steps)"
    }
    try checkout.write(
      "name: CI\non: push\npermissions: {}\njobs:\n" + jobs.joined(), to: Checkout.workflowPath)
    let job = PullRequestJob(of: checkout, api: api.url)
    let result = try job.runBounded("report", "--strict")
    #expect(result.status == 0, "\(result.errors)")
    for text in [host.ours.first?.body, checkout.text(of: "summary")] {
      let text = try #require(text)
      #expect((50_000...65_536).contains(text.utf8.count))
      let parts = text.components(separatedBy: "</details>")
      #expect(parts.count == text.components(separatedBy: "<details>").count, "what is folded is closed")
      #expect(parts.last?.contains("The rest does not fit here: `inframind suggest` shows it.") == true)
    }
  }

  // MARK: - Sizes by the API

  @Test(arguments: [Fault.forbidden, .limited, .broken, .silent])
  func `sizes that an API does not take are told in a line, and the job goes on`(_ fault: Fault) throws {
    let api = try ScriptedServer { _ in fault.reply }
    defer { api.stop() }
    let job = PullRequestJob(of: try .example(), api: api.url)
    let result = try job.runBounded("inject", "--way", "variables")
    #expect(result.status == 0 && result.errors.split(separator: "\n").count == 1, "\(result.errors)")
    #expect(result.errors.contains("own sizes stay in force"), "\(result.errors)")
    #expect(!result.errors.contains("secret-token"))
    #expect(result.errors.contains("a token with the right to do this") == (fault == .forbidden))
    #expect(api.requests.count == 1, "what fails for one variable is not tried for the others")
    #expect(
      api.requests.allSatisfy { $0.method == "PATCH" && $0.headers["authorization"] == "Bearer secret-token" }
    )
  }

  // MARK: - The server

  @Test(
    arguments: Fault.allCases.map(\.reply) + [
      .hangUp, .json("<html>"), .json("{}"), .cutOff(body: Array("{}".utf8), after: 1),
    ])
  func `a server that fails leaves the file's own sizes in force, and the report out`(_ reply: ScriptedReply)
    throws
  {
    let server = try ScriptedServer { _ in reply }
    defer { server.stop() }
    var job = try PullRequestJob()
    job.environment["INFRAMIND_TOKEN"] = "secret-token"
    let injected = try job.runBounded("inject", "--server", server.url)
    #expect(injected.errors.contains("own sizes stay in force"), "\(injected.errors)")
    #expect(job.output("runners")?.contains(#""collector":"ubuntu-latest""#) == true)
    let reported = try job.runBounded("report", "--at", "summary", "--server", server.url)
    #expect(reported.errors.contains("nothing is reported"), "\(reported.errors)")
    #expect(job.checkout.text(of: "summary") == nil)
    for result in [injected, reported] {
      #expect(result.status == 0 && result.errors.split(separator: "\n").count == 1, "\(result.errors)")
      #expect(!result.errors.contains("secret-token"))
    }
    #expect(server.requests.count == 2, "each is asked once")
  }

  // MARK: - The disk

  @Test func `where the pipeline's text cannot be printed, what stands behind may take over`() throws {
    let full = try FileHandle(forWritingTo: URL(filePath: "/dev/full"))
    let errors = try Inframind.Capture()
    let checkout = try Checkout()
    try checkout.write("steps: [{label: build, command: make}]\n", to: ".buildkite/pipeline.yml")
    var program = Inframind.program(
      ["inject", ".buildkite/pipeline.yml"], checkout.path, Story.buildkite.environment)
    program.output = full.fileDescriptor
    program.errors = errors.descriptor
    #expect(try program.run() == 2)
    let said = String(decoding: try errors.bytes(), as: UTF8.self)
    #expect(said == "inframind: error: The output cannot be written: No space left on device.\n")
  }

  @Test func `where a full disk takes no file the status lets something else make one`() throws {
    let checkout = try Checkout()
    try checkout.write("build: {tags: [saas-linux-large-amd64], script: [make]}\n", to: "jobs.yml")
    let result = try Inframind.run(
      ["inject", "jobs.yml", "--platform", "gitlab-ci", "--output", "/dev/full"], in: checkout.path,
      environment: Story.gitLabCI.environment)
    #expect(result.status == 1)
    #expect(result.errors == "inframind: nothing can be handed on: /dev/full cannot be written.\n")
  }

  @Test func `a full disk takes what is measured, and leaves the command's own end`() throws {
    let folder = try Checkout()
    let disk = folder.path + "/disk"
    try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
    guard try ChildProgram("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", disk]).run() == 0 else {
      print("skipped: a full disk: no file system can be mounted here")
      return
    }
    defer { _ = try? ChildProgram("umount", ["-l", disk]).run() }
    _ = try ChildProgram("dd", ["if=/dev/zero", "of=\(disk)/ballast", "bs=1024", "count=100"]).run()
    for words in [
      ["record", "--quiet", "--output", "\(disk)/record.json", "--", "sh", "-c", "exit 3"],
      ["record", "start"],
    ] {
      let result = try Inframind.run(words, in: folder.path, environment: ["TMPDIR": disk])
      #expect(result.status == (words.contains("start") ? 0 : 3))
      #expect(result.errors.hasPrefix("inframind: Nothing is recorded: "), "\(result.errors)")
      #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
    }
    #expect(!folder.names(in: "disk").contains("record.json"))
  }

  @Test func `a full disk takes the record, and leaves the command's own end`() throws {
    let folder = try Checkout()
    let result = try Inframind.run(
      "record", "--quiet", "--output", "/dev/full", "--", "sh", "-c", "exit 3", in: folder.path)
    #expect(result.status == 3)
    #expect(result.errors == "inframind: /dev/full cannot be written; the record is printed only.\n")
  }
}
