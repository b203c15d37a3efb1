internal import AdapterKit
internal import AdapterTesting
internal import CorpusTesting
internal import HTTPTypes
internal import InfraMindCore
internal import Testing

@testable internal import TeamCityAdapter

extension RunLawSubject {
  static let teamCity = RunLawSubject(
    TeamCity(),
    environments: [
      SampleEnvironment(name: "build", RunSamples.build),
      SampleEnvironment(name: "build of a server in a folder", RunSamples.folder),
    ], plans: [RunSamples.plan], secrets: ["INFRAMIND_TEAMCITY_TOKEN", "TEAMCITY_TOKEN"])
}

enum RunSamples {
  static let file = ".teamcity.yml"

  static let build = JobEnvironmentTests.build.merging([
    "INFRAMIND_TEAMCITY_BUILD_TYPES": "backend=Shop_Backend, a|b=Shop_Bar,lint=Shop_Lint,bad=../x"
  ]) { $1 }

  static let folder = build.merging([
    "TEAMCITY_URL": "https://ci.example.com/teamcity/",
    "BUILD_URL": "https://ci.example.com/teamcity/buildConfiguration/Shop_Backend/9002",
  ]) { $1 }

  static func job(_ id: String, from: [String] = ["Linux-Small"], to: [String]) -> RunPlan.Job {
    let key = JobKey(platform: .teamCity, repository: "Shop", pipeline: file, job: id)
    return RunPlan.Job(
      key: key, name: id, from: from, to: to,
      suggestion: from == to ? nil : SuggestionID(rawValue: "0123456789ab"))
  }

  static let plan = RunPlan(
    pipeline: file,
    jobs: [
      job("backend", to: ["Linux-Large"]), job("lint", to: ["Linux-Small"]),
      job("a|b", to: ["it's [x]"]), job("a'b", to: ["Linux-Large"]), job("bad", to: ["Linux\u{1B}"]),
      job("own", from: ["cpu=4", "ram=8GB"], to: ["cpu=8", "ram=16GB"]),
    ],
    files: [
      RunPlan.File(path: file, before: Array("jobs: {}\n".utf8), after: Array("jobs:\n".utf8))
    ])

  static func report(_ count: Int = 1, key: String = "", isAllWell: Bool = false) -> Report {
    Report(
      key: key, headline: "InfraMind: \(count) suggestion", isAllWell: isAllWell, markdown: "",
      lines: ["InfraMind: \(count) suggestion", "a ##teamcity[buildStop comment='x'] | b\u{1B}[31m\nc"],
      annotations: [
        ReportAnnotation(
          id: "a1", file: "a&b.yml", line: 3, title: "<script>", message: "Move \"it\", isn't it?")
      ],
      figures: [
        ReportFigure(name: "suggestions", value: 1, meaning: "open suggestions"),
        ReportFigure(name: "saved", value: -12.345_678_9, meaning: "dollars"),
        ReportFigure(name: "rounded", value: 0.999_999_9, meaning: "dollars"),
        ReportFigure(name: "lost", value: .infinity, meaning: "x"),
        ReportFigure(name: "vast", value: 1e300, meaning: "x"),
        ReportFigure(name: "saved", value: 1, meaning: "twice"),
      ])
  }
}

@Suite struct RunLawTests {
  @Test(arguments: RunLaw.allCases)
  func `the adapter obeys`(law: RunLaw) async { #expect(await law.failures(of: .teamCity) == []) }
}

@Suite struct ServiceMessageTests {
  @Test(arguments: [
    ("https://inside.example.com/", "https://inside.example.com"), ("nonsense", "https://tc.example.com"),
    ("", "https://tc.example.com"),
  ])
  func `a server that is named outranks the one that builds are shown on`(_ named: String, _ url: String)
    throws
  {
    let variables = RunSamples.build.merging([
      "BUILD_URL": "https://tc.example.com/buildConfiguration/Shop_Backend/9002", "TEAMCITY_URL": named,
    ]) { $1 }
    let target = try #require(TeamCity().reportTarget(of: variables))
    #expect(TeamCity().reportAPI(at: .comment, for: target)?.url == url)
  }

