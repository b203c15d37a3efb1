internal import AdapterKit
internal import AdapterTesting
internal import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore
internal import Testing

@testable internal import CircleCIAdapter

@Suite struct HistoryTests {
  static let pipelines = "/api/v2/project/gh/acme/shop/pipeline"

  static func request() throws -> HistoryRequest {
    HistoryRequest(
      repository: "acme/shop", api: "https://circleci.com/api/v2", source: "circleci.com",
      since: try Date("2026-08-01T00:00:00Z"))
  }

  private static func pages(
    _ request: HistoryRequest, over http: any HTTPExecutor
  ) async throws -> [HistoryPage] {
    var pages: [HistoryPage] = []
    for try await page in CircleCI().history(of: request, over: http, hashing: Deliveries.actors) {
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

  static func list(_ items: [String], next: String? = nil) -> String {
    let token = next.map { "\"\($0)\"" } ?? "null"
    return #"{"items": [\#(items.joined(separator: ","))], "next_page_token": \#(token)}"#
  }

  static func pipeline(_ day: Int, state: String = "created") -> String {
    """
    {"id": "p\(day)", "number": \(day), "state": "\(state)", "created_at": "2026-08-0\(day)T10:00:00Z",
     "project_slug": "gh/acme/shop", "trigger": {"type": "webhook", "actor": {"login": "ada"}},
     "vcs": {"provider_name": "GitHub", "origin_repository_url": "https://github.com/acme/shop",
             "target_repository_url": "https://github.com/acme/shop", "revision": "0f1e", "branch": "main"}}
    """
  }

  static func workflow(_ day: Int, id: String? = nil, name: String = "ci", tag: String? = nil) -> String {
    """
    {"id": "\(id ?? "w\(day)")", "name": "\(name)", "status": "success", "tag": \(tag.map { "\"\($0)\"" } ?? "null"),
     "created_at": "2026-08-0\(day)T10:00:01Z", "stopped_at": "2026-08-0\(day)T10:09:00Z"}
    """
  }

  static func job(_ number: Int, _ name: String, day: Int, status: String = "success") -> String {
    """
    {"id": "j\(number)", "job_number": \(number), "name": "\(name)", "type": "build", "status": "\(status)",
     "started_at": "2026-08-0\(day)T10:00:10Z", "stopped_at": "2026-08-0\(day)T10:05:00Z"}
    """
  }

  static func details(_ number: Int, _ name: String, day: Int) -> String {
    """
    {"name": "\(name)", "number": \(number), "status": "success", "parallelism": 1, "duration": 290000,
     "executor": {"type": "docker", "resource_class": "large"}, "created_at": "2026-08-0\(day)T10:00:02Z",
     "queued_at": "2026-08-0\(day)T10:00:03Z", "started_at": "2026-08-0\(day)T10:00:10Z",
     "stopped_at": "2026-08-0\(day)T10:05:00Z"}
    """
  }

  static let usage = #"""
    {"data": {"attributes": {"resource_class": {"name": "large", "cpu_count": 4, "memory_limit_bytes": 8589934592},
     "parallel_executions": [{"execution": 0, "interval_ms": 15000, "cpu_cores": [1, 3],
     "memory_bytes": [1073741824, 3221225472]}]}}}
    """#

  static let steps = #"""
    {"steps": [{"name": "npm ci", "actions": [{"index": 0, "status": "success",
     "start_time": "2026-08-01T10:00:10Z", "end_time": "2026-08-01T10:01:10Z"}]}]}
    """#

  /// The three answers about one job.
  static func details(of number: Int, _ name: String, day: Int) -> [ScriptedExchange] {
    [
      ScriptedExchange("/api/v2/project/gh/acme/shop/job/\(number)") {
        .json(details(number, name, day: day))
      },
      ScriptedExchange("/api/v3/jobs/j\(number)/resource-usage") { .json(usage) },
      ScriptedExchange("/api/v1.1/project/gh/acme/shop/\(number)") { .json(steps) },
    ]
  }

  // MARK: - Reading

  @Test func `pipelines lead to workflows, these to jobs, and these to their details`() async throws {
    let http = ScriptedHTTP(
      [
        ScriptedExchange(Self.pipelines, query: [:]) { .json(Self.list([Self.pipeline(2)], next: "a+b/=")) },
        ScriptedExchange("/api/v2/pipeline/p2/workflow") { .json(Self.list([Self.workflow(2)])) },
        ScriptedExchange("/api/v2/workflow/w2/job", query: [:]) {
          .json(Self.list([Self.job(7, "build", day: 2)], next: "t"))
        },
        ScriptedExchange("/api/v2/workflow/w2/job", query: ["page-token": "t"]) {
          .json(Self.list([#"{"id": "h", "name": "hold", "type": "approval", "status": "on_hold"}"#]))
        },
      ] + Self.details(of: 7, "build", day: 2) + [
        ScriptedExchange(Self.pipelines, query: ["page-token": "a+b/="]) { .json(Self.list([])) }
      ])
    let pages = try await Self.pages(Self.request(), over: http)
    #expect(http.complaints == [])
    let facts = pages.flatMap(\.facts)
    #expect(facts.map(\.subject) == [.run, .job(id: "j7")])
    #expect(Set(facts.map(\.run.repository)) == ["acme/shop"])
    #expect(facts[0].details.pipeline == ".circleci/config.yml")
    #expect(facts[0].details.actor == Deliveries.actors.hash("ada", on: .circleCI))
    let job = facts[1].details
    #expect(job.name == "build")
    #expect(job.runnerLabels == ["docker", "large"])
    #expect((job.cpus, job.memory) == (4, MemorySize(gibibytes: 8)))
    #expect(try job.queuedAt == Date("2026-08-02T10:00:03Z"))
    #expect(job.use?.averageCPUs == 2)
    #expect(job.use?.peakCPUs == 3)
    #expect(job.use?.cpuTime == .seconds(60))
    #expect(job.use?.peakMemory == MemorySize(gibibytes: 3))
    #expect(job.use?.memoryLimit == MemorySize(gibibytes: 8))
    #expect(job.steps?.map(\.name) == ["npm ci"])
    #expect(job.steps?.first?.duration == .seconds(60))
    #expect(pages.last?.problems == [])
  }

  @Test func `without details one request does for all jobs of a workflow`() async throws {
    var request = try Self.request()
    request.wantsDetails = false
    let jobs = try Deliveries.answer("workflow-jobs")
    let http = ScriptedHTTP([
      ScriptedExchange(Self.pipelines) { .json(Self.list([Self.pipeline(2)])) },
      ScriptedExchange("/api/v2/pipeline/p2/workflow") { .json(Self.list([Self.workflow(2)])) },
      ScriptedExchange("/api/v2/workflow/w2/job") { .json(jobs) },
    ])
    let facts = try await Self.pages(request, over: http).flatMap(\.facts)
    #expect(http.complaints == [])
    let names = facts.compactMap(\.details.name)
    // Approvals have no machine.
    #expect(names == ["build", "test-14.17.6-docker", "test-16.20.2-docker", "deploy"])
    #expect(facts.last?.stage == .planned)
    #expect(facts.last?.details.conclusion == nil)
  }

  @Test func `a rerun from failed does not count again what it did not repeat`() async throws {
    var request = try Self.request()
    request.wantsDetails = false
    let rerun = Self.workflow(2, id: "again").replacing("10:00:01Z", with: "10:20:00Z")
    let repeated = Self.job(9, "test", day: 2).replacing("T10:0", with: "T10:3")
    let http = ScriptedHTTP([
      ScriptedExchange(Self.pipelines) { .json(Self.list([Self.pipeline(2)])) },
      ScriptedExchange("/api/v2/pipeline/p2/workflow") { .json(Self.list([rerun, Self.workflow(2)])) },
      ScriptedExchange("/api/v2/workflow/again/job") {
        .json(Self.list([Self.job(7, "build", day: 2), repeated]))
      },
      ScriptedExchange("/api/v2/workflow/w2/job") {
        .json(Self.list([Self.job(7, "build", day: 2), Self.job(8, "test", day: 2, status: "failed")]))
      },
    ])
    let facts = try await Self.pages(request, over: http).flatMap(\.facts)
    let jobs = facts.filter { $0.subject != .run }
    #expect(
      jobs.map { [$0.run.run, $0.details.name] } == [["again", "test"], ["w2", "build"], ["w2", "test"]])
  }

  @Test func `no request is spent on the jobs of a workflow that is known to its end`() async throws {
    var request = try Self.request()
    request.wantsDetails = false
    request.isKnown = { $0 == "known" }
    let http = ScriptedHTTP([
      ScriptedExchange(Self.pipelines) { .json(Self.list([Self.pipeline(2)])) },
      ScriptedExchange("/api/v2/pipeline/p2/workflow") {
        .json(Self.list([Self.workflow(2, id: "known"), Self.workflow(2)]))
      },
      ScriptedExchange("/api/v2/workflow/w2/job") { .json(Self.list([Self.job(7, "build", day: 2)])) },
    ])
    let facts = try await Self.pages(request, over: http).flatMap(\.facts)
    #expect(facts.map(\.subject) == [.run, .run, .job(id: "j7")])
    #expect(http.complaints == [])
  }

  @Test func `jobs that a setup config goes on with are of a file that nothing tells`() async throws {
    var request = try Self.request()
    request.wantsDetails = false
    let workflows = [Self.workflow(2), Self.workflow(2, id: "s", name: "setup", tag: "setup")]
    let http = ScriptedHTTP([
      ScriptedExchange(Self.pipelines) { .json(Self.list([Self.pipeline(2)])) },
      ScriptedExchange("/api/v2/pipeline/p2/workflow") { .json(Self.list(workflows)) },
      ScriptedExchange("/api/v2/workflow/w2/job") { .json(Self.list([])) },
      ScriptedExchange("/api/v2/workflow/s/job") { .json(Self.list([])) },
    ])
    let facts = try await Self.pages(request, over: http).flatMap(\.facts)
    #expect(facts.map(\.details.pipeline) == [nil, ".circleci/config.yml"])
  }

  @Test func `no more is listed once pipelines are too old, and none is read whose config was refused`()
    async throws
  {
    var request = try Self.request()
    request.since = try Date("2026-08-02T00:00:00Z")
    request.until = try Date("2026-08-04T00:00:00Z")
    let days = [5, 3, 2, 1].map { Self.pipeline($0, state: $0 == 3 ? "errored" : "created") }
    let http = ScriptedHTTP([
      ScriptedExchange(Self.pipelines) { .json(Self.list(days, next: "more")) },
      ScriptedExchange("/api/v2/pipeline/p2/workflow") { .json(Self.list([])) },
    ])
    #expect(try await Self.pages(request, over: http).flatMap(\.facts) == [])
    #expect(http.complaints == [])
  }

  // MARK: - Faults

  @Test func `what cannot be read of one pipeline, workflow or job is a problem, and the others go on`()
    async throws
  {
    let http = ScriptedHTTP(
      [
        ScriptedExchange(Self.pipelines) { .json(Self.list([4, 3, 2].map { Self.pipeline($0) })) },
        ScriptedExchange("/api/v2/pipeline/p4/workflow") { .status(404) },
        ScriptedExchange("/api/v2/pipeline/p3/workflow") { .json(Self.list([Self.workflow(3)])) },
        ScriptedExchange("/api/v2/workflow/w3/job") { .json(#"{"items": [{"id": "j1","#) },
        ScriptedExchange("/api/v2/pipeline/p2/workflow") { .json(Self.list([Self.workflow(2)])) },
        ScriptedExchange("/api/v2/workflow/w2/job") { .json(Self.list([Self.job(7, "build", day: 2)])) },
        ScriptedExchange("/api/v2/project/gh/acme/shop/job/7") { .status(404) },
        ScriptedExchange("/api/v3/jobs/j7/resource-usage") { .status(404) },
        ScriptedExchange("/api/v1.1/project/gh/acme/shop/7") { .status(403) },
      ], order: .any)
    let pages = try await Self.pages(Self.request(), over: http)
    #expect(http.complaints == [])
    #expect(pages.flatMap(\.problems).count == 3)
    #expect(pages.flatMap(\.problems).allSatisfy { $0.hasSuffix(".") })
    #expect(pages.flatMap(\.facts).compactMap(\.details.name) == ["build"])
    #expect(pages.flatMap(\.facts).last?.details.conclusion == .success)
  }

  @Test func `a part of the API that is not there is given up after some jobs`() async throws {
    let jobs = (1...9).map { Self.job($0, "build-\($0)", day: 2) }
    let http = ScriptedHTTP(
      [
        ScriptedExchange(Self.pipelines) { .json(Self.list([Self.pipeline(2)])) },
        ScriptedExchange("/api/v2/pipeline/p2/workflow") { .json(Self.list([Self.workflow(2)])) },
        ScriptedExchange("/api/v2/workflow/w2/job") { .json(Self.list(jobs)) },
      ]
        + (1...9).flatMap { number in
          [
            ScriptedExchange("/api/v2/project/gh/acme/shop/job/\(number)") {
              .json(Self.details(number, "build-\(number)", day: 2))
            },
            ScriptedExchange("/api/v3/jobs/j\(number)/resource-usage") { .status(404) }.always,
            ScriptedExchange("/api/v1.1/project/gh/acme/shop/\(number)") { .json(Self.steps) },
          ]
        }, order: .any)
    let pages = try await Self.pages(Self.request(), over: http)
    #expect(http.complaints == [])
    #expect(http.asked.count { $0.path.hasPrefix("/api/v3/") } == 6)
    #expect(pages.flatMap(\.problems).count == 1)
    #expect(pages.flatMap(\.facts).compactMap(\.details.cpus).count == 9)
  }

  @Test func `a reading that stopped within a workflow goes on with the jobs that are left`() async throws {
    let jobs = (1...5).map { Self.job($0, "build-\($0)", day: 2) }
    let lists = [
      ScriptedExchange(Self.pipelines) { .json(Self.list([Self.pipeline(2)])) },
      ScriptedExchange("/api/v2/pipeline/p2/workflow") { .json(Self.list([Self.workflow(2)])) },
      ScriptedExchange("/api/v2/workflow/w2/job") { .json(Self.list(jobs)) },
    ]
    let details = (1...5).map { Self.details(of: $0, "build-\($0)", day: 2) }
    var request = try Self.request()
    let first = ScriptedHTTP(lists + details.flatMap(\.self), order: .any)
    let pages = try await Self.pages(request, over: first)
    #expect(pages.map { $0.facts.count } == [4, 3])

    request.checkpoint = pages[0].checkpoint
    let second = ScriptedHTTP(lists + details[3...].flatMap(\.self), order: .any)
    let rest = try await Self.pages(request, over: second)
    #expect(second.complaints == [])
    #expect(rest.flatMap(\.facts).compactMap(\.details.name) == ["build-4", "build-5"])

    request.checkpoint = pages[1].checkpoint
    let third = ScriptedHTTP([lists[0]])
    #expect(try await Self.pages(request, over: third).flatMap(\.facts) == [])
    #expect(third.complaints == [])
  }

  @Test func `a place in the list that is gone makes reading begin anew, without what is done`() async throws
  {
    var request = try Self.request()
    request.wantsDetails = false
    let first = ScriptedHTTP(
      [
        ScriptedExchange(Self.pipelines, query: [:]) { .json(Self.list([Self.pipeline(4)], next: "two")) },
        ScriptedExchange("/api/v2/pipeline/p4/workflow") { .json(Self.list([Self.workflow(4)])) },
        ScriptedExchange("/api/v2/workflow/w4/job") { .json(Self.list([Self.job(1, "build", day: 4)])) },
        ScriptedExchange(Self.pipelines, query: ["page-token": "two"]) {
          .json(Self.list([Self.pipeline(3)]))
        },
        ScriptedExchange("/api/v2/pipeline/p3/workflow") { .json(Self.list([Self.workflow(3)])) },
        ScriptedExchange("/api/v2/workflow/w3/job") { .json(Self.list([Self.job(2, "build", day: 3)])) },
      ], order: .any)
    request.checkpoint = try await Self.pages(request, over: first).last?.checkpoint
    let second = ScriptedHTTP([
      ScriptedExchange(Self.pipelines, query: ["page-token": "two"]) { .status(400) },
      ScriptedExchange(Self.pipelines, query: [:]) {
        .json(Self.list([5, 4, 3, 2].map { Self.pipeline($0) }))
      },
      ScriptedExchange("/api/v2/pipeline/p3/workflow") { .json(Self.list([])) },
      ScriptedExchange("/api/v2/pipeline/p2/workflow") { .json(Self.list([Self.workflow(2)])) },
      ScriptedExchange("/api/v2/workflow/w2/job") { .json(Self.list([Self.job(3, "build", day: 2)])) },
    ])
    let facts = try await Self.pages(request, over: second).flatMap(\.facts)
    #expect(second.complaints == [])
    #expect(facts.map(\.run.run) == ["w2", "w2"])
  }

  @Test(arguments: [
    (ScriptedAnswer.status(401), AdapterError.Code.notAllowed), (.status(403), .notAllowed),
    (.status(404), .notFound), (.status(429, headers: ["Retry-After": "5"]), .budgetSpent),
    (.status(502), .unreachable), (.json("{"), .unexpectedAnswer), (.json("{}"), .unexpectedAnswer),
    (.json(#"{"message": "no"}"#, status: 400), .unexpectedAnswer), (.budgetSpent, .budgetSpent),
  ])
  func `a list that cannot be read ends the reading with its reason`(
    answer: ScriptedAnswer, code: AdapterError.Code
  ) async throws {
    let http = ScriptedHTTP([ScriptedExchange(Self.pipelines) { answer }])
    #expect(await Self.failure(try Self.request(), over: http)?.code == code)
  }

  @Test func `pages whose tokens go on and on are left`() async throws {
    let http = ScriptedHTTP([ScriptedExchange(Self.pipelines) { .json(Self.list([], next: "x")) }.always])
    #expect(await Self.failure(try Self.request(), over: http)?.code == .unexpectedAnswer)
    #expect(http.asked.count < 4)
  }

  @Test(arguments: ["shop", "a/b/c/d", "../shop", "acme/..", "/shop", ""])
  func `what is no project is never asked for`(name: String) async throws {
    var request = try Self.request()
    request.repository = name
    let http = ScriptedHTTP([])
    #expect(await Self.failure(request, over: http)?.code == .notFound)
    #expect(http.asked == [])
  }

  // MARK: - Parts

  @Test func `a step of several tasks has the time of the slowest, and fails with any`() throws {
    let json = try JSONValue(parsing: Deliveries.answer("build-steps"))
    let steps = (json["steps"]?.elements ?? []).compactMap { StepRun(circleCI: $0) }
    #expect(steps.map(\.name) == ["Spin up environment", "Restoring cache", "npm test"])
    #expect(steps[2].duration == .milliseconds(318_200))
    #expect(steps.map(\.conclusion) == [.success, .success, .failure])
  }

  @Test(arguments: [
    (nil, [:], "https://circleci.com/api/v2"), ("circleci.com", [:], "https://circleci.com/api/v2"),
    ("ci.example.com", [:], "https://ci.example.com/api/v2"),
    (nil, ["CIRCLECI_CLI_HOST": "https://ci.example.com"], "https://ci.example.com/api/v2"),
  ])
  func `the API of a host is known`(source: String?, environment: [String: String], url: String) {
    #expect(CircleCI().apiURL(of: source, environment: environment) == url)
  }

  @Test func `the rules name the tokens that people have`() {
    let rules = CircleCI().apiRules
    #expect(rules.tokenVariables.first == "INFRAMIND_CIRCLECI_TOKEN")
    #expect(rules.tokenVariables.contains("CIRCLECI_CLI_TOKEN"))
    #expect(rules.tokenHeader == .authorization)
  }
}
