internal import AdapterKit
internal import AdapterTesting
internal import CircleCIAdapter
internal import HTTPTypes
internal import InfraMindCore
internal import Testing

extension RunLawSubject {
  static let circleCI = RunLawSubject(
    CircleCI(),
    environments: [
      SampleEnvironment(name: "pull request on GitHub", RunSamples.gitHub),
      SampleEnvironment(name: "merge request on GitLab", RunSamples.gitLab),
    ],
    plans: [RunSamples.plan],
    secrets: [
      "CIRCLE_CONTINUATION_KEY", "CIRCLE_TOKEN", "INFRAMIND_CIRCLECI_TOKEN", "GITHUB_TOKEN", "GITLAB_TOKEN",
      "CIRCLE_OIDC_TOKEN_V2",
    ])
}

enum RunSamples {
  static let commit = "0123456789abcdef0123456789abcdef01234567"
  static let file = ".circleci/continue.yml"

  static let gitHub = JobEnvironmentTests.push.merging([
    "CIRCLE_SHA1": commit, "CIRCLE_PULL_REQUEST": "https://github.com/acme/shop/pull/12",
    "CIRCLE_PULL_REQUESTS": "https://github.com/acme/shop/pull/12,https://github.com/acme/shop/pull/13",
    "CIRCLE_CONTINUATION_KEY": "key-1",
  ]) { $1 }

  static let gitLab = JobEnvironmentTests.push.merging([
    "CIRCLE_SHA1": commit,
    "CIRCLE_PULL_REQUEST": "https://gitlab.example.org/acme/apps/shop/-/merge_requests/3",
    "CIRCLE_REPOSITORY_URL": "git@gitlab.example.org:acme/apps/shop.git", "CIRCLE_CONTINUATION_KEY": "key-2",
  ]) { $1 }

  static func job(_ id: String, _ matrix: [String: String] = [:], to: String) -> RunPlan.Job {
    let key = JobKey(
      platform: .circleCI, repository: "acme/shop", pipeline: file, job: id, variant: JobVariant(matrix))
    return RunPlan.Job(
      key: key, name: id, matrix: matrix, from: ["docker", "medium"], to: ["docker", to],
      suggestion: to == "medium" ? nil : SuggestionID(rawValue: "0123456789ab"))
  }

  static let before = """
    version: 2.1
    parameters:
      inframind-size-build: {type: string, default: medium}
      inframind-size-lint: {type: string, default: medium}
      inframind-size-test: {type: enum, enum: [medium, large], default: medium}
      inframind-size-docs: {type: enum, enum: [medium, small], default: medium}
      inframind-size-count: {type: integer, default: 1}
    jobs: {}

    """
  static let after = before.replacing(
    "inframind-size-build: {type: string, default: medium}",
    with: "inframind-size-build: {type: string, default: large}")

  static let plan = RunPlan(
    pipeline: file,
    jobs: [
      job("build", to: "large"), job("lint", to: "medium"), job("test", ["n": "1"], to: "large"),
      job("test", ["n": "2"], to: "large"), job("docs", to: "large"), job("count", to: "large"),
      job("undeclared", to: "large"),
    ],
    files: [RunPlan.File(path: file, before: Array(before.utf8), after: Array(after.utf8))])

  static let report = Report(
    key: "", headline: "InfraMind: 1 suggestion", isAllWell: false, markdown: "**1 suggestion**\n",
    lines: ["InfraMind: 1 suggestion", "build:\u{1B}[31m a\nb"],
    annotations: [
      ReportAnnotation(
        id: "a1", file: "a&b.yml", line: 3, title: "<build>",
        message: "Move \"it\" isn't \u{0}\u{1B}\u{FFFF}ok.")
    ], figures: [ReportFigure(name: "suggestions", value: 1, meaning: "open suggestions")])
}

@Suite struct RunLawTests {
  @Test(arguments: RunLaw.allCases)
  func `the adapter obeys`(law: RunLaw) async { #expect(await law.failures(of: .circleCI) == []) }
}

@Suite struct DynamicInjectionTests {
  private func instructions(
    _ way: InjectionWay.ID, _ plan: RunPlan = RunSamples.plan,
    _ variables: [String: String] = RunSamples.gitHub
  ) throws -> [RuntimeInstruction] {
    let job = CircleCI().jobEnvironment(of: variables)
    let scene = RunScene(
      variables: EnvironmentVariables(variables), job: job,
      api: CircleCI().apiURL(of: job?.run.source, environment: variables))
    return try CircleCI().instructions(for: plan, by: way, in: scene)
  }

