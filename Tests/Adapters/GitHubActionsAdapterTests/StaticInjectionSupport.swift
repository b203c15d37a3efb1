internal import AdapterKit
internal import Foundation
internal import GitHubActionsAdapter
internal import InfraMindCore
internal import LosslessYAML
internal import Testing

/// A checkout in memory whose globs work.
struct InjectionCheckout: RepositoryFiles {
  var texts: [String: [UInt8]]

  func paths(matching glob: String) -> [String] {
    texts.keys.filter { Self.matches($0[...], glob[...]) }.sorted()
  }

  func contents(of path: String) -> [UInt8]? { texts[path] }

  func exists(_ path: String) -> Bool { texts[path] != nil }

  private static func matches(_ path: Substring, _ glob: Substring) -> Bool {
    guard let first = glob.first else { return path.isEmpty }
    if glob.hasPrefix("**/") {
      let rest = glob.dropFirst(3)
      if matches(path, rest) { return true }
      guard let slash = path.firstIndex(of: "/") else { return false }
      return matches(path[path.index(after: slash)...], glob)
    }
    if first == "*" {
      return path.indices.contains { place in
        !path[..<place].contains("/") && matches(path[place...], glob.dropFirst())
      } || !path.contains("/") && glob.dropFirst().isEmpty
    }
    guard let own = path.first, own == first else { return false }
    return matches(path.dropFirst(), glob.dropFirst())
  }

  /// The checkout after the edits of some outcomes, each applied once, and the lines changed per file.
  func applying(
    _ outcomes: [SuggestionID: EditOutcome]
  ) throws -> (checkout: InjectionCheckout, changedLines: [String: Int]) {
    var edits: [String: [YAMLEdit]] = [:]
    var dialects: [String: YAMLDialect] = [:]
    for (_, outcome) in outcomes.sorted(by: { $0.key < $1.key }) {
      guard case .edits(let changes) = outcome else { continue }
      for change in changes {
        dialects[change.file] = change.dialect
        for edit in change.edits where edits[change.file]?.contains(edit) != true {
          edits[change.file, default: []].append(edit)
        }
      }
    }
    var result = self
    var lines: [String: Int] = [:]
    for (file, all) in edits {
      let dialect = try #require(dialects[file])
      let stream = YAMLStream(reading: texts[file] ?? [], file: file, dialect: dialect)
      let revision = try stream.applying(all)
      result.texts[file] = revision.source
      lines[file] = revision.changedLines
    }
    return (result, lines)
  }
}

/// A case as the fixtures have it: a checkout, suggestions, and what is expected of them.
struct InjectionCase: Decodable, CustomTestStringConvertible {
  struct Size: Decodable {
    var job: String
    var workflow: String?
    var variant: [String: String]?
    var from: [String]
    var current: String?
    var to: String?
    /// Where the new machine is got by several labels together.
    var toLabels: [String]?
  }

  struct Cache: Decodable {
    var job: String
    var workflow: String?
    var tool: String
    var step: Int
    var setup: Int?
    var paths: [String]?
    var windowsPaths: [String]?
    var keyFiles: [String]?
    var keyGlobs: [String]?
    var keyParts: [String]?
    var directory: String?
  }

  struct RefusedCase: Decodable, Equatable {
    var code: String
    var line: Int
    var file: String?
    var says: String?
  }

  /// What the case shows, in one sentence.
  var about: String
  /// Where the workflow of the fixture lies in the checkout.
  var file: String?
  /// Further files and their texts, joined from lines; `@name` stands for the fixture file of that name.
  var others: [String: String]?
  var thirdParty: Bool?
  var sizes: [Size]?
  var caches: [Cache]?
  var adviceOnly: String?
  /// What each suggestion must be refused with; then there is no file for afterwards.
  var refused: RefusedCase?
  var unchanged: Bool?
  /// Most lines that the change may take; two for sizes and six for caches unless given.
  var mostLines: Int?

  var name = ""
  var before: [UInt8] = []
  var after: [String: [UInt8]] = [:]

  private enum CodingKeys: String, CodingKey {
    case about, file, others, thirdParty, sizes, caches, adviceOnly, refused, unchanged, mostLines
  }

  var testDescription: String { name }

