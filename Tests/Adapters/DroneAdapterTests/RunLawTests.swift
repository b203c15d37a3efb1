internal import AdapterKit
internal import AdapterTesting
internal import FoundationEssentials
internal import InfraMindCore
internal import Testing

@testable internal import DroneAdapter

extension RunLawSubject {
  static let drone = RunLawSubject(
    Drone(),
    environments: [
      SampleEnvironment(name: "Drone with GitHub", RunSamples.drone),
      SampleEnvironment(name: "Woodpecker with GitLab", RunSamples.woodpecker),
    ], plans: [RunSamples.plan],
    secrets: [
      "INFRAMIND_DRONE_TOKEN", "DRONE_TOKEN", "WOODPECKER_TOKEN", "GITHUB_TOKEN", "GITLAB_TOKEN",
      "DRONE_NETRC_PASSWORD", "CI_NETRC_PASSWORD",
    ])
}

enum RunSamples {
  static let drone = JobEnvironmentTests.stage.merging([
    "DRONE_REPO_LINK": "https://github.com/octocat/hello-world",
    "DRONE_BUILD_LINK": "https://drone.example.com/octocat/hello-world/185",
    "INFRAMIND_CARD_TEMPLATE": "https://inframind.example.com/card.json",
  ]) { $1 }

  static let woodpecker = JobEnvironmentTests.workflow.merging([
    "CI_REPO_URL": "https://git.example.org/acme/apps/hello-world", "CI_FORGE_TYPE": "gitlab",
    "CI_PIPELINE_EVENT": "pull_request", "CI_COMMIT_PULL_REQUEST": "7",
    "CI_COMMIT_PULL_REQUEST_LABELS": "bug,inframind:off",
    "CI_PIPELINE_URL": "https://woodpecker.example.com/repos/1/pipeline/185",
  ]) { $1 }

  /// The file of the published request.
  static let before =
    "kind: pipeline\ntype: docker\nname: backend\n\nsteps:\n- name: test\n  image: golang:1.23\n  commands:\n"
    + "  - go test ./...\n"
  static let after = before.replacing("name: backend\n", with: "name: backend\n\nnode:\n  size: large\n")

  static let plan = plan(before, after)

  static func plan(_ before: String, _ after: String, at path: String = ".drone.yml") -> RunPlan {
    let key = JobKey(platform: .drone, repository: "octocat/hello-world", pipeline: path, job: "backend")
    return RunPlan(
      pipeline: path,
      jobs: [
        RunPlan.Job(
          key: key, name: "backend", from: ["size=small"], to: ["size=large"],
          suggestion: SuggestionID(rawValue: "0123456789ab"))
      ],
      files: [RunPlan.File(path: path, before: Array(before.utf8), after: Array(after.utf8))])
  }

  static let report = Report(
    key: "", headline: "InfraMind: 1 suggestion", isAllWell: false, markdown: "**1 suggestion**\n",
    lines: ["InfraMind: 1 suggestion", "\u{1B}]1338;eA==\u{1B}]0m a\nb"],
    annotations: (1...12).map {
      ReportAnnotation(id: "\($0)", file: ".drone.yml", line: $0, title: "job \($0)", message: "Move it.")
    }, figures: [ReportFigure(name: "suggestions", value: 1, meaning: "open suggestions")])
}

@Suite struct RunLawTests {
  @Test(arguments: RunLaw.allCases)
  func `the adapter obeys`(law: RunLaw) async { #expect(await law.failures(of: .drone) == []) }
}

@Suite struct DynamicInjectionTests {
  private func instructions(
    _ way: InjectionWay.ID, _ plan: RunPlan = RunSamples.plan
  ) throws -> [RuntimeInstruction] {
    let scene = RunScene(variables: EnvironmentVariables([:]))
    return try Drone().instructions(for: plan, by: way, in: scene)
  }

  @Test func `the filter prints the file with its sizes, or as it stands`() throws {
    #expect(try instructions(.filter) == [.print(Array(RunSamples.after.utf8))])
    #expect(try instructions(.filter, RunSamples.plan.unmoved) == [.print(Array(RunSamples.before.utf8))])
    #expect(throws: AdapterError.self) { try instructions(.filter, RunPlan()) }
  }

  @Test func `the answer of a conversion is printed, and where there is none, nothing`() throws {
    guard case .print(let bytes)? = try instructions(.convert).first else {
      Issue.record("nothing is printed")
      return
    }
    #expect(try JSONValue(parsing: bytes)["data"]?.text == RunSamples.after)
    #expect(try instructions(.convert, RunSamples.plan.unmoved) == [])
  }
}

@Suite struct ConversionExtensionTests {
  private static func question(_ changes: (String, String)...) throws -> ConversionExtension.Question {
    let request = try #require(try SignedRequest.all.first { $0.name == "convert-request" })
    let body = changes.reduce(request.body) { $0.replacing($1.0, with: $1.1) }
    return try ConversionExtension().question(of: proven(Array(body.utf8)))
  }

