internal import AdapterKit
internal import AdapterTesting
internal import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore
internal import Testing

@testable internal import TeamCityAdapter

/// What a server answers.
enum Answers {
  static let builds = "/app/rest/builds"

  static func request() throws -> HistoryRequest {
    HistoryRequest(
      repository: "Shop_CiCd", api: "https://tc.example.com", source: "tc.example.com",
      since: try Date("2025-11-01T00:00:00Z"))
  }

  static let locator =
    "affectedProject:(id:Shop_CiCd),defaultFilter:false,branch:(default:any),state:finished,personal:false,"
    + "failedToStart:false,finishDate:(date:20251101T000000+0000,condition:after),count:100"

  /// A page, and the locator of the next one as servers write it: not all of it escaped.
  static func page(_ builds: [String], next: String? = nil) -> ScriptedAnswer {
    let link = next.map { #", "nextHref": "/app/rest/builds?locator=\#($0)&fields=count""# } ?? ""
    return .json(#"{"count": \#(builds.count)\#(link), "build": [\#(builds.joined(separator: ","))]}"#)
  }

  static func build(_ id: Int, _ name: String, day: Int, agent: Int = 512, type: Int = 31) -> String {
    let date = "202511\(day < 10 ? "0\(day)" : "\(day)")"
    return """
      {"id": \(id), "buildTypeId": "Shop_CiCd_\(id % 10)", "state": "finished", "status": "SUCCESS", "branchName": "main",
       "buildType": {"id": "x", "name": "\(name)", "projectId": "Shop_CiCd"}, "queuedDate": "\(date)T100000+0000",
       "startDate": "\(date)T100040+0000", "finishDate": "\(date)T100500+0000",
       "agent": {"id": \(agent), "name": "agent-\(agent)", "typeId": \(type), "pool": {"name": "Default"}},
       "triggered": {"type": "vcs", "user": {"username": "octocat"}},
       "revisions": {"revision": [{"version": "0f1e", "vcsBranchName": "refs/heads/main"}]},
       "statistics": {"property": [{"name": "buildStageDuration:buildStepRunner_2", "value": "20000"},
        {"name": "buildStageDuration:buildStepRunner_1", "value": "200000"}, {"name": "BuildDuration", "value": "260000"},
        {"name": "buildStageDuration:sourcesUpdate", "value": "6000"}]},
       "queuedWaitReasons": {"property": [{"name": "Build dependencies have not been built yet", "value": "30000"}]}}
      """
  }

  static func head(_ id: Int, day: Int, jobs: [(id: String, name: String, build: Int)]) -> String {
    let date = "202511\(day < 10 ? "0\(day)" : "\(day)")"
    let listed = jobs.map {
      #"{"id": "\#($0.id)", "name": "\#($0.name)", "build": {"id": \#($0.build), "finishDate": "\#(date)T100500+0000"}}"#
    }
    return """
      {"id": \(id), "buildTypeId": "Shop_CiCd", "state": "finished", "status": "SUCCESS", "composite": true,
       "buildType": {"id": "Shop_CiCd", "name": "CI", "projectId": "Shop_CiCd"}, "queuedDate": "\(date)T095900+0000",
       "startDate": "\(date)T095901+0000", "finishDate": "\(date)T100501+0000",
       "pipelineRun": {"pipeline": {"id": "Shop_CiCd", "name": "CI"}, "jobs": {"job": [\(listed.joined(separator: ","))]}}}
      """
  }

  static func agent(_ id: Int, cpus: String = "8") -> ScriptedExchange {
    ScriptedExchange("/app/rest/agents/id%3A\(id)") {
      .json(
        #"{"id": \#(id), "properties": {"property": [{"name": "teamcity.agent.hardware.cpuCount", "value": "\#(cpus)"}, "#
          + #"{"name": "teamcity.agent.hardware.memorySizeMb", "value": "16384"}]}}"#)
    }
  }

  static func list(_ locator: String, _ answer: ScriptedAnswer) -> ScriptedExchange {
    ScriptedExchange(builds) { asked in
      asked.query["locator"] == locator
        ? answer : .json(#"{"unexpected": "\#(asked.query["locator"] ?? "")"}"#)
    }
  }
}

@Suite struct HistoryTests {
  private static func pages(
    _ request: HistoryRequest, over http: any HTTPExecutor
  ) async throws -> [HistoryPage] {
    var pages: [HistoryPage] = []
    for try await page in TeamCity().history(of: request, over: http, hashing: Deliveries.actors) {
      pages.append(page)
    }
    return pages
  }

  private static func failure(_ request: HistoryRequest, over http: any HTTPExecutor) async -> AdapterError? {
    do {
      _ = try await pages(request, over: http)
      return nil
    } catch {
      return error as? AdapterError
    }
  }

  // MARK: - Reading

  @Test func `builds are read page by page, with jobs named by the head and agents asked for once a type`()
    async throws
  {
    let http = ScriptedHTTP([
      Answers.list(
        Answers.locator,
        Answers.page(
          [
            Answers.head(90, day: 20, jobs: [("lint", "Lint", 91), ("test_linux", "Test Linux", 92)]),
            Answers.build(91, "Lint", day: 20), Answers.build(92, "Test Linux", day: 20, agent: 513),
          ], next: Answers.locator + ",start:100")),
      Answers.agent(512),
      Answers.list(
        Answers.locator + ",start:100",
        Answers.page([Answers.build(81, "Lint", day: 19, agent: 600, type: 32)])),
      Answers.agent(600, cpus: "2"),
    ])
    let pages = try await Self.pages(Answers.request(), over: http)
    #expect(http.complaints == [])
    #expect(pages.count == 2)
    let facts = pages.flatMap(\.facts)
    #expect(
      facts.map(\.subject)
        == [
          .run, .job(id: "91"), .job(id: "92"), .run, .job(id: "91"), .run, .job(id: "92"), .run,
          .job(id: "81"),
        ])
    #expect(facts.map(\.run.run) == ["90", "91", "92", "91", "91", "92", "92", "81", "81"])
    #expect(facts[1].details.job == "lint")
    #expect(facts.map(\.details.cpus).compactMap(\.self) == [8, 8, 2])
    #expect(facts[4].details.memory == MemorySize(gibibytes: 16))
    #expect(
      facts[4].details.steps?.map(\.name) == ["sourcesUpdate", "buildStepRunner_1", "buildStepRunner_2"])
    #expect(try facts[4].details.queuedAt == Date("20251120T100030+0000"))
  }

  @Test func `each request asks for what is needed, with the usual filter off`() async throws {
    let http = ScriptedHTTP([Answers.list(Answers.locator, Answers.page([]))])
    _ = try await Self.pages(Answers.request(), over: http)
    #expect(http.complaints == [])
    let asked = try #require(http.asked.first)
    #expect(asked.path == "/app/rest/builds")
    #expect(asked.query["fields"]?.hasPrefix("count,nextHref,build(id,") == true)
    #expect(asked.query["fields"]?.contains("pipelineRun(") == true)
    #expect(asked.url.contains("20251101T000000%2B0000"))
  }

  @Test func `an empty page with a next one is not the end`() async throws {
    let http = ScriptedHTTP([
      Answers.list(Answers.locator, Answers.page([], next: "a%3A(b)")),
      Answers.list("a:(b)", Answers.page([], next: "c+d")),
      Answers.list("c+d", Answers.page([Answers.build(91, "Lint", day: 20)])), Answers.agent(512),
    ])
    #expect(try await Self.pages(Answers.request(), over: http).flatMap(\.facts).count == 2)
    #expect(http.complaints == [])
  }

  @Test func `a search that finds nothing on and on is given up, and said so`() async throws {
    let http = ScriptedHTTP(
      [
        ScriptedExchange(Answers.builds) { asked in
          let start = (asked.query["locator"] ?? "").split(separator: "#").last.flatMap { Int($0) } ?? 0
          return Answers.page([], next: "x%23\(start + 1)")
        }.always
      ], order: .any)
    let pages = try await Self.pages(Answers.request(), over: http)
    #expect(pages.flatMap(\.problems).count == 1)
    #expect(http.asked.count == 20)
  }

  @Test func `pages in a circle are left`() async throws {
    let http = ScriptedHTTP(
      [ScriptedExchange(Answers.builds) { Answers.page([], next: "x") }.always], order: .any)
    #expect(await Self.failure(try Answers.request(), over: http)?.code == .unexpectedAnswer)
    #expect(http.asked.count < 4)
  }

  @Test func `nothing older or newer than asked for, and nothing personal, is told`() async throws {
    var request = try Answers.request()
    request.since = try Date("2025-11-10T00:00:00Z")
    request.until = try Date("2025-11-15T00:00:00Z")
    let personal = Answers.build(70, "x", day: 12).replacing(
      "\"id\": 70,", with: "\"id\": 70, \"personal\": true,")
    let http = ScriptedHTTP([
      ScriptedExchange(Answers.builds) {
        Answers.page([16, 14, 11, 9].map { Answers.build($0, "Lint", day: $0) } + [personal])
      }, Answers.agent(512),
    ])
    let facts = try await Self.pages(request, over: http).flatMap(\.facts)
    #expect(Set(facts.map(\.run.run)) == ["14", "11"])
  }

  @Test func `the page of the samples is read, and an agent that is gone leaves the size out`() async throws {
    let body = String(decoding: try Deliveries.answer("builds"), as: UTF8.self)
      .replacing(
        "\"buildTypeId\": \"Shop_CI_Backend\",", with: #""buildType": {"name": "B", "projectId": "Shop_CI"},"#
      )
    let http = ScriptedHTTP([
      ScriptedExchange(Answers.builds) { .json(body) },
      ScriptedExchange("/app/rest/agents/id%3A512") { .status(404) },
      ScriptedExchange(Answers.builds) { Answers.page([]) },
    ])
    let facts = try await Self.pages(Answers.request(), over: http).flatMap(\.facts)
    #expect(http.complaints == [])
    #expect(facts.map(\.details.conclusion) == [nil, .success, nil, .skipped])
    #expect(facts[1].details.cpus == nil)
    #expect(facts[1].details.runnerLabels == ["Ubuntu-22.04-Large"])
  }

  // MARK: - Faults

  @Test(arguments: [
    (ScriptedAnswer.status(401), AdapterError.Code.notAllowed), (.status(404), .notFound),
    (.status(429), .budgetSpent), (.status(502), .unreachable), (.json("["), .unexpectedAnswer),
    (.json("{}"), .unexpectedAnswer), (.budgetSpent, .budgetSpent), (.unreachable, .unreachable),
  ])
  func `a list that cannot be read ends the reading with its reason`(
    answer: ScriptedAnswer, code: AdapterError.Code
  ) async throws {
    let http = ScriptedHTTP([ScriptedExchange(Answers.builds) { answer }])
    #expect(await Self.failure(try Answers.request(), over: http)?.code == code)
  }

  @Test(arguments: ["", "Shop/CI", "Shop),count:1", "../x", "Shöp", String(repeating: "a", count: 300)])
  func `what is no id of a project is never asked for`(name: String) async throws {
    var request = try Answers.request()
    request.repository = name
    let http = ScriptedHTTP([])
    #expect(await Self.failure(request, over: http)?.code == .notFound)
    #expect(http.asked == [])
  }

  // MARK: - Questions

  private static func answer(_ exchanges: [ScriptedExchange]) async throws -> [JobRunFacts] {
    let asked = try #require(try Deliveries.facts(Deliveries.body("build.finished-success")).questions.first)
    // As it comes back from a queue.
    let kept = try #require(HistoryCheckpoint.value(FollowUp.self, of: HistoryCheckpoint.text(of: asked)))
    let http = ScriptedHTTP(exchanges)
    let facts = try await TeamCity().answer(
      kept, api: "https://tc.example.com", over: http, hashing: Deliveries.actors)
    #expect(http.complaints == [])
    return facts
  }

  private static func build(_ body: String) -> ScriptedExchange {
    ScriptedExchange("/app/rest/builds/id%3A9001") { .json(body) }
  }

  @Test func `the question for a build is answered by what the API says, with the size of its agent`()
    async throws
  {
    let facts = try await Self.answer([
      Self.build(Answers.build(9001, "Backend tests", day: 24)), Answers.agent(512),
    ])
    #expect(facts.map(\.subject) == [.run, .job(id: "9001")])
    #expect(facts.map(\.run.repository) == ["Shop_CI", "Shop_CI"])
    #expect(facts[1].details.cpus == 8)
    #expect(facts[1].details.steps?.count == 3)
  }

  @Test func `the question for a head is answered by its jobs' names, but for those that ran before`()
    async throws
  {
    let body = String(decoding: try Deliveries.answer("pipeline-run"), as: UTF8.self)
      .replacing("\"id\": 6708,", with: #""id": 9001, "queuedDate": "20251124T160000+0000","#)
      .replacing("\"id\": 6711", with: #""id": 6711, "finishDate": "20251124T120000+0000""#)
    let facts = try await Self.answer([Self.build(body)])
    #expect(facts.map(\.subject) == [.run, .job(id: "6710"), .job(id: "6709")])
    #expect(facts.map(\.details.job) == [nil, "test_linux", "release"])
  }

  @Test func `a status that has not settled is asked for again`() async throws {
    for change in [("\"SUCCESS\"", "\"UNKNOWN\""), ("\"finished\"", "\"running\"")] {
      let body = Answers.build(9001, "x", day: 24).replacing(change.0, with: change.1)
      let error = await #expect(throws: AdapterError.self) { try await Self.answer([Self.build(body)]) }
      #expect(error?.code == .unreachable)
    }
  }

  @Test(arguments: [ScriptedAnswer.status(404), .json("<html>"), .json("{}")])
  func `of a build that is gone there are no facts`(answer: ScriptedAnswer) async throws {
    #expect(try await Self.answer([ScriptedExchange("/app/rest/builds/id%3A9001") { answer }]) == [])
  }

  @Test(arguments: [ScriptedAnswer.budgetSpent, .status(503), .status(403)])
  func `a question that may be answered later is not taken for answered`(answer: ScriptedAnswer) async throws
  {
    let exchange = ScriptedExchange("/app/rest/builds/id%3A9001") { answer }
    await #expect(throws: AdapterError.self) { try await Self.answer([exchange]) }
  }

  // MARK: - Addresses

  @Test(arguments: [
    (nil, "https://tc.example.com/", "https://tc.example.com"),
    ("tc.example.com:8111/ci", "http://tc.example.com:8111/ci", "http://tc.example.com:8111/ci"),
    ("other.example.com", "https://tc.example.com", "https://other.example.com"),
    ("tc.example.com", nil, "https://tc.example.com"), (nil, nil, nil), (nil, "x", nil),
  ])
  func `the server is told by the host, or by JetBrains' own variable`(
    source: String?, variable: String?, url: String?
  ) {
    let environment = variable.map { ["TEAMCITY_URL": $0] } ?? [:]
    #expect(TeamCity().apiURL(of: source, environment: environment) == url)
  }
}