  private func request(_ plan: RunPlan, _ variables: [String: String] = RunSamples.gitHub) throws
    -> RuntimeRequest
  {
    guard case .send(let request)? = try instructions(.continuation, plan, variables).first else {
      throw AdapterError(.notFound, "There is no request.")
    }
    return request
  }

  @Test func `a pipeline goes on with the sizes written in, and with parameters that say something else`()
    throws
  {
    let request = try self.request(RunSamples.plan)
    #expect(request.api == "https://circleci.com/api/v2" && request.path == ["pipeline", "continue"])
    #expect(request.method == .post && !request.needsToken && request.ifMissing.isEmpty)
    let body = try JSONValue(parsing: request.body)
    #expect(body["continuation-key"]?.text == "key-1")
    #expect(body["configuration"]?.text == RunSamples.after)
    #expect(body["parameters"]?.members.map(\.key) == ["inframind-size-test"])
  }

  @Test func `a pipeline without moves goes on with its own config, byte for byte`() throws {
    let body = try JSONValue(parsing: request(RunSamples.plan.unmoved).body)
    #expect(body["configuration"]?.text == RunSamples.before)
    #expect(body["parameters"]?.members.isEmpty == true)
  }

  @Test func `where the API is the environment may tell`() throws {
    let own = RunSamples.gitHub.merging(["INFRAMIND_CIRCLECI_API": "http://127.0.0.1:1/api/v2"]) { $1 }
    #expect(try request(RunSamples.plan, own).api == "http://127.0.0.1:1/api/v2")
    let server = RunSamples.gitHub.merging(["CIRCLE_BUILD_URL": "https://ci.example.com/gh/acme/shop/1"]) {
      $1
    }
    #expect(try request(RunSamples.plan, server).api == "https://ci.example.com/api/v2")
  }

  @Test func `only a setup job goes on, and never with another setup config`() throws {
    var variables = RunSamples.gitHub
    variables["CIRCLE_CONTINUATION_KEY"] = nil
    #expect(throws: AdapterError.self) { try instructions(.continuation, RunSamples.plan, variables) }
    var plan = RunSamples.plan
    plan.files[0].after = Array("version: 2.1\nsetup: true\n".utf8)
    #expect(throws: AdapterError.self) { try instructions(.continuation, plan) }
    plan.files[0].after = [0x61, 0xFF]
    #expect(throws: AdapterError.self) { try instructions(.continuation, plan) }
    #expect(throws: AdapterError.self) { try instructions(.continuation, RunPlan()) }
  }

  @Test func `parameters are those that the config declares and allows`() throws {
    #expect(
      try instructions(.parameters) == [
        .write(
          file: "inframind-parameters.json",
          bytes: Array(#"{"inframind-size-build":"large","inframind-size-test":"large"}"#.utf8))
      ])
    #expect(
      try instructions(.parameters, RunPlan()) == [
        .write(file: "inframind-parameters.json", bytes: Array("{}".utf8))
      ])
    var plan = RunSamples.plan
    plan.jobs[3].to = ["docker", "medium"]
    guard case .write(_, let bytes)? = try instructions(.parameters, plan).first else { return }
    #expect(String(decoding: bytes, as: UTF8.self) == #"{"inframind-size-build":"large"}"#)
  }

  @Test func `the config is written as it would be`() throws {
    #expect(
      try instructions(.config) == [.write(file: "inframind-config.yml", bytes: Array(RunSamples.after.utf8))]
    )
  }
}

@Suite struct ReportTests {
  private func target(_ changes: [String: String?]) -> ReportTarget? {
    CircleCI().reportTarget(of: changes.reduce(into: RunSamples.gitHub) { $0[$1.key] = $1.value })
  }

  private func files(_ place: ReportPlace.ID, _ changes: [String: String?] = [:]) throws -> [(String, String)]
  {
    let target = try #require(self.target(changes))
    return try CircleCI().instructions(for: RunSamples.report, at: place, of: target).map {
      switch $0 {
      case .write(let file, let bytes): (file, String(decoding: bytes, as: UTF8.self))
      case .print(let bytes): ("", String(decoding: bytes, as: UTF8.self))
      default: ("", "")
      }
    }
  }

