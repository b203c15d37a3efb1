internal import AdapterKit
internal import AdapterTesting
internal import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore
internal import Testing

@testable internal import DroneAdapter

/// What servers answer.
enum Answers {
  static let drone = "/api/repos/octocat/hello-world"
  static let lookup = "/api/repos/lookup/octocat/hello-world"
  static let pipelines = "/api/repos/42/pipelines"
  static let start = 1_764_000_000

  static func request(
    since days: Int = 0, until: Int? = nil
  ) -> HistoryRequest {
    var request = HistoryRequest(
      repository: "octocat/hello-world", api: "https://ci.example.com/api", source: "ci.example.com",
      since: Date(timeIntervalSince1970: Double(start + days * 86_400)))
    request.until = until.map { Date(timeIntervalSince1970: Double(start + $0 * 86_400)) }
    return request
  }

  static let repository = ScriptedExchange(drone, query: [:]) {
    .json(
      #"{"slug": "octocat/hello-world", "config_path": ".drone.yml", "visibility": "private", "timeout": 60}"#
    )
  }

  static let noRepository = ScriptedExchange(drone) { .status(404) }

  static let woodpecker = ScriptedExchange(lookup, query: [:]) {
    .json(
      #"{"id": 42, "full_name": "octocat/hello-world", "config_file": "", "private": true, "timeout": 60}"#)
  }

  /// A build of a day, whose number is the day's.
  static func build(_ day: Int, stages: [String]? = nil) -> String {
    let time = start + day * 86_400
    let told = stages.map { ", \"stages\": [\($0.joined(separator: ","))]" } ?? ""
    return """
      {"id": \(9000 + day), "number": \(day), "status": "success", "event": "push", "after": "0f1e", "source": "main",
       "target": "main", "author_login": "octocat", "sender": "octocat", "started": \(time + 4),
       "finished": \(time + 90), "created": \(time)\(told)}
      """
  }

  static func stage(_ number: Int, _ name: String, day: Int, more: String = "") -> String {
    let time = start + day * 86_400
    return """
      {"id": \(day * 10 + number), "number": \(number), "name": "\(name)", "type": "docker", "status": "success",
       "machine": "node-1", "os": "linux", "arch": "amd64", \(more)"created": \(time), "started": \(time + 4),
       "stopped": \(time + 80), "steps": [{"name": "test", "status": "success", "started": \(time + 5),
       "stopped": \(time + 70)}]}
      """
  }

  /// A pipeline of Woodpecker's of a day; a list leaves the workflows out.
  static func pipeline(_ day: Int, workflows: [String]? = nil, more: String = "") -> String {
    let time = start + day * 86_400
    let told = workflows.map { ", \"workflows\": [\($0.joined(separator: ","))]" } ?? ""
    return """
      {"id": \(9000 + day), "number": \(day), "status": "success", "event": "push", "commit": "0f1e", "branch": "main",
       "author": "octocat", "sender": "octocat", \(more)"created": \(time), "started": \(time + 4),
       "finished": \(time + 90)\(told)}
      """
  }

  static func workflow(_ number: Int, _ name: String, day: Int, more: String = "") -> String {
    let time = start + day * 86_400
    return """
      {"id": \(day * 10 + number), "pid": \(number), "name": "\(name)", "state": "success", \(more)"agent_id": 3,
       "platform": "linux/amd64", "started": \(time + 4), "finished": \(time + 80), "children": [
       {"name": "test", "state": "success", "type": "commands", "started": \(time + 5), "finished": \(time + 70)},
       {"name": "redis", "state": "success", "type": "service", "started": \(time + 5), "finished": \(time + 79)}]}
      """
  }

  /// Answers by the page's number.
  static func list(_ path: String, _ pages: [[String]]) -> ScriptedExchange {
    ScriptedExchange(path) { asked in
      let page = asked.query["page"].flatMap { Int($0) } ?? 1
      let items = pages.indices.contains(page - 1) ? pages[page - 1] : []
      return .json("[\(items.joined(separator: ","))]")
    }
  }

  static func one(_ path: String, _ day: Int, _ body: String) -> ScriptedExchange {
    ScriptedExchange("\(path)/\(day)", query: [:]) { .json(body) }
  }

  static func page(_ path: String, _ page: Int, _ items: [String], size: (String, String)) -> ScriptedExchange
  {
    ScriptedExchange(path, query: ["page": "\(page)", size.0: size.1]) {
      .json("[\(items.joined(separator: ","))]")
    }
  }
}

@Suite struct HistoryTests {
  private static let builds = Answers.drone + "/builds"

