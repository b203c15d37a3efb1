internal import AdapterKit
internal import AdapterTesting
internal import Foundation
internal import InfraMindCore
internal import TeamCityAdapter
internal import Testing

/// Settings of classic build configurations: code, which is answered in words.
@Suite struct SettingsTests {
  private static let path = ".teamcity/settings.kts"

  private func sample(_ text: String) -> SampleRepository {
    SampleRepository(
      name: "settings", files: [Self.path: text, "pom.xml": "<project/>", "package-lock.json": "{}"])
  }

  private static let build = """
    object Build : BuildType({
        vcs { root(DslContext.settingsRoot) }
        steps {
            maven { goals = "verify" }
            script { scriptContent = "npm ci" }
        }
        requirements { equals("cloud.amazon.agent-name-prefix", "Ubuntu-22.04-Large") }
    })
    """

  private func refusal(_ suggestion: Suggestion, in text: String = build) throws -> Refusal {
    let outcomes = TeamCity().edits(for: [suggestion], in: sample(text), options: InjectionOptions())
    guard case .refused(let refusal) = outcomes[suggestion.id] else {
      Issue.record("not refused: \(outcomes)")
      return Refusal(code: "", sentence: "", position: SourcePosition(file: "", line: 0, column: 0))
    }
    return refusal
  }

  private func move(from labels: [String], to label: String) -> Suggestion {
    let family = RunnerFamily(vendor: "jetbrains", os: "linux", architecture: "x64")
    func machine(_ label: String?) -> Runner {
      Runner(label: label, name: "a machine", family: family, cpus: 8, memory: nil, price: nil)
    }
    return Suggestion(
      job: JobKey(platform: .teamCity, repository: "", pipeline: Self.path, job: "Build"), jobName: "Build",
      position: SourcePosition(file: Self.path, line: 1, column: 1),
      change: .runner(RunnerChange(from: labels, current: machine(labels.first), to: machine(label))),
      summary: "",
      evidence: [], effect: ExpectedEffect(), confidence: 1, undo: "")
  }

  @Test func `the caches that a build type lacks are found, and the words to put in are given`() throws {
    let files = sample(Self.build)
    let job = try #require(TeamCity().jobs(in: [Self.path], of: files, named: "").jobs.first)
    let review = CacheAdvisor().review(
      job, in: files, runs: [], context: AdvisingContext(now: .init(timeIntervalSince1970: 1_790_000_000)))
    let answers = try review.suggestions.map { try refusal($0) }
    #expect(answers.map(\.code).sorted() == ["no-cache-key", "settings-code"])
    let maven = try #require(answers.first { $0.code == "settings-code" })
    #expect(maven.sentence.contains("add `features { mavenCache { } }` to the build type 'Build' (line 1)"))
    #expect(maven.position.line == 4)
    let npm = try #require(answers.first { $0.code == "no-cache-key" })
    #expect(
      npm.sentence.contains(
        "`params { param(\"env.npm_config_cache\", \"%teamcity.build.checkoutDir%/.cache/npm\") }`"))
  }

  @Test func `a tool that only scripts call is not served by the runner's cache`() throws {
    let text = """
      object Build : BuildType({
          vcs { root(DslContext.settingsRoot) }
          steps { script { scriptContent = "mvn verify" } }
      })
      """
    let job = try #require(TeamCity().jobs(in: [Self.path], of: sample(text), named: "").jobs.first)
    let review = CacheAdvisor().review(
      job, in: sample(text), runs: [],
      context: AdvisingContext(now: .init(timeIntervalSince1970: 1_790_000_000)))
    let answer = try refusal(try #require(review.suggestions.first), in: text)
    #expect(answer.code == "no-cache-key" && !answer.sentence.contains("mavenCache"))
    #expect(answer.sentence.contains("-Dmaven.repo.local=%teamcity.build.checkoutDir%/.cache/maven"))
  }

  @Test func `a move names the text to write and its line`() throws {
    let answer = try refusal(move(from: ["Ubuntu-22.04-Large"], to: "Ubuntu-22.04-Medium"))
    #expect(answer.code == "settings-code" && answer.position.line == 7)
    #expect(
      answer.sentence.contains("`\"Ubuntu-22.04-Medium\"` in place of `\"Ubuntu-22.04-Large\"` in line 7"))
  }

  @Test func `a build type without requirements is told which to add`() throws {
    let text = "object Build : BuildType({ name = \"B\" })"
    let answer = try refusal(move(from: [], to: "Ubuntu-22.04-Small"), in: text)
    #expect(
      answer.sentence.contains(
        "`requirements { endsWith(\"cloud.amazon.agent-name-prefix\", \"Ubuntu-22.04-Small\") }`"))
  }

  @Test func `requirements that are computed are left alone`() throws {
    let text = "object Build : BuildType({ requirements { moreThan(\"x\", \"1\") } })"
    #expect(try refusal(move(from: ["a"], to: "b"), in: text).code == "computed-value")
  }

  @Test(arguments: [
    "", "object", "object A : BuildType", "object A : BuildType(", "object A : BuildType({",
    "object A : BuildType({ steps {",
    "object A : BuildType({ name = \"", "object A : BuildType({ name = \"\"\"", "/* /* */",
    "object A : BuildType() {",
    "object A : BuildType({ steps { script { scriptContent = \"${a{\" } } })", "'", "\"${", "}})(]",
    "object A : BuildType({ requirements { endsWith( } })", "object A : BuildType({ name = })",
    "object `a b` : BuildType({})",
  ])
  func `Kotlin of any shape is survived`(_ text: String) {
    let readout = TeamCity().jobs(in: [Self.path], of: sample(text), named: "")
    #expect(readout.jobs.count <= 1)
    #expect(readout.jobs.allSatisfy { $0.position.line == 1 && !$0.name.isEmpty })
  }

  @Test func `settings cut anywhere are survived, and every place is there`() throws {
    let place = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/Reading/settings.kts")
    let whole = [UInt8](try Data(contentsOf: place))
    for length in stride(from: 0, through: whole.count, by: 3) {
      let cut = Array(whole.prefix(length))
      let files = SampleRepository(name: "cut", bytes: [Self.path: cut])
      let lines = cut.count { $0 == 0x0A } + 1
      for job in TeamCity().jobs(in: [Self.path], of: files, named: "").jobs {
        let places = [job.position] + job.steps.map(\.position) + job.caches.map(\.position)
        #expect(places.allSatisfy { (1...lines).contains($0.line) && $0.column >= 1 })
      }
    }
  }

  @Test func `brackets without end are read in linear time`() {
    let text = "object A : BuildType({" + String(repeating: "a { b(", count: 100_000)
    #expect(TeamCity().jobs(in: [Self.path], of: sample(text), named: "").jobs.isEmpty)
  }

  @Test func `XML settings are recognised with one note that says what to do`() {
    let files = ["A", "B"].map { ".teamcity/Shop/buildTypes/\($0).xml" }
    let sample = SampleRepository(name: "xml", files: [files[0]: "<build-type/>", files[1]: "<build-type/>"])
    let readout = TeamCity().jobs(in: files, of: sample, named: "")
    #expect(readout.jobs.isEmpty && readout.problems.map(\.code) == ["xml-settings"])
    #expect(readout.problems.first?.message.contains("Agent Requirements") == true)
  }
}
