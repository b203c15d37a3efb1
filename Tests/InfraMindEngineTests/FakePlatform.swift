import AdapterKit
import AdapterTesting
import FoundationEssentials
import InfraMindCore
import LosslessYAML

@testable import InfraMindEngine

/// A platform as small as one can be: a pipeline is a mapping of job names to `{size: …, caches: […], copies: …}`.
///
/// Jobs whose size is `huge` are unresolved, and those whose size is `none` name no machine; a file that holds `boom` cannot be edited. Jobs share caches through anchors.
struct FakePlatform: CIAdapter, TellingNothing {
  static let platform = Platform(rawValue: "fake-ci")
  static let displayName = "Fake CI"
  static let pipelineFilePatterns = ["fake.yml", ".fake/*.yml"]
  var runnerCatalog: any RunnerCatalog { FakeCatalog() }
  var summary: AdapterSummary {
    AdapterSummary(
      reads: ["Mappings of jobs."], edits: ["Sizes."], tells: ["Nothing."],
      refuses: ["generated-file": "It is generated."],
      prices: [AdapterSummary.PriceSource(title: "list", asOf: "2026-01-01")])
  }

  func jobs(in files: [String], of repository: some RepositoryFiles, named name: String) -> PipelineReadout {
    var readout = PipelineReadout()
    for file in files { read(file, repository.contents(of: file), name, &readout) }
    return readout
  }

  private func read(_ file: String, _ source: [UInt8]?, _ name: String, _ readout: inout PipelineReadout) {
    let stream = YAMLStream(reading: source ?? [], file: file)
    guard source != nil, stream.problem == nil, let root = stream.documents.first?.root, root.kind == .mapping
    else {
      readout.problems.append(
        stream.problem.map { PipelineProblem($0, in: file) }
          ?? .at(nil, in: file, .error, "invalid-yaml", "It is no mapping."))
      return
    }
    readout.problems += stream.warnings.map { PipelineProblem(warning: $0, in: file) }
    for entry in root.entries {
      let position = SourcePosition(
        file: file, line: entry.key.position.line, column: entry.key.position.column)
      let size = entry.value["size"]?.text ?? "small"
      let runner: RunnerRequest =
        switch size {
        case "huge": .unresolved(size, reason: "It is computed.", position)
        case "none": .platformDefault(position)
        default: .labels([size], position)
        }
      let key = JobKey(platform: Self.platform, repository: name, pipeline: file, job: entry.key.text)
      let caches = entry.value["caches"]?.resolved.items.map(\.text) ?? []
      readout.jobs.append(
        JobDefinition(
          key: key, name: entry.value["name"]?.text ?? entry.key.text, position: position,
          rows: (0..<(Int(entry.value["copies"]?.text ?? "") ?? 1)).map {
            JobRow(
              matrix: [:], variant: JobVariant(), name: entry.key.text + ($0 == 0 ? "" : " \($0)"),
              runner: runner)
          },
          steps: caches.enumerated().map { index, tool in
            JobStep(index: index, position: position, work: .run(script: "cache \(tool)"))
          }))
    }
  }

  func edits(
    for suggestions: [Suggestion], in repository: some RepositoryFiles, options: InjectionOptions
  ) -> [SuggestionID: EditOutcome] {
    var outcomes: [SuggestionID: EditOutcome] = [:]
    for suggestion in suggestions { outcomes[suggestion.id] = outcome(suggestion, repository) }
    return outcomes
  }

  private func outcome(_ suggestion: Suggestion, _ repository: some RepositoryFiles) -> EditOutcome {
    let file = suggestion.job.pipeline
    let text = String(decoding: repository.contents(of: file) ?? [], as: UTF8.self)
    if text.contains("boom") {
      let by = text.contains("by-") ? " by ghp_abcdefghijkl" : ""
      return .refused(
        Refusal(code: "generated-file", sentence: "It is generated\(by).", position: suggestion.position))
    }
    switch suggestion.change {
    case .measuring: return .unchanged
    case .runner(let move):
      // A size of "blind" is written under a key that nobody reads: the edit does not show.
      let key = move.to.label == "blind" ? "speed" : "size"
      let edit = YAMLEdit.set([.key(suggestion.job.job), .key(key)], to: .string(move.to.label ?? ""))
      return .edits([FileEdit(file: file, edits: [edit], dialect: .core12)])
    case .cache(let plan):
      let list = YAMLStream(reading: text).node(at: [.key(suggestion.job.job), .key("caches")])?.resolved
      let edit = YAMLEdit.insertItem(
        .scalar(.string(plan.tool.rawValue)),
        into: list?.path ?? [.key(suggestion.job.job), .key("caches")], at: .last, sharing: .editAnchor)
      return .edits([FileEdit(file: file, edits: [edit], dialect: .core12)])
    }
  }
}

/// Sizes `small`, `large`, `blind`, of which `large` is known to be the right one.
struct FakeCatalog: RunnerCatalog {
  static let family = RunnerFamily(vendor: "fake", os: "linux", architecture: "x64")