  private static func pages(
    _ request: HistoryRequest, over http: any HTTPExecutor
  ) async throws -> [HistoryPage] {
    var pages: [HistoryPage] = []
    for try await page in Drone().history(of: request, over: http, hashing: Deliveries.actors) {
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

  // MARK: - Drone

  @Test func `each build is asked for, since the list has no stages`() async throws {
    let http = ScriptedHTTP(
      [
        Answers.repository,
        Answers.page(Self.builds, 1, [3, 2].map { Answers.build($0) }, size: ("per_page", "100")),
        Answers.one(Self.builds, 3, Answers.build(3, stages: [Answers.stage(1, "backend", day: 3)])),
        Answers.one(Self.builds, 2, Answers.build(2, stages: [Answers.stage(1, "backend", day: 2)])),
        Answers.page(Self.builds, 2, [], size: ("per_page", "100")),
      ], order: .any)
    let pages = try await Self.pages(Answers.request(), over: http)
    #expect(http.complaints == [])
    let facts = pages.flatMap(\.facts)
    #expect(facts.map(\.run.run) == ["3", "3", "2", "2"])
    #expect(facts.map(\.subject) == [.run, .job(id: "1"), .run, .job(id: "1")])
    #expect(facts[0].run.source == "ci.example.com")
    #expect(facts[0].details.pipeline == ".drone.yml")
    #expect(facts[0].details.visibility == .private)
    #expect(facts[1].details.conclusion == .success)
    #expect(facts[1].details.steps?.map(\.name) == ["test"])
  }

  @Test func `the list of the server's own shape is read`() async throws {
    let list = try Deliveries.fixture("API/builds")
    let detail = Answers.build(185).replacing("\"created\": ", with: "\"created\": 1764000100, \"x\": ")
    let http = ScriptedHTTP(
      [
        Answers.repository,
        ScriptedExchange(Self.builds) { asked in asked.query["page"] == "1" ? .json(list) : .json("[]") }
          .always,
        Answers.one(Self.builds, 185, detail), Answers.one(Self.builds, 184, detail),
      ], order: .any)
    let pages = try await Self.pages(Answers.request(), over: http)
    #expect(pages.flatMap(\.facts).map(\.run.run) == ["185"])
    // The script answers for another build than was asked for.
    let problems: [String] = pages.flatMap { $0.problems }
    #expect(problems.count == 1)
    #expect(problems.first?.contains("Build 184") == true)
  }

  @Test func `nothing older or newer than asked for, and nothing known, is asked for`() async throws {
    var request = Answers.request(since: 2, until: 5)
    request.isKnown = { $0 == "4" }
    let http = ScriptedHTTP(
      [
        Answers.repository,
        Answers.page(
          Self.builds, 1, [6, 5, 4, 3, 2, 1].map { Answers.build($0) }, size: ("per_page", "100")),
        Answers.one(Self.builds, 5, Answers.build(5)), Answers.one(Self.builds, 3, Answers.build(3)),
        Answers.one(Self.builds, 2, Answers.build(2)),
      ], order: .any)
    #expect(try await Self.pages(request, over: http).flatMap(\.facts).map(\.run.run) == ["5", "3", "2"])
    #expect(http.complaints == [])
  }

  @Test func `builds that start between two readings move nothing`() async throws {
    let all = (1...12).reversed().map { Answers.build($0) }
    let details = (1...14).map { Answers.one(Self.builds, $0, Answers.build($0)).always }
    let first = ScriptedHTTP(
      [Answers.repository, Answers.list(Self.builds, [all])] + details, order: .any)
    var iterator = Drone().history(
      of: Answers.request(), over: first, hashing: Deliveries.actors
    ).makeAsyncIterator()
    let page = try #require(try await iterator.next())
    #expect(page.facts.map(\.run.run) == ["12", "11", "10", "9", "8", "7", "6", "5"])

    var request = Answers.request()
    request.checkpoint = page.checkpoint
    let later = ScriptedHTTP(
      [Answers.list(Self.builds, [[14, 13].map { Answers.build($0) } + all]).always] + details, order: .any)
    let rest = try await Self.pages(request, over: later)
    #expect(rest.flatMap(\.facts).map(\.run.run) == ["4", "3", "2", "1"])
  }

  @Test func `what was read before a limit is told`() async throws {
    let http = ScriptedHTTP(
      [
        Answers.repository, Answers.list(Self.builds, [[3, 2].map { Answers.build($0) }]),
        Answers.one(Self.builds, 3, Answers.build(3)),
        ScriptedExchange("\(Self.builds)/2") { .budgetSpent }.always,
      ], order: .any)
    var told: [JobRunFacts] = []
    await #expect(throws: AdapterError.self) {
      for try await page in Drone().history(of: Answers.request(), over: http, hashing: Deliveries.actors) {
        told += page.facts
      }
    }
    #expect(told.map(\.run.run) == ["3"])
  }

  // MARK: - Woodpecker

  @Test func `a server that knows no such address is Woodpecker's, and its workflows are jobs`() async throws
  {
    let rows = ["1.24", "1.25"].enumerated().map { number, version in
      Answers.workflow(number + 1, "test", day: 3, more: #""environ": {"GO": "\#(version)"}, "#)
    }
    let http = ScriptedHTTP([
      Answers.noRepository, Answers.woodpecker,
      Answers.page(Answers.pipelines, 1, [Answers.pipeline(3)], size: ("perPage", "50")),
      Answers.one(Answers.pipelines, 3, Answers.pipeline(3, workflows: rows)),
      Answers.page(Answers.pipelines, 2, [], size: ("perPage", "50")),
    ])
    let facts = try await Self.pages(Answers.request(), over: http).flatMap(\.facts)
    #expect(http.complaints == [])
    #expect(facts.map(\.subject) == [.run, .job(id: "1"), .job(id: "2")])
    #expect(Set(facts.map(\.run.platform)) == [.drone])
    #expect(facts[0].details.visibility == .private)
    #expect(facts.map(\.details.matrix) == [nil, ["GO": "1.24"], ["GO": "1.25"]])
    #expect(facts[1].details.pipeline == ".woodpecker/test.yaml")
    #expect(facts[1].details.runnerGroup == "linux/amd64")
    #expect(facts[1].details.steps?.map(\.name) == ["test"])
    // Which workflow waits for which is not told.
    #expect(facts[1].details.queuedAt == nil)
    #expect(facts[1].details.conclusion == .success)
  }

  @Test func `a page for people at Drone's address means Woodpecker, too`() async throws {
    let http = ScriptedHTTP([
      ScriptedExchange(Answers.drone) { .answer(status: 200, headers: [:], body: Array("<html>".utf8)) },
      Answers.woodpecker, Answers.page(Answers.pipelines, 1, [], size: ("perPage", "50")),
    ])
    #expect(try await Self.pages(Answers.request(), over: http).flatMap(\.facts) == [])
    #expect(http.complaints == [])
  }

  @Test func `the older names of times are read, and a lone workflow waits for none`() throws {
    let text = """
      {"number": 7, "status": "success", "event": "pull_request", "refspec": "feature:main", "branch": "main",
       "created_at": 1764000100, "started_at": 1764000104, "finished_at": 1764000190, "workflows": [
       {"pid": 1, "name": "woodpecker", "state": "failure", "start_time": 1764000104, "end_time": 1764000190,
        "children": [{"name": "x", "state": "failure", "exit_code": 137, "start_time": 1764000105}]}]}
      """
    let build = try #require(BuildPayload(woodpecker: try JSONValue(parsing: Array(text.utf8))))
    let answer = #"{"id": 42, "full_name": "octocat/hello-world"}"#
    let repository = try #require(RepositoryPayload(woodpecker: try JSONValue(parsing: Array(answer.utf8))))
    let facts = build.facts(of: repository, on: "ci.example.com", hashing: Deliveries.actors)
    #expect(facts[0].details.branch == "feature")
    #expect(facts[0].details.isFromFork == nil)
    #expect(facts[1].details.pipeline == ".woodpecker.yaml")
    #expect(facts[1].details.queuedAt == Date(timeIntervalSince1970: 1_764_000_100))
    #expect(facts[1].details.conclusion == .outOfMemory)
  }

  @Test(arguments: [
    ("", ".woodpecker/test.yaml"), (".ci", ".ci/test.yaml"), ("ci/test.yml", "ci/test.yml"),
    ("../x", ".woodpecker/test.yaml"), ("ci/other.yml", ".woodpecker/test.yaml"),
  ])
  func `a workflow's file is guessed by its name and the project's settings`(
    setting: String, file: String
  ) throws {
    let answer = #"{"id": 42, "full_name": "octocat/hello-world", "config_file": "\#(setting)"}"#
    let repository = try #require(RepositoryPayload(woodpecker: try JSONValue(parsing: Array(answer.utf8))))
    #expect(StagePayload.file(of: "test", in: repository) == file)
  }

  // MARK: - Faults

  @Test(arguments: [
    (ScriptedAnswer.status(401), AdapterError.Code.notAllowed), (.status(429), .budgetSpent),
    (.status(502), .unreachable), (.json("{}"), .unexpectedAnswer), (.json("["), .unexpectedAnswer),
    (.budgetSpent, .budgetSpent), (.unreachable, .unreachable),
  ])
  func `a list that cannot be read ends the reading with its reason`(
    answer: ScriptedAnswer, code: AdapterError.Code
  ) async throws {
    let http = ScriptedHTTP([Answers.repository, ScriptedExchange(Self.builds) { answer }])
    #expect(await Self.failure(Answers.request(), over: http)?.code == code)
  }

  @Test func `a repository that neither platform knows is not found`() async throws {
    let http = ScriptedHTTP([Answers.noRepository, ScriptedExchange(Answers.lookup) { .status(404) }])
    #expect(await Self.failure(Answers.request(), over: http)?.code == .notFound)
  }

  @Test func `a list that begins anew on every page is left`() async throws {
    let http = ScriptedHTTP(
      [
        Answers.repository, ScriptedExchange(Self.builds) { .json("[\(Answers.build(3))]") }.always,
        Answers.one(Self.builds, 3, Answers.build(3)).always,
      ], order: .any)
    #expect(await Self.failure(Answers.request(), over: http)?.code == .unexpectedAnswer)
    #expect(http.asked.count < 6)
  }

  @Test(arguments: ["shop", "../shop", "acme/..", "/shop", "acme//x", ""])
  func `what is no repository is never asked for`(name: String) async throws {
    var request = Answers.request()
    request.repository = name
    let http = ScriptedHTTP([])
    #expect(await Self.failure(request, over: http)?.code == .notFound)
    #expect(http.asked == [])
  }

  // MARK: - Addresses

  @Test(arguments: [
    (nil, ["DRONE_SERVER": "https://drone.example.com/"], "https://drone.example.com/api"),
    (nil, ["WOODPECKER_SERVER": "http://ci.example.com:8000"], "http://ci.example.com:8000/api"),
    (
      "ci.example.com",
      ["DRONE_SERVER": "https://drone.example.com", "WOODPECKER_SERVER": "http://ci.example.com"],
      "http://ci.example.com/api"
    ),
    ("ci.example.com", [:], "https://ci.example.com/api"), (nil, [:], nil), (nil, ["DRONE_SERVER": "x"], nil),
  ])
  func `the API is told by the host, or by the variables of the platforms' own programs`(
    source: String?, environment: [String: String], url: String?
  ) {
    #expect(Drone().apiURL(of: source, environment: environment) == url)
  }

  @Test func `tokens are those of the platforms' own programs, after our own`() {
    #expect(
      Drone().apiRules.tokenVariables == ["INFRAMIND_DRONE_TOKEN", "DRONE_TOKEN", "WOODPECKER_TOKEN"])
  }
}
