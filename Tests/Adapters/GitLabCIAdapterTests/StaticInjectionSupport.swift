internal import AdapterKit
internal import Foundation
internal import GitLabCIAdapter
internal import InfraMindCore
internal import LosslessYAML
internal import Testing

/// A case as the fixtures have it: a checkout, suggestions, and what is expected of them.
struct InjectionCase: Decodable, CustomTestStringConvertible {
  struct Size: Decodable {
    var job: String
    var variant: [String: String]?
    var from: [String]
    /// Which of the tags today's machine is got by; all unless given.
    var current: [String]?
    var to: String?
    /// The tags to take where there are several.
    var toTags: [String]?
  }

  struct RefusedCase: Decodable, Equatable {
    var code: String
    var line: Int
    var file: String?
    var says: String?
  }

  /// What the case shows, in one sentence.
  var about: String
  /// Further files and their texts; `@name` stands for the fixture file of that name.
  var others: [String: String]?
  var sizes: [Size]?
  /// Tools whose caches the adviser misses here, all of them.
  var caches: [String]?
  var adviceOnly: String?
  /// What each suggestion must be refused with; then there is no file for afterwards.
  var refused: RefusedCase?
  /// Most lines that the change may take.
  var mostLines: Int?

  var name = ""
  var before: [UInt8] = []
  var after: [String: [UInt8]] = [:]

  private enum CodingKeys: String, CodingKey {
    case about, others, sizes, caches, adviceOnly, refused, mostLines
  }

  static let pipeline = ".gitlab-ci.yml"

  var testDescription: String { name }

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
      if one.refused == nil {
        one.after[Self.pipeline] = (try? bytes(of: "\(one.name).after.yml", in: folder)) ?? one.before
      }
      return one
    }
  }

  private static func bytes(of name: String, in folder: URL) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: name)))
  }

  var checkout: MemoryFiles {
    var texts = others ?? [:]
    texts[Self.pipeline] = String(decoding: before, as: UTF8.self)
    return MemoryFiles(texts)
  }

  /// The suggestions: moves as given, caches as the adviser makes them.
  var suggestions: [Suggestion] { moves + missingCaches }

  private var moves: [Suggestion] {
    (sizes ?? []).flatMap { size in
      let family = RunnerFamily(vendor: "gitlab", os: "linux", architecture: "x64")
      let labels = size.current ?? size.from
      let current = Runner(
        label: labels.count == 1 ? labels[0] : nil, name: "now", family: family, cpus: 2, memory: nil,
        price: nil,
        severalLabels: labels.count > 1 ? labels : [])
      let next = Runner(
        label: size.to, name: "4 vCPU", family: family, cpus: 4, memory: nil, price: nil,
        severalLabels: size.toTags ?? [])
      let change = Suggestion.Change.runner(RunnerChange(from: size.from, current: current, to: next))
      return variants(of: size).map { suggestion(size.job, $0, change) }
    }
  }

  private func variants(of size: Size) -> Set<JobVariant> {
    if let given = size.variant { return [JobVariant(given)] }
    let rows = checkout.readout()[size.job]?.rows ?? []
    return rows.isEmpty ? [JobVariant()] : Set(rows.map(\.variant))
  }

  private var missingCaches: [Suggestion] {
    guard let caches else { return [] }
    let context = AdvisingContext(now: Date(timeIntervalSince1970: 1_790_000_000))
    let all = checkout.readout().jobs.flatMap { job in
      CacheAdvisor().review(job, in: checkout, runs: [], context: context).suggestions
    }
    return all.filter { suggestion in
      guard case .cache(let plan) = suggestion.change else { return false }
      return caches.contains(plan.tool.rawValue)
    }
  }

  private func suggestion(_ job: String, _ variant: JobVariant, _ change: Suggestion.Change) -> Suggestion {
    let key = JobKey(
      platform: GitLabCI.platform, repository: "octo/cat", pipeline: Self.pipeline, job: job, variant: variant
    )
    return Suggestion(
      job: key, jobName: job, position: SourcePosition(file: Self.pipeline, line: 1, column: 1),
      change: change,
      summary: "", evidence: [], effect: ExpectedEffect(), confidence: 1, undo: "", adviceOnly: adviceOnly)
  }
}

extension MemoryFiles {
  /// The checkout after the edits of some outcomes, each applied once, and the lines changed per file.
  func applying(
    _ outcomes: [SuggestionID: EditOutcome]
  ) throws -> (checkout: MemoryFiles, changedLines: [String: Int]) {
    var edits: [String: [YAMLEdit]] = [:]
    for (_, outcome) in outcomes.sorted(by: { $0.key < $1.key }) {
      guard case .edits(let changes) = outcome else { continue }
      for change in changes {
        for edit in change.edits where edits[change.file]?.contains(edit) != true {
          edits[change.file, default: []].append(edit)
        }
      }
    }
    var result = self
    var lines: [String: Int] = [:]
    for (file, all) in edits {
      let stream = YAMLStream(reading: contents(of: file) ?? [], file: file, dialect: .psych)
      let revision = try stream.applying(all)
      result.texts[file] = String(decoding: revision.source, as: UTF8.self)
      lines[file] = revision.changedLines
    }
    return (result, lines)
  }
}