  private static let noRequest: [String: String?] = ["CIRCLE_PULL_REQUEST": nil, "CIRCLE_PULL_REQUESTS": nil]

  @Test(
    arguments: [
      (["CIRCLE_PULL_REQUEST": nil], "https://api.github.com"),
      (["CIRCLE_PULL_REQUEST": "https://ghe.example.org/a/b/pull/9"], "https://ghe.example.org/api/v3"),
      (
        ["CIRCLE_PULL_REQUEST": "https://git.example.org/a/b/c/-/merge_requests/9"],
        "https://git.example.org/api/v4"
      ),
      (
        noRequest.merging(["CIRCLE_REPOSITORY_URL": "https://gitlab.com/acme/apps/shop"]) { $1 },
        "https://gitlab.com/api/v4"
      ),
      (
        noRequest.merging(["CIRCLE_REPOSITORY_URL": "ssh://git@github.acme.org:22/acme/shop.git"]) { $1 },
        "https://github.acme.org/api/v3"
      ),
      (noRequest.merging(["CIRCLE_REPOSITORY_URL": "git@bitbucket.org:acme/shop.git"]) { $1 }, nil),
      (noRequest.merging(["CIRCLE_REPOSITORY_URL": nil]) { $1 }, nil),
      (["GITHUB_API_URL": "http://127.0.0.1:1"], "http://127.0.0.1:1"),
    ] as [([String: String?], String?)])
  func `where the repository is, the request's page tells, else the repository's address`(
    changes: [String: String?], api: String?
  ) throws {
    let target = try #require(self.target(changes))
    #expect(CircleCI().reportAPI(at: .comment, for: target)?.url == api)
    #expect(CircleCI().reportAPI(at: .status, for: target)?.url == api)
    #expect(CircleCI().reportAPI(at: .artifact, for: target) == nil)
    guard api == nil else { return }
    #expect(throws: AdapterError.self) {
      try CircleCI().instructions(for: RunSamples.report, at: .comment, of: target)
    }
  }

  @Test(
    arguments: [
      ([:], "12"), (["CIRCLE_PULL_REQUEST": nil], "12"), (noRequest, nil),
      (noRequest.merging(["CIRCLE_PR_NUMBER": "88"]) { $1 }, "88"),
      (noRequest.merging(["CIRCLE_PR_NUMBER": "8/../8"]) { $1 }, nil),
      (["CIRCLE_PULL_REQUEST": "https://github.com/acme/shop/pull/x", "CIRCLE_PULL_REQUESTS": nil], nil),
      (["CIRCLE_PULL_REQUEST": "https://github.com/acme/../pull/1", "CIRCLE_PULL_REQUESTS": nil], nil),
    ] as [([String: String?], String?)])
  func `the request's number`(changes: [String: String?], number: String?) throws {
    #expect(try #require(self.target(changes)).request == number)
  }

  @Test func `files to be stored go where a variable says`() throws {
    let plain = try files(.artifact)
    #expect(plain.map(\.0) == ["inframind-report.md", "inframind-report.json"])
    #expect(plain[0].1 == "# InfraMind\n\n**1 suggestion**\n")
    let json = try JSONValue(parsing: Array(plain[1].1.utf8))
    #expect(json["suggestions"]?.elements.first?["file"]?.text == "a&b.yml")
    #expect(json["figures"]?["suggestions"]?.integer == 1)
    #expect(try files(.artifact, ["INFRAMIND_REPORT_DIR": "out"]).map(\.0)[0] == "out/inframind-report.md")
  }

  @Test func `tests are skipped ones, and never failures`() throws {
    let file = try #require(try files(.tests).first)
    #expect(file.0 == "inframind-tests.xml")
    #expect(
      file.1 == """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuite name="inframind" tests="1" failures="0" errors="0" skipped="1" time="0">
          <testcase classname="inframind" name="&lt;build&gt;" file="a&amp;b.yml" time="0"><skipped message="line 3: Move &quot;it&quot; isn&#39;t ok."/></testcase>
        </testsuite>

        """)
  }

  @Test func `the step's output is plain lines`() throws {
    #expect(try files(.log).map(\.1) == ["InfraMind: 1 suggestion\n", "build:[31m a b\n"])
  }
}