  static func runner(_ label: String, cpus: Double, dollars: Double) -> Runner {
    let price = RunnerPrice(
      perMinute: Money(dollars: dollars) ?? .zero, billing: .wholeMinutes, source: "list", asOf: "2026-01-01")
    return Runner(
      label: label, name: "Fake \(label)", family: family, cpus: cpus,
      memory: MemorySize(gibibytes: cpus * 4),
      price: price)
  }

  static let sizes = [
    runner("small", cpus: 2, dollars: 0.01), runner("large", cpus: 4, dollars: 0.018),
    runner("blind", cpus: 8, dollars: 0.03),
  ]

  func runner(for labels: [String], visibility: RepositoryVisibility?) -> RunnerLookup {
    if labels == ["hidden"] { return .dependsOnVisibility(Self.family) }
    return Self.sizes.first { [$0.label] == labels }.map(RunnerLookup.known) ?? .unknown
  }

  func ladder(of family: RunnerFamily, visibility: RepositoryVisibility?) -> [Runner] { Self.sizes }
}

/// Moves every small job to `target`.
struct FakeSizes: SizeAdvising {
  var target = "large"

  func advice(
    for row: JobRow, of job: JobDefinition, current: Runner, ladder: [Runner], runs: [JobRun],
    context: AdvisingContext
  ) -> SizeAdvice {
    guard current.label == "small", !runs.isEmpty, let to = ladder.first(where: { $0.label == target }) else {
      return .keep(KeepReason(code: "best-already", sentence: "It has the best size."))
    }
    var key = job.key
    key.variant = row.variant
    return .change(
      Suggestion(
        job: key, jobName: job.name, position: job.position,
        change: .runner(RunnerChange(from: ["small"], current: current, to: to)),
        summary: "Take \(target) for \(job.name).", evidence: ["\(runs.count) runs say so."],
        effect: ExpectedEffect(
          secondsPerRun: Interval(low: 30, middle: 60, high: 90), billNow: 0.02,
          billThen: Interval(low: 0.015, middle: 0.018, high: 0.02),
          dollarsPerMonth: Interval(low: 1, middle: 2, high: 3)), confidence: 0.8, undo: "Write small again.")
    )
  }
}

/// Wants a cache of `npm` in every job that does not list it.
struct FakeCaches: CacheAdvising {
  var tools = ["npm"]

  func review(
    _ job: JobDefinition, in repository: some RepositoryFiles, runs: [JobRun], context: AdvisingContext
  ) -> CacheReview {
    var review = CacheReview()
    for tool in tools {
      guard !job.steps.contains(where: { $0.work == .run(script: "cache \(tool)") }) else {
        review.notes.append(
          CacheNote(tool: CacheTool(rawValue: tool), step: 0, reason: .cached, sentence: "It is there."))
        continue
      }
      let plan = CachePlan(
        tool: CacheTool(rawValue: tool), step: 0, paths: [CachePath("~/.\(tool)")], keyFiles: ["lock"],
        keyGlobs: ["lock"])
      review.suggestions.append(
        Suggestion(
          job: job.key, jobName: job.name, position: job.position, change: .cache(plan),
          summary: "Cache \(tool) in \(job.name).", evidence: ["There is a lockfile."],
          effect: ExpectedEffect(unknownBecause: "There is no history."), confidence: 0.6,
          undo: "Take the item out again."))
    }
    return review
  }
}

/// A suggester and all that it needs, over files in memory.
struct Bench {
  var registry = AdapterRegistry([FakePlatform()])
  var sizes = FakeSizes()
  var caches = FakeCaches()
  var settings = Settings()
  var runs: [JobRun] = []

  var suggester: Suggester { Suggester(registry, Suggester.Advisers(size: sizes, cache: caches)) }
  var applier: Applier { Applier(registry, suggester) }
  var surroundings: Suggester.Surroundings {
    Suggester.Surroundings(
      history: InMemoryRunHistory(runs), historyName: "o/r", settings: settings,
      context: AdvisingContext(now: .init(timeIntervalSince1970: 0)))
  }

  func repository(_ files: InMemoryFiles) -> Repository {
    Repository(
      root: "/nowhere", shownRoot: "here", name: "o/r",
      pipelines: [
        Repository.Pipelines(platform: FakePlatform.platform, files: files.paths(matching: "**/*.yml"))
      ])
  }

  func report(_ files: InMemoryFiles) -> RepositoryReport {
    suggester.report(on: repository(files), reading: files, surroundings)
  }

  func plan(
    _ files: InMemoryFiles, obstacles: ([String]) -> [String: EngineError] = { _ in [:] }
  ) -> ApplyPlan {
    let report = report(files)
    return applier.plan(report.suggestions, of: report, in: files, surroundings, obstacles: obstacles)
  }

  /// A run of a job of `fake.yml`.
  static func run(_ job: String) -> JobRun {
    JobRun(
      platform: FakePlatform.platform, repository: "o/r", pipeline: "fake.yml", job: job, run: "1",
      conclusion: .success)
  }
}
