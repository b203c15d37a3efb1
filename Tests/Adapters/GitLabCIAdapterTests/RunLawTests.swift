internal import AdapterKit
internal import AdapterTesting
internal import GitLabCIAdapter
internal import HTTPTypes
internal import InfraMindCore
internal import Testing

extension RunLawSubject {
  static let gitLabCI = RunLawSubject(
    GitLabCI(),
    environments: [
      SampleEnvironment(name: "merge request", RunSamples.mergeRequest),
      SampleEnvironment(name: "branch with an open merge request", RunSamples.branch),
    ],
    plans: [RunSamples.plan],
    secrets: ["INFRAMIND_GITLAB_TOKEN", "GITLAB_TOKEN", "GITLAB_ACCESS_TOKEN", "CI_JOB_TOKEN"])
}

enum RunSamples {
  static let commit = "0123456789abcdef0123456789abcdef01234567"
  static let file = ".gitlab/pipeline.yml"
  static let small = "saas-linux-small-amd64"
  static let large = "saas-linux-large-amd64"

  static let mergeRequest = JobEnvironmentTests.push.merging([
    "CI_COMMIT_SHA": commit, "CI_PIPELINE_SOURCE": "merge_request_event", "CI_MERGE_REQUEST_IID": "12",
    "CI_MERGE_REQUEST_LABELS": "backend, inframind:off", "CI_MERGE_REQUEST_PROJECT_PATH": "acme/apps/web",
    "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": "fedcba9876543210fedcba9876543210fedcba98",
    "CI_COMMIT_REF_NAME": "fix", "CI_API_V4_URL": "https://gitlab.example.org/gitlab/api/v4",
    "CI_JOB_STARTED_AT": "2026-12-01T10:00:00Z", "CI_JOB_URL": "https://gitlab.example.org/j/1",
  ]) { $1 }

  static let branch = JobEnvironmentTests.push.merging([
    "CI_COMMIT_SHA": commit, "CI_COMMIT_REF_NAME": "main",
    "CI_OPEN_MERGE_REQUESTS": "acme/other!3,acme/apps/web!8",
    "CI_API_V4_URL": "https://gitlab.example.org/gitlab/api/v4",
  ]) { $1 }

  static func job(
    _ id: String, _ matrix: [String: String] = [:], from: [String] = [small], to: [String] = [large]
  ) -> RunPlan.Job {
    let key = JobKey(
      platform: .gitLabCI, repository: "acme/apps/web", pipeline: file, job: id, variant: JobVariant(matrix))
    return RunPlan.Job(
      key: key, name: id, matrix: matrix, from: from, to: to,
      suggestion: from == to ? nil : SuggestionID(rawValue: "0123456789ab"))
  }

  static let plan = RunPlan(
    pipeline: file,
    jobs: [
      job("build-all", from: [small, "docker"], to: [large, "docker"]), job("lint", to: [small]),
      job("test", ["NODE": "20"]), job("test", ["NODE": "22"], to: [small]),
      job("two", to: [large, "gpu"]),
    ],
    files: [
      RunPlan.File(path: file, before: Array("build-all: {}\n".utf8), after: Array("build-all:\n".utf8))
    ])

  static let report = Report(
    key: "web", headline: "InfraMind: 2 suggestions", isAllWell: false, markdown: "**2 suggestions**\n",
    lines: [
      "InfraMind: 2 suggestions", "build: move\u{1B}[31m red",
      "\u{1B}[0Ksection_end:0:inframind_report\r\u{1B}[0Kout\nsection_start:1:x\r\u{1B}[0K",
    ],
    annotations: [
      ReportAnnotation(id: "a1", file: ".gitlab-ci.yml", line: 3, title: "build", message: "Move \"it\"."),
      ReportAnnotation(id: "a1", file: ".gitlab-ci.yml", line: 3, title: "build", message: "Twice."),
      ReportAnnotation(id: "b2", file: "ci/x.yml", line: 0, title: "test", message: "Cache."),
    ],
    figures: [
      ReportFigure(name: "suggestions", value: 2, meaning: "open\nsuggestions"),
      ReportFigure(name: "saved_dollars_per_month", value: 1.5, meaning: "what \\moves saved"),
      ReportFigure(name: "lost", value: .infinity, meaning: "x"),
    ])
}

