internal import AdapterKit
internal import AdapterTesting
internal import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore
internal import Testing

@testable internal import GitLabCIAdapter

@Suite struct HistoryTests {
  private static func pages(
    _ exchanges: [ScriptedExchange]
  ) async throws -> [HistoryPage] {
    let http = ScriptedHTTP(exchanges)
    var request = try Answers.request()
    request.wantsDetails = false
    var pages: [HistoryPage] = []
    for try await page in GitLabCI().history(of: request, over: http, hashing: Deliveries.actors) {
      pages.append(page)
    }
    #expect(http.complaints == [])
    return pages
  }

  private static func jobs(_ query: [String: String]? = nil, _ answer: ScriptedAnswer) -> ScriptedExchange {
    ScriptedExchange(Answers.path + "/jobs", query: query) { answer }
  }

  @Test func `jobs are read by a hundred, with what started their pipelines`() async throws {
    let pages = try await Self.pages([
      Answers.project,
      Self.jobs(Answers.jobsQuery, .json(Answers.list([Answers.job(9, day: 3)]), next: Answers.page(2))),
      Self.jobs(["cursor": "2"], .json(Answers.list([Answers.job(8, pipeline: 6, source: "schedule")]))),
    ])
    #expect(pages.count == 2)
    let facts = pages.flatMap(\.facts)
    #expect(facts.map(\.subject) == [.job(id: "9"), .run, .job(id: "8"), .run])
    let job = try #require(facts.first)
    #expect(
      job.run
        == RunReference(
          platform: .gitLabCI, source: "gitlab.example.org/gitlab", repository: "Acme/web", run: "7"))
    #expect(job.details.runnerLabels == ["docker"])
    #expect(job.details.runnerName == "big machine")
    #expect(job.details.visibility == .private)
    #expect(job.details.pipeline == ".gitlab-ci.yml")
    #expect(try job.details.queuedAt == Date("2026-08-03T10:00:02Z"))
    #expect(job.details.actor == Deliveries.actors.hash("dev1", on: .gitLabCI))
    #expect(facts[3].details.event == "schedule")
  }

  @Test func `a job without tags has those of the hosted machine, if its name says which`() async throws {
    let hosted = Answers.job(9, tags: "[]").replacing(
      "big machine", with: "4-blue.saas-linux-small-amd64.runners")
    let pages = try await Self.pages([
      Answers.project, Self.jobs(nil, .json(Answers.list([hosted, Answers.job(8, tags: "[]")]))),
    ])
    let jobs = pages.flatMap(\.facts).filter { $0.subject != .run }
    #expect(jobs.map(\.details.runnerLabels) == [["saas-linux-small-amd64"], nil])
  }

  @Test func `retries of one job are numbered`() async throws {
    let pages = try await Self.pages([
      Answers.project,
      Self.jobs(
        nil,
        .json(
          Answers.list([
            Answers.job(1000), Answers.job(999, status: "failed", reason: "script_failure"),
            Answers.job(998, name: "lint"), Answers.job(997, status: "canceled"),
          ]))),
    ])
    let jobs = pages.flatMap(\.facts).filter { $0.subject != .run }
    #expect(jobs.map(\.details.attempt) == [3, 2, nil, 1])
    #expect(jobs.map(\.details.conclusion) == [.success, .failure, .success, .cancelled])
  }

  @Test func `merge requests are asked whose code they are, all of a page at once`() async throws {
    let requests = ScriptedExchange(
      Answers.path + "/merge_requests",
      query: ["iids[]": "3,7", "state": "all", "scope": "all", "per_page": "100"]
    ) {
      .json(
        """
        [{"iid": 7, "source_project_id": 381, "target_project_id": 380},
         {"iid": 3, "source_project_id": 380, "target_project_id": 380}]
        """)
    }
    let pages = try await Self.pages([
      Answers.project,
      Self.jobs(
        nil,
        .json(
          Answers.list([
            Answers.job(9, pipeline: 9, ref: "refs/merge-requests/7/head"),
            Answers.job(8, pipeline: 8, ref: "refs/merge-requests/3/merge"), Answers.job(7, pipeline: 7),
          ]))), requests,
    ])
    let runs = pages.flatMap(\.facts).filter { $0.subject == .run }
    #expect(runs.map(\.details.isFromFork) == [true, false, nil])
    #expect(pages.flatMap(\.facts).first?.details.branch == nil)
  }

  @Test func `without a right to read merge requests the jobs are read all the same`() async throws {
    let pages = try await Self.pages([
      Answers.project,
      Self.jobs(nil, .json(Answers.list([Answers.job(9, ref: "refs/merge-requests/7/head")]))),
      ScriptedExchange(Answers.path + "/merge_requests") { .status(403) },
    ])
    #expect(pages.flatMap(\.facts).map(\.subject) == [.job(id: "9"), .run])
    #expect(pages.flatMap(\.problems).count == 1)
  }

  @Test func `of servers that do not tell what started a job, the pipelines are asked`() async throws {
    let pipelines = ScriptedExchange(
      Answers.path + "/pipelines",
      query: [
        "updated_after": "2026-08-01T00:00:00Z", "order_by": "id", "sort": "desc", "per_page": "100",
      ]
    ) {
      .json(
        """
        [{"id": 7, "iid": 1, "sha": "95d49d1e", "ref": "main", "status": "success", "source": "web",
          "created_at": "2026-08-02T10:00:00.000Z", "updated_at": "2026-08-02T10:05:00.000Z"},
         {"id": 1, "source": "push", "created_at": "2026-07-02T10:00:00.000Z", "updated_at": "2026-08-02T10:00:00Z"}]
        """)
    }
    let pages = try await Self.pages([
      Answers.project, Self.jobs(nil, .json(Answers.list([Answers.job(9, source: nil)]))), pipelines,
    ])
    let runs = pages.flatMap(\.facts).filter { $0.subject == .run }
    #expect(runs.map(\.run.run) == ["7"])
    #expect(runs.map(\.details.event) == ["web"])
  }

  @Test func `reading stops behind the time asked for`() async throws {
    let old = Answers.job(7).replacing("2026-08-02", with: "2026-07-31")
    let pages = try await Self.pages([
      Answers.project, Self.jobs(nil, .json(Answers.list([Answers.job(9), old]), next: Answers.page(2))),
    ])
    #expect(pages.flatMap(\.facts).map(\.subject) == [.job(id: "9"), .run])
  }

  // MARK: - Logs

  private static func trace(_ id: Int, _ answer: ScriptedAnswer) -> ScriptedExchange {
    ScriptedExchange(Answers.path + "/jobs/\(id)/trace", query: [:]) { answer }
  }

  /// Reads with details, of which several are asked for at the same time.
  private static func detailedPages(_ exchanges: [ScriptedExchange]) async throws -> [HistoryPage] {
    let http = ScriptedHTTP(exchanges, order: .any)
    var pages: [HistoryPage] = []
    for try await page in GitLabCI().history(
      of: try Answers.request(), over: http, hashing: Deliveries.actors)
    {
      pages.append(page)
    }
    #expect(http.complaints == [])
    return pages
  }

  @Test func `the logs of the latest few runs of each job tell sections and caches`() async throws {
    let jobs =
      (1...5).map { Answers.job(20 - $0) } + [
        Answers.job(9, name: "lint"), Answers.job(8, status: "canceled"),
      ]
    let pages = try await Self.detailedPages(
      [Answers.project, Self.jobs(nil, .json(Answers.list(jobs)))]
        + [19, 18, 17, 9].map {
          Self.trace($0, .answer(status: 200, headers: [:], body: Array(Answers.trace.utf8)))
        })
    let told = pages.dropFirst().flatMap(\.facts)
    #expect(told.map(\.subject) == [19, 18, 17, 9].map { .job(id: "\($0)") })
    let details = try #require(told.first).details
    #expect(details.steps?.map(\.name) == ["restore_cache"])
    #expect(details.cacheEvents == [CacheEvent(key: "npm-1", kind: .hit, size: nil, duration: .seconds(5))])
    #expect(pages.last?.progress == 1)
  }

  @Test func `a failed job whose log says that it was killed ran out of memory`() async throws {
    let log = Array("ERROR: Job failed: exit code 137\n".utf8)
    let pages = try await Self.detailedPages([
      Answers.project,
      Self.jobs(
        nil,
        .json(
          Answers.list([
            Answers.job(9, status: "failed", reason: "script_failure"), Answers.job(8, name: "other"),
          ]))),
      Self.trace(9, .answer(status: 200, headers: [:], body: log)),
      Self.trace(8, .answer(status: 200, headers: [:], body: log)),
    ])
    var merged = [MergedFacts(), MergedFacts()]
    for fact in pages.flatMap(\.facts) {
      if fact.subject == .job(id: "9") { merged[0].merge(fact) }
      if fact.subject == .job(id: "8") { merged[1].merge(fact) }
    }
    #expect(merged.map(\.details.conclusion) == [.outOfMemory, .success])
  }

  @Test func `no request is spent on the logs of a pipeline that is known to its end`() async throws {
    let http = ScriptedHTTP(
      [
        Answers.project,
        Self.jobs(nil, .json(Answers.list([Answers.job(9, pipeline: 9), Answers.job(8, pipeline: 8)]))),
        Self.trace(8, .answer(status: 200, headers: [:], body: Array(Answers.trace.utf8))),
      ], order: .any)
    var request = try Answers.request()
    request.isKnown = { $0 == "9" }
    for try await _ in GitLabCI().history(of: request, over: http, hashing: Deliveries.actors) {}
    #expect(http.complaints == [])
  }

  @Test func `logs that are gone or closed are passed over`() async throws {
    let jobs = [Answers.job(9), Answers.job(8), Answers.job(7)]
    let pages = try await Self.detailedPages([
      Answers.project, Self.jobs(nil, .json(Answers.list(jobs))), Self.trace(9, .status(404)),
      Self.trace(8, .status(403)),
      Self.trace(7, .answer(status: 200, headers: [:], body: Array(Answers.trace.utf8))),
    ])
    #expect(pages.dropFirst().flatMap(\.facts).map(\.subject) == [.job(id: "7")])
    #expect(pages.flatMap(\.problems).count == 1)
  }

  // MARK: - Questions

  @Test func `a pipeline's question is answered with tags and attempts`() async throws {
    let run = RunReference(
      platform: .gitLabCI, source: "gitlab.example.org/gitlab", repository: "acme/web", run: "7")
    let http = ScriptedHTTP([
      ScriptedExchange(
        Answers.path + "/pipelines/7/jobs", query: ["include_retried": "true", "per_page": "100"]
      ) {
        .json(
          Answers.list([Answers.job(9)]),
          next: "https://gitlab.example.org\(Answers.path)/pipelines/7/jobs?page=2")
      },
      ScriptedExchange(Answers.path + "/pipelines/7/jobs", query: ["page": "2"]) {
        .json(Answers.list([Answers.job(8, status: "failed", reason: "script_failure")]))
      },
    ])
    let question = FollowUp(run: run, question: "jobs", parameters: ["project": "380", "file": "ci.yml"])
    let facts = try await GitLabCI().answer(
      question, api: Answers.api, over: http, hashing: Deliveries.actors)
    #expect(http.complaints == [])
    #expect(facts.map(\.run) == [run, run])
    #expect(facts.map(\.details.attempt) == [2, 1])
    #expect(facts.map(\.details.runnerLabels) == [["docker"], ["docker"]])
    #expect(facts.map(\.details.pipeline) == ["ci.yml", "ci.yml"])
  }

  @Test func `a question of somebody else's is not asked`() async throws {
    let run = RunReference(platform: .gitLabCI, source: "x", repository: "a/b", run: "7")
    let http = ScriptedHTTP([])
    for question in [FollowUp(run: run, question: "usage"), FollowUp(run: run, question: "jobs")] {
      let facts = try await GitLabCI().answer(
        question, api: Answers.api, over: http, hashing: Deliveries.actors)
      #expect(facts == [])
    }
  }

  // MARK: - Addresses

  @Test(arguments: ["web", "acme//web", "../web", "acme/..", ""])
  func `what is no project is never asked for`(name: String) async throws {
    var request = try Answers.request()
    request.repository = name
    let http = ScriptedHTTP([])
    var code: AdapterError.Code?
    do {
      for try await _ in GitLabCI().history(of: request, over: http, hashing: Deliveries.actors) {}
    } catch {
      code = (error as? AdapterError)?.code
    }
    #expect(code == .notFound)
    #expect(http.asked == [])
  }

  @Test(arguments: [
    (nil, [:], "https://gitlab.com/api/v4"), ("gitlab.com", [:], "https://gitlab.com/api/v4"),
    ("gitlab.example.org/gitlab", [:], "https://gitlab.example.org/gitlab/api/v4"),
    (
      nil, ["CI_SERVER_URL": "http://git.example.org", "CI_API_V4_URL": "http://git.example.org/api/v4"],
      "http://git.example.org/api/v4"
    ),
    (
      "gitlab.com",
      ["CI_SERVER_URL": "http://git.example.org", "CI_API_V4_URL": "http://git.example.org/api/v4"],
      "https://gitlab.com/api/v4"
    ),
  ])
  func `the API of a server is known`(source: String?, environment: [String: String], url: String) {
    #expect(GitLabCI().apiURL(of: source, environment: environment) == url)
  }
}
