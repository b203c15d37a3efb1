internal import AdapterKit
internal import BuildkiteAdapter
internal import Foundation
internal import InfraMindCore
internal import LosslessYAML
internal import Testing

/// A case as the fixtures have it: a pipeline, the suggestions that the advisers would make, and what is expected.
struct InjectionCase: Decodable, CustomTestStringConvertible {
  struct Size: Decodable {
    var job: String
    /// The row's name; all rows if none is given.
    var row: String?
    /// Today's labels; those that the reader finds if none are given.
    var from: [String]?
    var to: [String]
  }

  struct Cache: Decodable {
    var job: String
    var tool: String
    /// A step to claim in place of the adviser's.
    var step: Int?
  }

  struct RefusedCase: Decodable, Equatable {
    var code: String
    var line: Int
    var says: String
  }

  /// What the case shows, in one sentence.
  var about: String
  var sizes: [Size]?
  var caches: [Cache]?
  /// Files beside the pipeline, by path; most are empty.
  var files: [String: String]?
  /// What each suggestion must be refused with; then there is no file for afterwards.
  var refused: RefusedCase?
  /// Most lines that the change may take; one for sizes and eight for caches unless given.
  var mostLines: Int?

  var name = ""
  var before: [UInt8] = []
  var after: [UInt8] = []

  private enum CodingKeys: String, CodingKey { case about, sizes, caches, files, refused, mostLines }

  var testDescription: String { name }

  static let pipeline = ".buildkite/pipeline.yml"
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "Fixtures/StaticInjection")

  /// All cases: `<name>.json` with `<name>.before.yml` and, unless refused, `<name>.after.yml`.
  static func all(refused: Bool) throws -> [InjectionCase] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
      $0.hasSuffix(".json")
    }
    let cases = try names.sorted().map { file in
      var one = try JSONDecoder().decode(Self.self, from: Data(contentsOf: folder.appending(path: file)))
      one.name = String(file.dropLast(".json".count))
      one.before = try bytes(of: one.name + ".before.yml")
      if one.refused == nil { one.after = (try? bytes(of: one.name + ".after.yml")) ?? [] }
      return one
    }
    return cases.filter { ($0.refused != nil) == refused }
  }

  private static func bytes(of name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: name)))
  }

  var checkout: InjectionCheckout {
    var texts = (files ?? [:]).mapValues { Array($0.utf8) }
    texts[Self.pipeline] = before
    return InjectionCheckout(texts: texts)
  }

  /// The suggestions as they follow from a reading of the pipeline.
  var suggestions: [Suggestion] {
    let jobs = Buildkite().jobs(in: [Self.pipeline], of: checkout, named: "octo/cat").jobs
    return (sizes ?? []).flatMap { moves($0, jobs) } + (caches ?? []).flatMap { kept($0, jobs) }
  }

  private func moves(_ size: Size, _ jobs: [JobDefinition]) -> [Suggestion] {
    let job = jobs.first { $0.key.job == size.job }
    let rows = (job?.rows ?? []).filter { size.row == nil || size.row == $0.name }
    let family = RunnerFamily(vendor: RunnerFamily.selfHosted, os: "linux", architecture: "x64")
    let runner = { (labels: [String]) in
      Runner(
        label: labels.count == 1 ? labels[0] : nil, name: labels.joined(separator: " "), family: family,
        cpus: 4,
        memory: nil, price: nil, severalLabels: labels.count > 1 ? labels : [])
    }
    let empty = JobRow(
      matrix: [:], variant: JobVariant(), name: size.job,
      runner: .platformDefault(SourcePosition(file: Self.pipeline, line: 1, column: 1)))
    return (rows.isEmpty ? [empty] : rows).map { row in
      var from = size.from ?? []
      if size.from == nil, case .labels(let labels, _) = row.runner { from = labels }
      var key =
        job?.key
        ?? JobKey(platform: .buildkite, repository: "octo/cat", pipeline: Self.pipeline, job: size.job)
      key.variant = row.variant
      return Suggestion(
        job: key, jobName: row.name, position: SourcePosition(file: Self.pipeline, line: 1, column: 1),
        change: .runner(RunnerChange(from: from, current: runner(from), to: runner(size.to))), summary: "",
        evidence: [], effect: ExpectedEffect(), confidence: 1, undo: "")
    }
  }

  private func kept(_ cache: Cache, _ jobs: [JobDefinition]) -> [Suggestion] {
    let context = AdvisingContext(now: Date(timeIntervalSince1970: 1_790_000_000))
    let found = jobs.filter { $0.key.job == cache.job }.flatMap {
      CacheAdvisor().review($0, in: checkout, runs: [], context: context).suggestions
    }
    return found.compactMap { suggestion in
      guard case .cache(var plan) = suggestion.change, plan.tool.rawValue == cache.tool else { return nil }
      guard let step = cache.step else { return suggestion }
      plan.step = step
      return Suggestion(
        job: suggestion.job, jobName: suggestion.jobName, position: suggestion.position, change: .cache(plan),
        summary: "", evidence: [], effect: ExpectedEffect(), confidence: 1, undo: "")
    }
  }
}

/// A checkout in memory whose globs work as far as the profiles need them.
struct InjectionCheckout: RepositoryFiles {
  var texts: [String: [UInt8]]

  func paths(matching glob: String) -> [String] {
    let parts = glob.split(separator: "/").map(String.init)
    return texts.keys.filter { path in
      guard let name = parts.last, name != "*" else { return !path.contains("/") }
      let isDeep = parts.contains("**")
      let folder = parts.dropLast().filter { $0 != "**" }.joined(separator: "/")
      let isBelow = folder.isEmpty || path.hasPrefix(folder + "/")
      guard isDeep else { return path == glob }
      return isBelow && (path == name || path.hasSuffix("/" + name))
    }
    .sorted()
  }

  func contents(of path: String) -> [UInt8]? { texts[path] }

  func exists(_ path: String) -> Bool { texts[path] != nil }

  /// The pipeline after the edits of some outcomes, each applied once, and the lines changed.
  func applying(_ outcomes: [SuggestionID: EditOutcome]) throws -> (checkout: InjectionCheckout, lines: Int) {
    var edits: [YAMLEdit] = []
    var dialect = YAMLDialect.goYAML3Nodes
    for (_, outcome) in outcomes.sorted(by: { $0.key < $1.key }) {
      guard case .edits(let changes) = outcome else { continue }
      for change in changes {
        dialect = change.dialect
        for edit in change.edits where !edits.contains(edit) { edits.append(edit) }
      }
    }
    let file = InjectionCase.pipeline
    let stream = YAMLStream(reading: texts[file] ?? [], file: file, dialect: dialect)
    let revision = try stream.applying(edits)
    var result = self
    result.texts[file] = revision.source
    return (result, revision.changedLines)
  }
}