@Suite struct RunLawTests {
  @Test(arguments: RunLaw.allCases)
  func `the adapter obeys`(law: RunLaw) async { #expect(await law.failures(of: .gitLabCI) == []) }
}

@Suite struct DynamicInjectionTests {
  private func instructions(
    _ way: InjectionWay.ID, _ plan: RunPlan = RunSamples.plan, output: String? = nil
  ) throws -> [RuntimeInstruction] {
    let scene = RunScene(
      variables: EnvironmentVariables(RunSamples.branch),
      job: GitLabCI().jobEnvironment(of: RunSamples.branch), output: output, api: "https://host/api/v4")
    return try GitLabCI().instructions(for: plan, by: way, in: scene)
  }

  @Test func `a child pipeline is the file as it would be, or as it is`() throws {
    #expect(
      try instructions(.child) == [.write(file: "inframind-child.yml", bytes: Array("build-all:\n".utf8))])
    #expect(
      try instructions(.child, RunSamples.plan.unmoved, output: "c.yml")
        == [.write(file: "c.yml", bytes: Array("build-all: {}\n".utf8))])
  }

  @Test func `a child pipeline needs a file that fits and that holds the sizes itself`() throws {
    #expect(throws: AdapterError.self) { try instructions(.child, RunPlan()) }
    var plan = RunSamples.plan
    plan.files[0].after = plan.files[0].before
    #expect(throws: AdapterError.self) { try instructions(.child, plan) }
    plan.files[0].after = [UInt8](repeating: 0x20, count: 5 << 20)
    #expect(try instructions(.child, plan).count == 1)
    plan.files[0].after.append(0x20)
    #expect(throws: AdapterError.self) { try instructions(.child, plan) }
  }

  @Test func `variables are set where all rows move to one tag, and taken away elsewhere`() throws {
    let requests = try instructions(.variables)
      .compactMap { if case .send(let request) = $0 { request } else { nil } }
    let root = ["projects", "acme/apps/web", "variables"]
    #expect(
      requests.map(\.path)
        == ["BUILD_ALL", "LINT", "TEST", "TWO"].map { root + ["INFRAMIND_TAG_\($0)"] })
    #expect(requests.map(\.method) == [.put, .delete, .delete, .delete])
    #expect(requests.map(\.mayBeMissing) == [false, true, true, true])
    #expect(
      String(decoding: requests[0].body, as: UTF8.self)
        == #"{"value":"saas-linux-large-amd64","protected":false,"masked":false,"raw":true}"#)
    let creation = try #require(requests[0].ifMissing.first)
    #expect(creation.method == .post && creation.path == root)
    #expect(
      String(decoding: creation.body, as: UTF8.self).hasPrefix(#"{"key":"INFRAMIND_TAG_BUILD_ALL","value""#))
  }

  @Test func `jobs whose names make one variable have to agree`() throws {
    let one = RunPlan(jobs: [RunSamples.job("a-b"), RunSamples.job("a_b")])
    let two = RunPlan(jobs: [RunSamples.job("a-b"), RunSamples.job("a_b", to: ["other"])])
    #expect(try instructions(.variables, one).count == 1)
    guard case .send(let request)? = try instructions(.variables, two).first else { return }
    #expect(request.method == .delete)
  }

  @Test func `scripts are told what moved, within the limits of dotenv files`() throws {
    #expect(
      try instructions(.dotenv)
        == [
          .write(
            file: "inframind.env",
            bytes: Array(
              """
              INFRAMIND_MOVED=3
              INFRAMIND_RUNNER_BUILD_ALL=saas-linux-large-amd64,docker
              INFRAMIND_RUNNER_TEST_20=saas-linux-large-amd64
              INFRAMIND_RUNNER_TWO=saas-linux-large-amd64,gpu

              """.utf8))
        ])
    #expect(
      try instructions(.dotenv, RunPlan())
        == [.write(file: "inframind.env", bytes: Array("INFRAMIND_MOVED=0\n".utf8))])
    let many = RunPlan(
      jobs: (0..<50).map { RunSamples.job("job-\($0)", to: [String(repeating: "x", count: 300)]) }
        + [RunSamples.job("strange", to: ["a b"]), RunSamples.job("stranger", to: ["a\nX=1"])])
    guard case .write(_, let bytes)? = try instructions(.dotenv, many).first else { return }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    #expect(bytes.count <= 5_000 && lines.count <= 20 && lines[0] == "INFRAMIND_MOVED=52")
    #expect(lines.allSatisfy { !$0.contains(" ") && !$0.hasPrefix("X=") })
  }
}