  /// Proven by a signature of its own.
  private static func proven(_ body: [UInt8]) throws -> VerifiedDelivery {
    try ConversionExtension().verify(
      Deliveries.signed(body), with: Deliveries.secret(), at: Deliveries.now)
  }

  private static func answer(
    _ question: ConversionExtension.Question, _ plan: RunPlan = RunSamples.plan
  ) -> [UInt8]? { ConversionExtension().answer(to: question, by: plan) }

  @Test func `a signed request is proven with its five headers, and one that was changed is not`() throws {
    let request = try #require(try SignedRequest.all.first { $0.name == "convert-request" })
    let secret = try Deliveries.secret(request.secret)
    let proven = try ConversionExtension().verify(request.delivery, with: secret, at: Deliveries.now)
    let question = try ConversionExtension().question(of: proven)
    #expect(question.repository == "octocat/hello-world" && question.pipeline == ".drone.yml")
    #expect(question.link == "https://github.com/octocat/hello-world" && !question.isProtected)
    #expect(question.files.map(\.bytes) == [Array(RunSamples.before.utf8)])
    var changed = request.delivery
    changed.body.append(0x20)
    #expect(throws: AdapterError.self) {
      try ConversionExtension().verify(changed, with: secret, at: Deliveries.now)
    }
    #expect(throws: AdapterError.self) {
      try ConversionExtension().verify(
        request.delivery, with: secret, at: Deliveries.now.addingTimeInterval(301))
    }
  }

  @Test func `what changes is answered with the whole text, byte for byte`() throws {
    let json = try JSONValue(parsing: #require(Self.answer(try Self.question())))
    #expect(json["data"]?.text == RunSamples.after)
    #expect(json.members.map(\.key) == ["data", "kind"])
  }

  @Test func `where nothing changes there is no answer`() throws {
    let question = try Self.question()
    #expect(Self.answer(question, RunSamples.plan.unmoved) == nil)
    #expect(Self.answer(question, RunPlan()) == nil)
    #expect(Self.answer(question, RunSamples.plan(RunSamples.before, RunSamples.before)) == nil)
  }

  @Test func `a protected repository is left alone, and one that may be`() throws {
    for (old, new) in [
      (#""protected":false"#, #""protected":true"#), (#""protected":false"#, #""protected":null"#),
      (#""protected":false,"#, ""),
    ] {
      let question = try Self.question((old, new))
      #expect(question.isProtected && Self.answer(question) == nil)
    }
  }

  @Test func `a signed file is left alone`() throws {
    let signature = "---\nkind: signature\nhmac: f98f18dd\n\n...\n"
    var question = try Self.question()
    question.files[0].bytes += Array(signature.utf8)
    let plan = RunSamples.plan(RunSamples.before + signature, RunSamples.after + signature)
    #expect(Self.answer(question, plan) == nil)
  }

  @Test(
    arguments: [
      ("a plan of another text", RunSamples.before + "\n", RunSamples.after, ".drone.yml"),
      ("another document", RunSamples.before, RunSamples.after + "---\nkind: cron\nname: x\n", ".drone.yml"),
      (
        "another name", RunSamples.before,
        RunSamples.after.replacing("name: backend", with: "name: other"), ".drone.yml"
      ),
      ("no YAML", RunSamples.before, RunSamples.after + "\n\t{", ".drone.yml"),
      ("another file", RunSamples.before, RunSamples.after, "other.yml"),
      ("another language", RunSamples.before, RunSamples.after, ".drone.jsonnet"),
    ])
  func `on any doubt there is no answer`(_ doubt: String, before: String, after: String, path: String) throws
  {
    let question =
      path.hasSuffix("jsonnet") ? try Self.question((".drone.yml", path)) : try Self.question()
    #expect(Self.answer(question, RunSamples.plan(before, after, at: path)) == nil, "\(doubt)")
  }

  @Test func `a text that is no UTF-8 is no answer`() throws {
    var plan = RunSamples.plan
    plan.files[0].after.append(0xFF)
    #expect(Self.answer(try Self.question(), plan) == nil)
  }

  @Test func `equal questions have one key, whatever the build's number, and others another`() throws {
    let key = try Self.question().key
    #expect(try Self.question((#""number":0"#, #""number":185"#)).key == key)
    for (old, new) in [
      (#""id":42,"uid""#, #""id":43,"uid""#), (#""event":"pull_request""#, #""event":"push""#),
      ("9fc1ad6ebf12", "9fc1ad6ebf13"), ("golang:1.23", "golang:1.24"), (".drone.yml", ".drone.yaml"),
    ] { #expect(try Self.question((old, new)).key != key, "\(new)") }
  }

  @Test func `Woodpecker is answered with all of its files`() throws {
    let request = try ExtensionRequest.sample
    let proven = try ConversionExtension().verify(
      request.delivery, with: Deliveries.secret(request.derKey), at: Deliveries.now)
    var question = try ConversionExtension().question(of: proven)
    #expect(question.isWoodpecker && question.pipeline == ".woodpecker/test.yaml")
    #expect(question.repository == nil)
    let before = String(decoding: question.files[0].bytes, as: UTF8.self)
    let plan = RunSamples.plan(before, "labels:\n  size: large\n\n" + before, at: ".woodpecker/test.yaml")
    question.files.append(.init(path: ".woodpecker/lint.yaml", bytes: Array("steps: []\n".utf8)))
    #expect(question.pipeline == "")
    let json = try JSONValue(parsing: #require(Self.answer(question, plan)))
    let configs = json["configs"]?.elements ?? []
    #expect(configs.map { $0["name"]?.text } == [".woodpecker/test.yaml", ".woodpecker/lint.yaml"])
    #expect(
      configs.map { $0["data"]?.text } == ["labels:\n  size: large\n\n" + before, "steps: []\n"])
    #expect(Self.answer(question, plan.unmoved) == nil)
  }

  @Test(
    arguments: [
      "{}", #"{"repo": {}}"#, #"{"repo": {}, "build": {}, "config": {"data": 3}}"#,
      #"{"repo": {}, "config": {"data": ""}}"#, #"{"repo": {}, "configuration": []}"#,
      #"{"repo": {}, "configuration": [{"name": "a"}]}"#,
      #"{"repo": {}, "configuration": [{"name": "a", "data": "x"}, {"name": "a", "data": "x"}]}"#,
    ])
  func `what is no question is an error`(body: String) throws {
    let proven = try Self.proven(Array(body.utf8))
    let error = #expect(throws: AdapterError.self) { try ConversionExtension().question(of: proven) }
    #expect(error?.code == .invalidPayload)
  }
}

@Suite struct ReportTests {
  private func instructions(
    at place: ReportPlace.ID, _ variables: [String: String] = RunSamples.drone
  ) throws -> [RuntimeInstruction] {
    let target = try #require(Drone().reportTarget(of: variables))
    return try Drone().instructions(for: RunSamples.report, at: place, of: target)
  }

  @Test func `a card is one line that the runner takes out of the log`() throws {
    guard case .print(let bytes)? = try instructions(at: .card).first else {
      Issue.record("nothing is printed")
      return
    }
    let line = String(decoding: bytes, as: UTF8.self)
    #expect(line.hasPrefix("\u{1B}]1338;") && line.hasSuffix("\u{1B}]0m\n"))
    let data = try #require(Data(base64Encoded: String(line.dropFirst(7).dropLast(5))))
    let json = try JSONValue(parsing: Array(data))
    #expect(json["schema"]?.text == "https://inframind.example.com/card.json")
    #expect(json["data"]?["headline"]?.text == "InfraMind: 1 suggestion")
    #expect(json["data"]?["suggestions"]?.elements.count == 10)
    #expect(json["data"]?["suggestions"]?.elements.first?["file"]?.text == ".drone.yml:1")
  }

  @Test func `where the card is a file it holds the JSON`() throws {
    let file = RunSamples.drone.merging(["DRONE_CARD_PATH": "/tmp/card.json"]) { $1 }
    guard case .write("/tmp/card.json", let bytes)? = try instructions(at: .card, file).first else {
      Issue.record("nothing is written")
      return
    }
    #expect(try JSONValue(parsing: bytes)["data"]?["all_well"]?.bool == false)
  }

  @Test(arguments: [
    ["DRONE_CARD_PATH": ""], ["DRONE_CARD_PATH": "card.json"], ["INFRAMIND_CARD_TEMPLATE": ""],
    ["INFRAMIND_CARD_TEMPLATE": "file:///etc/passwd"], ["CI": "woodpecker"],
  ])
  func `without a place or a template there is no card`(changes: [String: String]) {
    let own = changes["CI"] == nil ? RunSamples.drone : RunSamples.woodpecker
    #expect(throws: (any Error).self) { try instructions(at: .card, own.merging(changes) { $1 }) }
  }

  @Test func `the log's lines are no cards`() throws {
    #expect(
      try instructions(at: .log) == [.line("InfraMind: 1 suggestion"), .line("]1338;eA==]0m a b")])
  }

  @Test func `request and code host are those of the repository`() throws {
    let drone = try #require(Drone().reportTarget(of: RunSamples.drone))
    #expect(drone.request == "12" && drone.commit == "9fc1ad6ebf12462f3f9773003e26b4c6f54a772e")
    #expect(Drone().reportAPI(at: .comment, for: drone)?.url == "https://api.github.com")
    #expect(Drone().reportAPI(at: .card, for: drone) == nil)
    let woodpecker = try #require(Drone().reportTarget(of: RunSamples.woodpecker))
    #expect(woodpecker.request == "7" && woodpecker.labels == ["bug", "inframind:off"])
    #expect(Drone().reportAPI(at: .status, for: woodpecker)?.url == "https://git.example.org/api/v4")
    let gitea = RunSamples.woodpecker.merging(["CI_FORGE_TYPE": "gitea"]) { $1 }
    #expect(throws: AdapterError.self) { try instructions(at: .comment, gitea) }
  }
}
