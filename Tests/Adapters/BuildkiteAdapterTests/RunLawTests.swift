internal import AdapterKit
internal import AdapterTesting
internal import BuildkiteAdapter
internal import InfraMindCore
internal import Testing

extension RunLawSubject {
  static let buildkite = RunLawSubject(
    Buildkite(),
    environments: [
      SampleEnvironment(name: "pull request on GitHub", RunSamples.gitHub),
      SampleEnvironment(name: "merge request on GitLab", RunSamples.gitLab),
    ], plans: [RunSamples.plan],
    secrets: [
      "BUILDKITE_AGENT_ACCESS_TOKEN", "BUILDKITE_API_TOKEN", "INFRAMIND_BUILDKITE_TOKEN", "GITHUB_TOKEN",
      "GITLAB_TOKEN",
    ])
}

enum RunSamples {
  static let file = ".buildkite/pipeline.yml"

  static let gitHub = JobEnvironmentTests.push.merging([
    "BUILDKITE_PULL_REQUEST": "88", "BUILDKITE_PULL_REQUEST_REPO": "https://github.com/stranger/shop.git",
    "BUILDKITE_BUILD_URL": "https://buildkite.com/acme-inc/shop/builds/1287",
  ]) { $1 }

  static let gitLab = gitHub.merging([
    "BUILDKITE_REPO": "https://gitlab.example.org/acme/apps/shop.git"
  ]) { $1 }

  static func job(
    _ id: String, _ matrix: [String: String] = [:], from: [String] = ["queue=small"], to: [String]
  ) -> RunPlan.Job {
    let key = JobKey(
      platform: .buildkite, repository: "acme-inc/shop", pipeline: file, job: id, variant: JobVariant(matrix))
    return RunPlan.Job(
      key: key, name: id, matrix: matrix, from: from, to: to,
      suggestion: from == to ? nil : SuggestionID(rawValue: "0123456789ab"))
  }

  /// Interpolations of every spelling, a comment, and no line break at the end.
  static let before = """
    # $HOME is the agent's
    steps:
      - key: test
        command: "echo $$HOME \\$HOME ${X:-$$} $BUILDKITE_COMMIT"
        agents: {queue: small}
      - {key: lint, command: 'echo $$$$', agents: {queue: "${Q:-small}"}}
    """
  static let after = before.replacing("{queue: small}", with: "{queue: large}")

  static let plan = RunPlan(
    pipeline: file,
    jobs: [
      job("test", to: ["queue=large"]), job("lint", to: ["queue=small"]),
      job("pod", from: ["queue=k8s", "resource_class=small"], to: ["queue=k8s", "resource_class=big"]),
      job("row", ["n": "1"], to: ["queue=large"]), job("row", ["n": "2"], to: ["queue=small"]),
      job("a step; rm -rf", to: ["queue=large"]), job("dash", to: ["queue=--help"]),
      job("two", to: ["queue=large", "os=linux"]),
      job("long", to: ["queue=" + String(repeating: "q", count: 1_001)]),
    ],
    files: [RunPlan.File(path: file, before: Array(before.utf8), after: Array(after.utf8))])

  static func report(
    _ markdown: String = "**1 suggestion**\n", key: String = "", isAllWell: Bool = false
  ) -> Report {
    Report(
      key: key, headline: "InfraMind: 1 suggestion", isAllWell: isAllWell, markdown: markdown,
      lines: [
        "InfraMind: 1 suggestion", "+++ test", "--- a\n--- b", "\u{1B}[31m~~~ c", "^^^ +++", "build: move it",
      ])
  }
}

@Suite struct RunLawTests {
  @Test(arguments: RunLaw.allCases)
  func `the adapter obeys`(law: RunLaw) async { #expect(await law.failures(of: .buildkite) == []) }
}

@Suite struct DynamicInjectionTests {
  private func instructions(
    _ way: InjectionWay.ID, _ plan: RunPlan = RunSamples.plan
  ) throws -> [RuntimeInstruction] {
    let scene = RunScene(variables: EnvironmentVariables(RunSamples.gitHub))
    return try Buildkite().instructions(for: plan, by: way, in: scene)
  }

  @Test func `the filter prints the file with its sizes, and every dollar sign as it stands`() throws {
    #expect(Buildkite.injectionWays.first?.id == .filter && Buildkite.injectionWays[0].needsFile)
    #expect(try instructions(.filter) == [.print(Array(RunSamples.after.utf8))])
    #expect(try instructions(.filter, RunSamples.plan.unmoved) == [.print(Array(RunSamples.before.utf8))])
    #expect(RunSamples.after.contains(#"echo $$HOME \$HOME ${X:-$$} $BUILDKITE_COMMIT"#))
  }

