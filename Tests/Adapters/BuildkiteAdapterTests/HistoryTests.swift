internal import AdapterKit
internal import AdapterTesting
internal import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore
internal import Testing

@testable internal import BuildkiteAdapter

@Suite struct HistoryTests {
  static let pipeline = "/v2/organizations/acme-inc/pipelines/shop"
  static let builds = pipeline + "/builds"
  private static let window = [
    "created_from": "2026-08-01T00:00:00Z", "include_retried_jobs": "true", "per_page": "30",
  ]

  /// Without the logs, which are one request for each of some jobs.
  static func request() throws -> HistoryRequest {
    var request = HistoryRequest(
      repository: "acme-inc/shop", api: "https://api.buildkite.com/v2", source: "buildkite.com",
      since: try Date("2026-08-01T00:00:00Z"))
    request.wantsDetails = false
    return request
  }

  private static func pages(
    _ request: HistoryRequest, over http: any HTTPExecutor
  ) async throws -> [HistoryPage] {
    var pages: [HistoryPage] = []
    for try await page in Buildkite().history(of: request, over: http, hashing: Deliveries.actors) {
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

  // MARK: - Answers

  /// Settings whose first step uploads the usual file.
  static let settings = ScriptedExchange(pipeline, query: [:]) {
    .json(
      #"{"slug": "shop", "repository": "git@github.com:acme/shop.git", "visibility": "public", "#
        + #""steps": [{"type": "script", "command": "buildkite-agent pipeline upload"}]}"#)
  }

  static func build(_ day: Int, jobs: [String], repository: String = "git@github.com:acme/shop.git") -> String
  {
    """
    {"id": "b\(day)", "number": \(day), "state": "passed", "blocked": false, "branch": "main", "commit": "0f1e",
     "url": "https://api.buildkite.com/v2/organizations/acme-inc/pipelines/shop/builds/\(day)", "source": "webhook",
     "created_at": "2026-08-0\(day)T10:00:00.123Z", "finished_at": "2026-08-0\(day)T10:09:00Z",
     "creator": {"name": "Sam Example", "email": "sam@example.com"}, "pull_request": null,
     "pipeline": {"slug": "shop", "repository": "\(repository)"}, "jobs": [\(jobs.joined(separator: ","))]}
    """
  }

  static func job(_ id: String, _ name: String, day: Int, queue: String = "q1", more: String = "") -> String {
    """
    {"id": "\(id)", "type": "script", "name": "\(name)", "state": "passed", "exit_status": 0, \(more)
     "agent_query_rules": ["queue=linux-small"], "created_at": "2026-08-0\(day)T10:00:01Z",
     "runnable_at": "2026-08-0\(day)T10:00:02Z", "started_at": "2026-08-0\(day)T10:00:12Z",
     "finished_at": "2026-08-0\(day)T10:05:00Z", "cluster_id": "c1", "cluster_queue_id": "\(queue)",
     "matrix": null}
    """
  }

  static func queue(_ name: String, hosted: Bool = true) -> ScriptedExchange {
    let shape = #""hosted_agents": {"instance_shape": {"cpu": 4, "memory": 16, "name": "LINUX_AMD64_4X16"}}"#
    return ScriptedExchange("/v2/organizations/acme-inc/clusters/c1/queues/\(name)") {
      .json(hosted ? #"{"hosted": true, \#(shape)}"# : #"{"hosted": false, "hosted_agents": null}"#)
    }
  }

  // MARK: - Logs

  private static func logs(_ answer: ScriptedAnswer) async throws -> (pages: [HistoryPage], asked: [String]) {
    var request = try request()
    request.wantsDetails = true
    let jobs = [1, 2, 3, 4].map { job("j\($0)", "specs", day: 2) } + [job("lint", "lint", day: 2)]
    let log = ScriptedExchange("") { answer }
    let http = ScriptedHTTP(
      [settings, queue("q1", hosted: false)]
        + [ScriptedExchange(builds) { .json("[\(build(2, jobs: jobs))]") }]
        + ["j1", "j2", "j3", "lint"].map { id in
          var exchange = log
          exchange.path = builds + "/2/jobs/\(id)/log.txt"
          exchange.isOptional = true
          return exchange
        }, order: .any)
    let pages = try await pages(request, over: http)
    #expect(http.complaints == [])
    return (pages, http.asked.map(\.path).filter { $0.hasSuffix("log.txt") })
  }

  @Test func `the logs of a few jobs of each name tell what their caches did`() async throws {
    let text = "~~~ Cache\nCache hit at file level, restoring node_modules...\n~~~ Running commands\n"
    let (pages, asked) = try await Self.logs(.answer(status: 200, headers: [:], body: Array(text.utf8)))
    #expect(asked.count == 4)
    let told = pages.flatMap(\.facts).filter { $0.details.cacheEvents != nil }
    #expect(told.count == 4)
    #expect(
      told.first?.details.cacheEvents == [
        CacheEvent(key: "node_modules", kind: .hit, size: nil, duration: nil)
      ])
  }

  @Test func `a token that may read no logs is not tried on all of them`() async throws {
    let (pages, asked) = try await Self.logs(.status(403))
    #expect(asked.count == 4)
    #expect(pages.flatMap(\.problems).count == 1)
    #expect(pages.flatMap(\.facts).count { $0.details.conclusion == .success } == 5)
  }

  // MARK: - Reading

  @Test func `builds are read with the jobs of all their attempts, and each queue is asked for once`()
    async throws
  {
    let first = Self.job("j1", "test", day: 3, more: #""retried": true, "retries_count": 0,"#)
    let second = Self.job(
      "j2", "test", day: 3, more: #""retry_source": {"job_id": "j1"}, "retries_count": 1,"#)
    let http = ScriptedHTTP([
      Self.settings,
      ScriptedExchange(Self.builds, query: Self.window) {
        .json(
          "[\(Self.build(3, jobs: [first, second, #"{"id": "w", "type": "waiter"}"#]))]",
          next: "https://api.buildkite.com\(Self.builds)?page=2")
      },
      Self.queue("q1"),
      ScriptedExchange(Self.builds, query: ["page": "2"]) {
        .json(
          "[\(Self.build(2, jobs: [Self.job("j3", "test", day: 2), Self.job("j4", "x", day: 2, queue: "q2")]))]"
        )
      },
      Self.queue("q2", hosted: false),
    ])
    let pages = try await Self.pages(Self.request(), over: http)
    #expect(http.complaints == [])
    #expect(pages.count == 2)
    let facts = pages.flatMap(\.facts)
    #expect(
      facts.map(\.subject) == [.run, .job(id: "j1"), .job(id: "j2"), .run, .job(id: "j3"), .job(id: "j4")])
    #expect(Set(facts.map(\.run.repository)) == ["acme/shop"])
    #expect(facts[0].details.pipeline == ".buildkite/pipeline.yml")
    #expect(facts[0].details.workflow == "shop")
    #expect(facts[1].details.attempt == 1)
    #expect(facts[2].details.attempt == 2)
    #expect((facts[2].details.cpus, facts[2].details.memory) == (4, MemorySize(gibibytes: 16)))
    #expect(facts[5].details.cpus == nil)
    #expect(try facts[2].details.queuedAt == Date("2026-08-03T10:00:02Z"))
    #expect(pages.flatMap(\.problems) == [])
  }

  @Test func `the documentation's own example is read`() async throws {
    var request = try Self.request()
    request.repository = "my-great-org/my-pipeline"
    request.since = try Date("2015-01-01T00:00:00Z")
    let body = try Deliveries.answer("builds")
    let http = ScriptedHTTP([
      ScriptedExchange("/v2/organizations/my-great-org/pipelines/my-pipeline") { .status(403) },
      ScriptedExchange("/v2/organizations/my-great-org/pipelines/my-pipeline/builds") { .json(body) },
    ])
    let pages = try await Self.pages(request, over: http)
    #expect(http.complaints == [])
    // A token may lack the right to read the settings.
    #expect(pages.flatMap(\.problems).count == 1)
    let facts = pages.flatMap(\.facts)
    #expect(facts.map(\.run.repository) == ["my-great-org/my-pipeline", "my-great-org/my-pipeline"])
    #expect(facts[0].details.pipeline == nil)
    #expect(facts[1].details.name == "RSpec")
    #expect(facts[1].details.job == "rspec")
    #expect(facts[1].details.runnerLabels == [])
  }

  @Test func `nothing older or newer than asked for is told, and no page after it is read`() async throws {
    var request = try Self.request()
    request.since = try Date("2026-08-02T00:00:00Z")
    request.until = try Date("2026-08-04T00:00:00Z")
    let days = [5, 3, 2, 1].map { Self.build($0, jobs: []) }
    let http = ScriptedHTTP([
      Self.settings,
      ScriptedExchange(
        Self.builds,
        query: [
          "created_from": "2026-08-02T00:00:00Z", "created_to": "2026-08-04T00:00:01Z",
          "include_retried_jobs": "true", "per_page": "30",
        ]
      ) {
        .json("[\(days.joined(separator: ","))]", next: "https://api.buildkite.com\(Self.builds)?page=2")
      },
    ])
    #expect(try await Self.pages(request, over: http).flatMap(\.facts).map(\.run.run) == ["b3", "b2"])
    #expect(http.complaints == [])
  }

  @Test
  func `a reading that stopped goes on behind the last build, though others were made that very second`()
    async throws
  {
    var request = try Self.request()
    let twin = Self.build(3, jobs: []).replacing("\"id\": \"b3\"", with: "\"id\": \"twin\"")
    let first = ScriptedHTTP([
      Self.settings, ScriptedExchange(Self.builds) { .json("[\(Self.build(3, jobs: []))]") },
    ])
    request.checkpoint = try await Self.pages(request, over: first).last?.checkpoint
    let second = ScriptedHTTP([
      Self.settings,
      ScriptedExchange(
        Self.builds, query: Self.window.merging(["created_to": "2026-08-03T10:00:02Z"]) { $1 }
      ) {
        .json("[\([Self.build(4, jobs: []), Self.build(3, jobs: []), twin].joined(separator: ","))]")
      },
    ])
    #expect(try await Self.pages(request, over: second).flatMap(\.facts).map(\.run.run) == ["twin"])
    #expect(second.complaints == [])
  }

  @Test func `a queue that the token may not see leaves the size out`() async throws {
    let http = ScriptedHTTP([
      Self.settings,
      ScriptedExchange(Self.builds) { .json("[\(Self.build(3, jobs: [Self.job("j1", "test", day: 3)]))]") },
      ScriptedExchange("/v2/organizations/acme-inc/clusters/c1/queues/q1") { .status(403) },
    ])
    let facts = try await Self.pages(Self.request(), over: http).flatMap(\.facts)
    #expect(http.complaints == [])
    #expect(facts.map(\.details.cpus) == [nil, nil])
    #expect(facts[1].details.conclusion == .success)
  }

  // MARK: - Faults

  @Test(arguments: [
    (ScriptedAnswer.status(401), AdapterError.Code.notAllowed), (.status(404), .notFound),
    (
      .json(#"{"message": "slow down", "reset": 30}"#, status: 429, headers: ["RateLimit-Reset": "30"]),
      .budgetSpent
    ),
    (.status(502), .unreachable), (.json("["), .unexpectedAnswer), (.json("{}"), .unexpectedAnswer),
    (.budgetSpent, .budgetSpent), (.unreachable, .unreachable),
  ])
  func `a list that cannot be read ends the reading with its reason`(
    answer: ScriptedAnswer, code: AdapterError.Code
  ) async throws {
    let http = ScriptedHTTP([Self.settings, ScriptedExchange(Self.builds) { answer }])
    #expect(await Self.failure(try Self.request(), over: http)?.code == code)
  }

  @Test func `a pipeline that is not there ends the reading at once`() async throws {
    let http = ScriptedHTTP([ScriptedExchange(Self.pipeline) { .status(404) }])
    #expect(await Self.failure(try Self.request(), over: http)?.code == .notFound)
    #expect(http.asked.count == 1)
  }

  @Test func `empty pages that link on and on are left`() async throws {
    let http = ScriptedHTTP(
      [
        Self.settings,
        ScriptedExchange(Self.builds) { asked in
          let page = (asked.query["page"].flatMap { Int($0) } ?? 1) + 1
          return .json("[]", next: "https://api.buildkite.com\(Self.builds)?page=\(page)")
        }.always,
      ], order: .any)
    #expect(await Self.failure(try Self.request(), over: http)?.code == .unexpectedAnswer)
    #expect(http.asked.count < 6)
  }

  @Test(arguments: ["shop", "acme/shop/x", "../shop", "acme/..", "/shop", ""])
  func `what is no pipeline is never asked for`(name: String) async throws {
    var request = try Self.request()
    request.repository = name
    let http = ScriptedHTTP([])
    #expect(await Self.failure(request, over: http)?.code == .notFound)
    #expect(http.asked == [])
  }

  // MARK: - Questions

  private static func answer(over exchanges: [ScriptedExchange]) async throws -> [JobRunFacts] {
    let asked = try #require(try Deliveries.build("build.finished.failed").questions.first)
    // As it comes back from a queue.
    let kept = try #require(HistoryCheckpoint.value(FollowUp.self, of: HistoryCheckpoint.text(of: asked)))
    let http = ScriptedHTTP(exchanges)
    let facts = try await Buildkite().answer(
      kept, api: "https://api.buildkite.com/v2", over: http, hashing: Deliveries.actors)
    #expect(http.complaints == [])
    return facts
  }

  @Test func `the question for a build is answered by its jobs, page by page, with the sizes of queues`()
    async throws
  {
    let path = Self.builds + "/1287/jobs"
    let next = "https://api.buildkite.com\(path)?after=x%3D&per_page=100"
    let facts = try await Self.answer(over: [
      ScriptedExchange(path, query: ["per_page": "100"]) {
        .json(#"{"items": [\#(Self.job("j1", "test", day: 3))], "links": {"next": "\#(next)"}}"#)
      },
      ScriptedExchange(path, query: ["after": "x=", "per_page": "100"]) {
        .json(#"{"items": [\#(Self.job("j2", "lint", day: 3)), {"id": "w", "type": "waiter"}], "links": {}}"#)
      },
      Self.queue("q1"),
    ])
    #expect(facts.map(\.subject) == [.job(id: "j1"), .job(id: "j2")])
    #expect(facts.map(\.details.cpus) == [4, 4])
    let build = try Deliveries.build("build.finished.failed").run
    #expect(Set(facts.map(\.run)) == [build.run])
  }

  @Test func `the documentation's own list of jobs is read, though its link leads nowhere`() async throws {
    let body = try Deliveries.answer("jobs")
    let path = Self.builds + "/1287/jobs"
    let facts = try await Self.answer(over: [
      ScriptedExchange(path, query: ["per_page": "100"]) { .json(body) },
      ScriptedExchange("/v2/organizations/my-great-org/pipelines/my-pipeline/builds/1/jobs") {
        .json(#"{"items": [], "links": {"self": "x", "next": null}}"#)
      },
    ])
    #expect(facts.map(\.details.name) == [":package: Build"])
    #expect(facts.map(\.details.conclusion) == [.success])
  }

  @Test(arguments: [ScriptedAnswer.status(404), .json("<html>")])
  func `of a build that is gone there are no facts`(answer: ScriptedAnswer) async throws {
    #expect(try await Self.answer(over: [ScriptedExchange(Self.builds + "/1287/jobs") { answer }]) == [])
  }

  @Test(arguments: [ScriptedAnswer.budgetSpent, .status(503), .status(429), .status(403)])
  func `a question that may be answered later is not taken for answered`(answer: ScriptedAnswer) async throws
  {
    let exchange = ScriptedExchange(Self.builds + "/1287/jobs") { answer }
    await #expect(throws: AdapterError.self) { try await Self.answer(over: [exchange]) }
  }

  // MARK: - Parts

  @Test func `the shape of a hosted queue is read from the documentation's example`() throws {
    let shape = try #require(QueueShape(JSONValue(parsing: Deliveries.answer("hosted-queue"))))
    #expect(shape.cpus == 2)
    #expect(shape.memory == MemorySize(gibibytes: 4))
  }

  @Test(arguments: [
    (#"{"hosted": true, "hosted_agents": {"instance_shape": {"name": "MACOS_ARM64_M4_6X28"}}}"#, 6.0),
    (#"{"hostedAgents": {"instanceShape": {"name": "LINUX_AMD64_2X4"}}}"#, 2),
    (#"{"hosted": false}"#, nil),
    (#"{"hosted": true, "hosted_agents": {"instance_shape": {"name": "BIG"}}}"#, nil),
    (#"{"hosted": true, "hosted_agents": {"instance_shape": {"cpu": -3}}}"#, nil), ("[]", nil),
  ])
  func `a shape is read by its figures, or by its name`(queue: String, cpus: Double?) throws {
    #expect(QueueShape(try JSONValue(parsing: Array(queue.utf8)))?.cpus == cpus)
  }

  @Test func `there is one API`() {
    #expect(Buildkite().apiURL(of: nil, environment: [:]) == "https://api.buildkite.com/v2")
    #expect(Buildkite().apiURL(of: "buildkite.com", environment: [:]) == "https://api.buildkite.com/v2")
    #expect(Buildkite().apiURL(of: "ci.example.com", environment: [:]) == nil)
    #expect(Buildkite().apiRules.tokenVariables == ["INFRAMIND_BUILDKITE_TOKEN", "BUILDKITE_API_TOKEN"])
  }
}
