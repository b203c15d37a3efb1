internal import AdapterKit
internal import AdapterTesting
internal import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore
internal import Testing

@testable internal import GitHubActionsAdapter

@Suite struct HistoryTests {
  private static let runs = "/repos/octo/cat/actions/runs"
  private static let window = ["created": ">=2026-08-01T00:00:00Z", "per_page": "100"]
  private static let allJobs = ["filter": "all", "per_page": "100"]

  private static func request() throws -> HistoryRequest {
    HistoryRequest(
      repository: "octo/cat", api: "https://api.github.com", source: "github.com",
      since: try Date("2026-08-01T00:00:00Z"))
  }

  private static func pages(
    _ request: HistoryRequest, over http: any HTTPExecutor
  ) async throws -> [HistoryPage] {
    var pages: [HistoryPage] = []
    for try await page in GitHubActions().history(of: request, over: http, hashing: Deliveries.actors) {
      pages.append(page)
    }
    return pages
  }

  /// Why reading ended before its end.
  private static func failure(_ request: HistoryRequest, over http: any HTTPExecutor) async -> AdapterError? {
    do {
      _ = try await pages(request, over: http)
      return nil
    } catch {
      return error as? AdapterError
    }
  }

  static func run(_ id: Int, _ created: String, conclusion: String = "success") -> String {
    """
    {"id": \(id), "name": "CI", "path": ".github/workflows/ci.yml", "event": "push", "status": "completed",
     "conclusion": "\(conclusion)", "created_at": "\(created)", "updated_at": "\(created)",
     "repository": {"full_name": "Octo/cat", "html_url": "https://github.com/Octo/cat", "private": true},
     "head_repository": {"full_name": "Octo/cat"}, "actor": {"login": "octocat"}}
    """
  }

  static func list(_ runs: [String]) -> String {
    #"{"total_count": \#(runs.count), "workflow_runs": [\#(runs.joined(separator: ","))]}"#
  }

  static func job(
    _ id: Int, run: Int, attempt: Int = 1, at minute: Int = 1, name: String = "build", day: Int = 2
  ) -> String {
    """
    {"id": \(id), "run_id": \(run), "run_attempt": \(attempt), "name": "\(name)", "status": "completed",
     "conclusion": "success", "created_at": "2026-08-0\(day)T10:0\(minute):00Z", "labels": ["ubuntu-latest"],
     "started_at": "2026-08-0\(day)T10:0\(minute):05Z", "completed_at": "2026-08-0\(day)T10:0\(minute):50Z"}
    """
  }

  static func jobs(_ jobs: [String]) -> String { #"{"jobs": [\#(jobs.joined(separator: ","))]}"# }

  @Test func `runs are read with the jobs of all their attempts, page by page`() async throws {
    let http = ScriptedHTTP([
      ScriptedExchange(Self.runs, query: Self.window) {
        .json(Self.list([Self.run(7, "2026-08-02T10:00:00Z")]))
      },
      ScriptedExchange(Self.runs + "/7/jobs", query: Self.allJobs) {
        .json(Self.jobs([Self.job(1, run: 7)]), next: "https://api.github.com\(Self.runs)/7/jobs?page=2")
      },
      ScriptedExchange(Self.runs + "/7/jobs", query: ["page": "2"]) {
        .json(Self.jobs([Self.job(2, run: 7, attempt: 2, at: 5)]))
      },
    ])
    let pages = try await Self.pages(Self.request(), over: http)
    #expect(http.complaints == [])
    let facts = pages.flatMap(\.facts)
    #expect(facts.map(\.subject) == [.run, .job(id: "1"), .job(id: "2")])
    #expect(Set(facts.map(\.run.repository)) == ["Octo/cat"])
    #expect(facts[0].details.pipeline == ".github/workflows/ci.yml")
    #expect(facts[2].details.attempt == 2)
    #expect(pages.last?.problems == [])
  }

  @Test func `the log of a job with a step about caches tells what they did, and no other log is asked for`()
    async throws
  {
    let steps = #""steps": [{"name": "Run actions/cache@v4", "number": 2, "status": "completed"}], "run_id""#
    let http = ScriptedHTTP([
      ScriptedExchange(Self.runs) { .json(Self.list([Self.run(7, "2026-08-02T10:00:00Z")])) },
      ScriptedExchange(Self.runs + "/7/jobs") {
        .json(
          Self.jobs([
            Self.job(1, run: 7).replacing("\"run_id\"", with: steps),
            Self.job(2, run: 7, at: 3, name: "lint"),
          ]))
      },
      ScriptedExchange("/repos/octo/cat/actions/jobs/1/logs", query: [:]) {
        let log = "2026-08-02T10:01:07.0000000Z Cache not found for input keys: npm-4f2a, npm-\n"
        return .answer(status: 200, headers: [:], body: Array(log.utf8))
      },
    ])
    let facts = try await Self.pages(Self.request(), over: http).flatMap(\.facts)
    #expect(http.complaints == [])
    let told = try #require(facts.last)
    #expect(told.subject == .job(id: "1"))
    #expect(
      told.details.cacheEvents == [CacheEvent(key: "npm-4f2a", kind: .miss, size: nil, duration: nil)])
  }