  @Test func `bytes that are no text go through the filter as they are`() throws {
    let bytes: [UInt8] = [0xEF, 0xBB, 0xBF, 0x0D, 0x0A, 0xFF, 0x24, 0x24]
    let plan = RunPlan(
      pipeline: "p.yml", files: [RunPlan.File(path: "p.yml", before: bytes, after: bytes)])
    #expect(try instructions(.filter, plan) == [.print(bytes)])
  }

  @Test func `without a file there is nothing to print`() {
    #expect(throws: AdapterError.self) { try instructions(.filter, RunPlan()) }
  }

  @Test func `meta-data tells the queues of moved steps whose rows agree, and only plain ones`() throws {
    func set(_ key: String, _ value: String) -> RuntimeInstruction {
      .run(
        program: "buildkite-agent", arguments: ["meta-data", "set", "inframind:size:\(key)", value], input: []
      )
    }
    #expect(try instructions(.metaData) == [set("test", "large"), set("pod", "big")])
    #expect(try instructions(.metaData, RunSamples.plan.unmoved) == [])
  }
}

@Suite struct ReportTests {
  private func instruction(_ report: Report, at place: ReportPlace.ID) throws -> RuntimeInstruction? {
    let target = try #require(Buildkite().reportTarget(of: RunSamples.gitHub))
    return try Buildkite().instructions(for: report, at: place, of: target).first
  }

  private func annotation(_ report: Report) throws -> (arguments: [String], body: String) {
    guard case .run("buildkite-agent", let arguments, let input)? = try instruction(report, at: .annotation)
    else { throw AdapterError(.notFound, "Nothing is run.") }
    return (arguments, String(decoding: input, as: UTF8.self))
  }

  @Test func `an annotation is found again by its context`() throws {
    let plain = try annotation(RunSamples.report())
    #expect(plain.arguments == ["annotate", "--context", "inframind", "--style", "info"])
    #expect(plain.body == "**1 suggestion**\n")
    let key = try annotation(RunSamples.report(key: "web" + String(repeating: "x", count: 200)))
    #expect(key.arguments[2].hasPrefix("inframind/webxx") && key.arguments[2].count == 100)
  }

  @Test func `when all is well the annotation is one line, in green`() throws {
    let well = try annotation(RunSamples.report("**many**\n\nlines\n", isAllWell: true))
    #expect(well.arguments.last == "success" && well.body == "InfraMind: 1 suggestion\n")
  }

  @Test func `at most twenty lines are seen, the rest is folded, and too much is one line`() throws {
    let rows = String(repeating: "| a | b |\n", count: 19)
    let folded = "<details><summary>More</summary>\n" + String(repeating: "x\n", count: 50) + "</details>\n"
    #expect(try annotation(RunSamples.report(rows + folded)).body == rows + folded)
    let long = try annotation(RunSamples.report(rows + rows + folded)).body
    #expect(
      long
        == "InfraMind: 1 suggestion\n\n<details><summary>All of it</summary>\n\n\(rows + rows + folded)\n\n"
        + "</details>\n")
    let huge = try annotation(RunSamples.report(String(repeating: "x", count: 1 << 20))).body
    #expect(huge == "InfraMind: 1 suggestion\n")
  }

  @Test func `lines of the log open no groups`() throws {
    guard case .print(let bytes)? = try instruction(RunSamples.report(), at: .log) else {
      Issue.record("nothing is printed")
      return
    }
    #expect(
      String(decoding: bytes, as: UTF8.self) == """
        --- InfraMind: 1 suggestion
          +++ test
          --- a --- b
          [31m~~~ c
          ^^^ +++
          build: move it

        """)
  }

  @Test(
    arguments: [
      (["BUILDKITE_PULL_REQUEST": "false"], nil, "https://api.github.com"),
      (["BUILDKITE_PULL_REQUEST": "12"], "12", "https://api.github.com"),
      (["BUILDKITE_REPO": "https://gitlab.com/acme/apps/shop.git"], "88", "https://gitlab.com/api/v4"),
      (["BUILDKITE_REPO": "git@bitbucket.org:acme/shop.git"], "88", nil),
    ] as [([String: String], String?, String?)])
  func `request and code host are those of the pipeline's repository`(
    changes: [String: String], request: String?, api: String?
  ) throws {
    let environment = RunSamples.gitHub.merging(changes) { $1 }
    let target = try #require(Buildkite().reportTarget(of: environment))
    #expect(target.request == request)
    #expect(Buildkite().reportAPI(at: .comment, for: target)?.url == api)
    #expect(Buildkite().reportAPI(at: .annotation, for: target) == nil)
    guard api == nil else { return }
    #expect(throws: AdapterError.self) {
      try Buildkite().instructions(for: RunSamples.report(), at: .comment, of: target)
    }
  }
}