  var workflow: String { file ?? ".github/workflows/ci.yml" }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "Fixtures/StaticInjection")

  /// All cases of a folder: `<name>.json` with `<name>.before.yml` and, unless refused, `<name>.after.yml`.
  static func all(in subfolder: String) throws -> [InjectionCase] {
    let folder = folder.appending(path: subfolder)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
      $0.hasSuffix(".json")
    }
    return try names.sorted().map { file in
      var one = try JSONDecoder().decode(Self.self, from: Data(contentsOf: folder.appending(path: file)))
      one.name = String(file.dropLast(".json".count))
      one.before = try bytes(of: "\(one.name).before.yml", in: folder)
      for (path, text) in one.others ?? [:] where text.hasPrefix("@") {
        let name = String(text.dropFirst())
        one.others?[path] = String(decoding: try bytes(of: "\(name).before.yml", in: folder), as: UTF8.self)
        one.after[path] = try? bytes(of: "\(name).after.yml", in: folder)
      }
      if one.refused == nil, one.unchanged != true {
        one.after[one.workflow] = (try? bytes(of: "\(one.name).after.yml", in: folder)) ?? one.before
      }
      return one
    }
  }

  private static func bytes(of name: String, in folder: URL) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: name)))
  }

  var checkout: InjectionCheckout {
    var texts = (others ?? [:]).mapValues { Array($0.utf8) }
    texts[workflow] = before
    return InjectionCheckout(texts: texts)
  }

  var options: InjectionOptions { InjectionOptions(allowsThirdPartySteps: thirdParty ?? false) }

  var suggestions: [Suggestion] {
    let moves = (sizes ?? []).flatMap { size in
      let family = RunnerFamily(vendor: "github", os: "linux", architecture: "x64")
      let current = Runner(
        label: size.current ?? (size.from.count == 1 ? size.from[0] : nil), name: "now", family: family,
        cpus: 2, memory: nil, price: nil)
      let next = Runner(
        label: size.to, name: "Linux x64, 8 vCPU", family: family, cpus: 8, memory: nil, price: nil,
        severalLabels: size.toLabels ?? [])
      let change = Suggestion.Change.runner(RunnerChange(from: size.from, current: current, to: next))
      return variants(of: size).map { suggestion(size.job, size.workflow, $0, change) }
    }
    let caches = (caches ?? []).map { cache in
      let files = cache.keyFiles ?? []
      let paths =
        (cache.paths ?? []).map { CachePath($0) }
        + (cache.windowsPaths ?? []).map { CachePath($0, os: "windows") }
      let plan = CachePlan(
        tool: CacheTool(rawValue: cache.tool), step: cache.step, setupStep: cache.setup, paths: paths,
        keyFiles: files, keyGlobs: cache.keyGlobs ?? files, workingDirectory: cache.directory ?? "",
        keyParts: cache.keyParts ?? [])
      return suggestion(cache.job, cache.workflow, JobVariant(), .cache(plan))
    }
    return moves + caches
  }

  /// The variants of the rows that have the values given, and are on the machine given.
  private func variants(of size: Size) -> Set<JobVariant> {
    let jobs = GitHubActions().jobs(in: [size.workflow ?? workflow], of: checkout, named: "octo/cat").jobs
    let rows = jobs.first { $0.key.job == size.job }?.rows ?? []
    let meant = rows.filter { row in
      guard case .labels(let labels, _) = row.runner, labels == size.from else { return false }
      return (size.variant ?? [:]).allSatisfy { row.matrix[$0.key] == $0.value }
    }
    return meant.isEmpty ? [JobVariant(size.variant ?? [:])] : Set(meant.map(\.variant))
  }

  private func suggestion(
    _ job: String, _ file: String?, _ variant: JobVariant, _ change: Suggestion.Change
  ) -> Suggestion {
    let key = JobKey(
      platform: GitHubActions.platform, repository: "octo/cat", pipeline: file ?? workflow, job: job,
      variant: variant)
    return Suggestion(
      job: key, jobName: job, position: SourcePosition(file: file ?? workflow, line: 1, column: 1),
      change: change,
      summary: "", evidence: [], effect: ExpectedEffect(), confidence: 1, undo: "", adviceOnly: adviceOnly)
  }
}