  @Test func `what an attempt did not repeat is counted once`() async throws {
    let http = ScriptedHTTP([
      ScriptedExchange(Self.runs) { .json(Self.list([Self.run(7, "2026-08-02T10:00:00Z")])) },
      ScriptedExchange(Self.runs + "/7/jobs") {
        .json(
          Self.jobs([
            Self.job(3, run: 7, attempt: 2, at: 1, name: "lint"), Self.job(4, run: 7, attempt: 2, at: 6),
            Self.job(1, run: 7, at: 1, name: "lint"), Self.job(2, run: 7, at: 1),
          ]))
      },
    ])
    let facts = try await Self.pages(Self.request(), over: http).flatMap(\.facts)
    #expect(facts.map(\.subject) == [.run, .job(id: "1"), .job(id: "2"), .job(id: "4")])
  }

  @Test(arguments: ["skipped", "action_required", "startup_failure"])
  func `no request is spent on the jobs of a run that took no machine`(conclusion: String) async throws {
    let http = ScriptedHTTP([
      ScriptedExchange(Self.runs) {
        .json(Self.list([Self.run(7, "2026-08-02T10:00:00Z", conclusion: conclusion)]))
      }
    ])
    #expect(try await Self.pages(Self.request(), over: http).flatMap(\.facts).map(\.subject) == [.run])
    #expect(http.complaints == [])
  }

  @Test func `no request is spent on the jobs of a run that is known to its end`() async throws {
    let http = ScriptedHTTP([
      ScriptedExchange(Self.runs) {
        .json(Self.list([Self.run(8, "2026-08-03T10:00:00Z"), Self.run(7, "2026-08-02T10:00:00Z")]))
      },
      ScriptedExchange(Self.runs + "/7/jobs") { .json(Self.jobs([Self.job(1, run: 7)])) },
    ])
    var request = try Self.request()
    request.isKnown = { $0 == "8" }
    let facts = try await Self.pages(request, over: http).flatMap(\.facts)
    #expect(facts.map(\.subject) == [.run, .run, .job(id: "1")])
    #expect(http.complaints == [])
  }

  @Test func `beyond a thousand runs the question is asked again for what is older`() async throws {
    // 2026-08-02T10:16:39Z is the newest of them, and one second lies between each two.
    let newest = try Date("2026-08-02T10:16:40Z")
    let times = (1...1000).map { Timestamp.text(of: newest.addingTimeInterval(Double(-$0))) }
    let exchanges = (0..<10).map { page in
      let runs = times[(page * 100)..<(page * 100 + 100)].enumerated().map { index, time in
        Self.run(5000 - page * 100 - index, time, conclusion: "skipped")
      }
      let query = page == 0 ? Self.window : ["page": "\(page + 1)"]
      let next = page == 9 ? nil : "https://api.github.com\(Self.runs)?page=\(page + 2)"
      return ScriptedExchange(Self.runs, query: query) { .json(Self.list(runs), next: next) }
    }
    let rest = ScriptedExchange(
      Self.runs, query: ["created": "2026-08-01T00:00:00Z..2026-08-02T10:00:00Z", "per_page": "100"]
    ) {
      .json(
        Self.list([
          Self.run(4001, "2026-08-02T10:00:00Z", conclusion: "skipped"),
          Self.run(99, "2026-08-02T09:59:59Z", conclusion: "skipped"),
        ]))
    }
    let http = ScriptedHTTP(exchanges + [rest])
    let facts = try await Self.pages(Self.request(), over: http).flatMap(\.facts)
    #expect(http.complaints == [])
    #expect(facts.count == 1001)
    #expect(facts.last?.run.run == "99")
    #expect(Set(facts.map(\.run.run)).count == 1001)
  }