  @Test func `six characters are escaped, and all others stay`() throws {
    let json = try JSONValue(
      parsing: FixtureFile.bytes("Fixtures/ServiceMessages/escaping.json", beside: #filePath))
    let vectors = json["vectors"]?.elements ?? []
    #expect(vectors.count == 10)
    for vector in vectors {
      let raw = try #require(vector["raw"]?.text)
      #expect(ServiceMessage.escaped(raw) == vector["escaped"]?.text)
    }
  }

  @Test func `messages are spelled as the platform's samples`() throws {
    let json = try JSONValue(
      parsing: FixtureFile.bytes("Fixtures/ServiceMessages/escaping.json", beside: #filePath))
    let samples = json["messages"]?.elements.compactMap(\.text) ?? []
    for message in [
      ServiceMessage("addBuildTag", "inframind-oversized"),
      ServiceMessage("setParameter", ["name": "inframind.suggestedSize", "value": "Linux-Medium"]),
      ServiceMessage("buildStatisticValue", ["key": "inframind.predictedSeconds", "value": "541"]),
      ServiceMessage("blockClosed", ["name": "InfraMind"]),
    ] { #expect(samples.contains(message.line)) }
  }
}

@Suite struct DynamicInjectionTests {
  private func instructions(
    _ way: InjectionWay.ID, _ plan: RunPlan = RunSamples.plan,
    _ environment: [String: String] = RunSamples.build
  ) throws -> [RuntimeInstruction] {
    let job = TeamCity().jobEnvironment(of: environment)
    let scene = RunScene(
      variables: EnvironmentVariables(environment), job: job,
      api: TeamCity().apiURL(of: job?.run.source, environment: environment))
    return try TeamCity().instructions(for: plan, by: way, in: scene)
  }

  @Test func `parameters are set by messages, one for each job that moves`() throws {
    #expect(
      try instructions(.parameters) == [
        .line("##teamcity[setParameter name='inframind.size.backend' value='Linux-Large']"),
        .line("##teamcity[setParameter name='inframind.size.a_b' value='it|'s |[x|]']"),
        .line("##teamcity[setParameter name='inframind.size.own' value='cpu=8,ram=16GB']"),
      ])
    #expect(try instructions(.parameters, RunSamples.plan.unmoved) == [])
  }

  private func request(_ job: String, _ id: String, _ size: String?) -> RuntimeInstruction {
    let path = ["app", "rest", "buildTypes", "id:\(id)", "parameters", "inframind.size.\(job)"]
    return .send(
      RuntimeRequest(
        api: "https://tc.example.com", path: path, method: size == nil ? .delete : .put,
        body: size.map { Array(#"{"name":"inframind.size.\#(job)","value":"\#($0)"}"#.utf8) } ?? [],
        mayBeMissing: size == nil))
  }

  @Test func `requirements follow parameters of the configurations that are named, and defaults come back`()
    throws
  {
    #expect(
      try instructions(.requirements) == [
        request("backend", "Shop_Backend", "Linux-Large"), request("lint", "Shop_Lint", nil),
        request("a_b", "Shop_Bar", "it's [x]"),
      ])
    #expect(
      try instructions(.requirements, RunSamples.plan.unmoved) == [
        request("backend", "Shop_Backend", nil), request("lint", "Shop_Lint", nil),
        request("a_b", "Shop_Bar", nil),
      ])
  }

  @Test func `without ids no configuration is guessed`() {
    #expect(throws: AdapterError.self) {
      try instructions(.requirements, RunSamples.plan, JobEnvironmentTests.build)
    }
  }
}

@Suite struct ReportTests {
  private func instructions(_ report: Report, at place: ReportPlace.ID) throws -> [RuntimeInstruction] {
    let target = try #require(TeamCity().reportTarget(of: RunSamples.build))
    return try TeamCity().instructions(for: report, at: place, of: target)
  }

  @Test func `messages are a block, numbers and one tag, and texts are only texts`() throws {
    #expect(
      try instructions(RunSamples.report(), at: .messages) == [
        .line("##teamcity[blockOpened name='InfraMind' description='InfraMind: 1 suggestion']"),
        .line(
          "##teamcity[message text='a ##teamcity|[buildStop comment=|'x|'|] || b|[31m c' status='NORMAL']"),
        .line("##teamcity[blockClosed name='InfraMind']"),
        .line("##teamcity[buildStatisticValue key='inframind.suggestions' value='1']"),
        .line("##teamcity[buildStatisticValue key='inframind.saved' value='-12.345679']"),
        .line("##teamcity[buildStatisticValue key='inframind.rounded' value='1']"),
        .line("##teamcity[addBuildTag 'inframind-suggestions']"),
      ])
    let well = try instructions(RunSamples.report(isAllWell: true), at: .messages)
    #expect(!well.contains(.line("##teamcity[addBuildTag 'inframind-suggestions']")))
  }

  @Test func `the page holds no markup but its own, and is published`() throws {
    let instructions = try instructions(RunSamples.report(), at: .tab)
    guard case .write("inframind-report.html", let bytes)? = instructions.first else {
      Issue.record("no page is written")
      return
    }
    let page = String(decoding: bytes, as: UTF8.self)
    #expect(instructions.last == .line("##teamcity[publishArtifacts 'inframind-report.html']"))
    #expect(
      page.contains(
        "<td>&lt;script&gt;</td><td>a&amp;b.yml:3</td><td>Move &quot;it&quot;, isn&#39;t it?</td>"))
    #expect(!page.contains("<script") && !page.contains("\u{1B}") && page.hasSuffix("</html>\n"))
  }

  private func publish(_ report: Report, over host: FakeCodeHost) async throws -> ReportReceipt {
    let target = try #require(TeamCity().reportTarget(of: RunSamples.build))
    return try await TeamCity().publish(report, at: .comment, of: target, over: host)
  }

  @Test func `a comment of somebody else's is neither replaced nor taken out`() async throws {
    for text in ["Please keep this", "InfraMind: 1 suggestion", "[InfraMind web] 1", " "] {
      let host = FakeCodeHost()
      let target = try #require(TeamCity().reportTarget(of: RunSamples.build))
      let api = try PlatformAPI(at: "https://tc.example.com", over: host, rules: TeamCity().apiRules)
      _ = try await api.answer(
        to: try api.address(["app", "rest", "builds", "id:9001", "comment"]), method: .put,
        body: Array(text.utf8))
      let isEmpty = text == " "
      let receipt = try await publish(RunSamples.report(), over: host)
      if case .nothing = receipt { #expect(!isEmpty) } else { #expect(isEmpty) }
      guard !isEmpty else { continue }
      let removal = try await TeamCity().withdraw("", at: .comment, of: target, over: host)
      if case .nothing = removal {} else { Issue.record("it is \(removal)") }
      #expect(host.comments.map(\.body) == [text])
    }
  }

  @Test func `a comment is plain lines behind our mark, and none is made to say that all is well`()
    async throws
  {
    let host = FakeCodeHost()
    if case .nothing = try await publish(RunSamples.report(isAllWell: true), over: host) {
    } else {
      Issue.record("a comment is made")
    }
    #expect(try await publish(RunSamples.report(key: "web"), over: host) == .created(nil))
    #expect(
      host.comments.map(\.body) == [
        "[InfraMind web] InfraMind: 1 suggestion\na ##teamcity[buildStop comment='x'] | b[31m c"
      ])
    #expect(try await publish(RunSamples.report(key: "web", isAllWell: true), over: host) == .updated(nil))
    #expect(host.comments.map(\.body) == ["[InfraMind web] InfraMind: 1 suggestion"])
    #expect(host.asked.last?.path == "/app/rest/builds/id%3A9001/comment")
  }
}