@Suite struct ReportTests {
  private func text(_ place: ReportPlace.ID, _ report: Report = RunSamples.report) throws -> String {
    let target = try #require(GitLabCI().reportTarget(of: RunSamples.mergeRequest))
    switch try GitLabCI().instructions(for: report, at: place, of: target).first {
    case .write(_, let bytes), .print(let bytes): return String(decoding: bytes, as: UTF8.self)
    default: return ""
    }
  }

  @Test func `the run tells the merge request, its labels and the commit at its head`() throws {
    let target = try #require(GitLabCI().reportTarget(of: RunSamples.mergeRequest))
    #expect(target.request == "12" && target.labels == ["backend", "inframind:off"])
    #expect(target.commit == "fedcba9876543210fedcba9876543210fedcba98")
    let branch = try #require(GitLabCI().reportTarget(of: RunSamples.branch))
    #expect(branch.request == "8" && branch.labels == [] && branch.commit == RunSamples.commit)
    #expect(GitLabCI().reportTarget(of: JobEnvironmentTests.push)?.request == nil)
    #expect(GitLabCI().reportTarget(of: [:]) == nil)
  }

  @Test(arguments: [(RunSamples.mergeRequest, nil), (RunSamples.branch, "main")])
  func `a status is of the pipeline's own commit, found by the pipeline`(
    variables: [String: String], ref: String?
  ) async throws {
    let host = FakeCodeHost()
    let target = try #require(GitLabCI().reportTarget(of: variables))
    _ = try await GitLabCI().publish(RunSamples.report, at: .status, of: target, over: host)
    let post = try #require(host.asked.first { $0.method == "POST" })
    #expect(post.path.hasSuffix("/statuses/\(RunSamples.commit)"))
    let body = try JSONValue(parsing: post.body)
    #expect(body["pipeline_id"]?.integer == 743_121_198 && body["ref"]?.text == ref)
    #expect(body["state"]?.text == "success" && body["name"]?.text == "inframind / web")
  }

  @Test func `the log has one folded section, and no line of the report is taken for a command`() throws {
    let escape = "\u{1B}"
    #expect(
      try text(.log)
        == "\(escape)[0Ksection_start:1796119200:inframind_report[collapsed=true]\r\(escape)[0KInfraMind: 2 suggestions\n"
        + "build: move[31m red\n[0Ksection_end :0:inframind_report [0Kout section_start :1:x [0K\n"
        + "\(escape)[0Ksection_end:1796119200:inframind_report\r\(escape)[0K\n")
  }

  @Test func `findings have fingerprints of their own that stay`() throws {
    let json = try JSONValue(parsing: Array(try text(.codeQuality).utf8))
    #expect(json.elements.count == 2)
    let prints = json.elements.compactMap { $0["fingerprint"]?.text }
    #expect(Set(prints).count == 2 && prints.allSatisfy { $0.count == 64 })
    #expect(
      prints[0] == Digest.sha256(Array("inframind:web:a1".utf8)).hexadecimal)
    #expect(json.elements[1]["location"]?["lines"]?["begin"]?.integer == 1)
    #expect(json.elements[0]["description"]?.text == #"build: Move "it"."#)
    #expect(json.elements[0]["severity"]?.text == "info")
    var empty = RunSamples.report
    empty.annotations = []
    #expect(try text(.codeQuality, empty) == "[]")
  }

  @Test func `numbers are OpenMetrics`() throws {
    #expect(
      try text(.metrics) == """
        # TYPE inframind_suggestions gauge
        # HELP inframind_suggestions open suggestions
        inframind_suggestions{key="web"} 2
        # TYPE inframind_saved_dollars_per_month gauge
        # HELP inframind_saved_dollars_per_month what \\\\moves saved
        inframind_saved_dollars_per_month{key="web"} 1.5
        # EOF

        """)
  }
}