  @Test func `jobs that cannot be read are a problem, and the other runs go on`() async throws {
    let http = ScriptedHTTP(
      [
        ScriptedExchange(Self.runs) {
          .json(Self.list([9, 8, 7].map { Self.run($0, "2026-08-02T10:00:0\($0)Z") }))
        },
        ScriptedExchange(Self.runs + "/9/jobs") { .status(404) },
        ScriptedExchange(Self.runs + "/8/jobs") { .json(#"{"jobs": [{"id": 1,"#) },
        ScriptedExchange(Self.runs + "/7/jobs") { .json(Self.jobs([Self.job(1, run: 7)])) },
      ], order: .any)
    let pages = try await Self.pages(Self.request(), over: http)
    #expect(pages.flatMap(\.problems).count == 2)
    #expect(pages.flatMap(\.problems).allSatisfy { $0.hasSuffix(".") })
    #expect(pages.flatMap(\.facts).map(\.run.run) == ["7", "7"])
  }

  @Test(arguments: [
    (ScriptedAnswer.status(401), AdapterError.Code.notAllowed),
    (.status(403, headers: ["x-ratelimit-remaining": "0"]), .budgetSpent),
    (.json(#"{"message": "You have exceeded a secondary rate limit."}"#, status: 403), .budgetSpent),
    (.status(403), .notAllowed), (.status(502), .unreachable), (.json("{"), .unexpectedAnswer),
    (.json("{}"), .unexpectedAnswer), (.budgetSpent, .budgetSpent), (.unreachable, .unreachable),
  ])
  func `a list that cannot be read ends the reading with its reason`(
    answer: ScriptedAnswer, code: AdapterError.Code
  ) async throws {
    let http = ScriptedHTTP([ScriptedExchange(Self.runs) { answer }])
    let error = await Self.failure(try Self.request(), over: http)
    #expect(error?.code == code)
  }

  @Test func `empty pages that link on and on are left`() async throws {
    let http = ScriptedHTTP([
      ScriptedExchange(Self.runs) { asked in
        let page = (asked.query["page"].flatMap { Int($0) } ?? 1) + 1
        return .json(Self.list([]), next: "https://api.github.com\(Self.runs)?page=\(page)")
      }.always
    ])
    let error = await Self.failure(try Self.request(), over: http)
    #expect(error?.code == .unexpectedAnswer)
    #expect(http.asked.count == 3)
  }

  @Test(arguments: ["octo", "octo/cat/dog", "../cat", "octo/..", "/cat", ""])
  func `what is no repository is never asked for`(name: String) async throws {
    var request = try Self.request()
    request.repository = name
    let http = ScriptedHTTP([])
    let error = await Self.failure(request, over: http)
    #expect(error?.code == .notFound)
    #expect(http.asked == [])
  }

  @Test(arguments: [
    (nil, [:], "https://api.github.com"), ("github.com", [:], "https://api.github.com"),
    ("acme.ghe.com", [:], "https://api.acme.ghe.com"),
    ("ghe.example.com", [:], "https://ghe.example.com/api/v3"),
    (
      nil,
      ["GITHUB_SERVER_URL": "https://ghe.example.com", "GITHUB_API_URL": "https://ghe.example.com/api/v3"],
      "https://ghe.example.com/api/v3"
    ),
    (
      "github.com",
      ["GITHUB_SERVER_URL": "https://ghe.example.com", "GITHUB_API_URL": "https://ghe.example.com/api/v3"],
      "https://api.github.com"
    ),
  ])
  func `the API of a host is known`(source: String?, environment: [String: String], url: String) {
    #expect(GitHubActions().apiURL(of: source, environment: environment) == url)
  }

  @Test func `the rules name the tokens that people have`() {
    let rules = GitHubActions().apiRules
    #expect(rules.tokenVariables == ["INFRAMIND_GITHUB_TOKEN", "GH_TOKEN", "GITHUB_TOKEN"])
    #expect(rules.tokenHeader == .authorization)
    #expect(rules.headers[.accept] == "application/vnd.github+json")
  }
}
