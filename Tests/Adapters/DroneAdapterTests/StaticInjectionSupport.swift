internal import AdapterKit
internal import DroneAdapter
internal import Foundation
internal import InfraMindCore
internal import LosslessYAML
internal import Testing

/// A case as the fixtures have it: a checkout, suggestions, and what is expected of them.
struct InjectionCase: Decodable, CustomTestStringConvertible {
  struct Size: Decodable {
    var job: String
    /// The row of a matrix that is meant; all unless given.
    var variant: [String: String]?
    var from: [String]
    var to: [String]
    var os: String?
    var architecture: String?
  }

  struct Store: Decodable {
    var folder: String?
    var bucket: String?
    var region: String?
  }

  struct RefusedCase: Decodable, Equatable {
    var code: String
    var line: Int
    var says: String?
  }

  /// What the case shows, in one sentence.
  var about: String
  /// Path of the file; the usual one of the platform unless given.
  var file: String?
  /// Further files and their texts.
  var others: [String: String]?
  var sizes: [Size]?
  /// Tools whose caches the adviser misses here.
  var caches: [String]?
  /// The jobs whose caches are meant; all unless given.
  var jobs: [String]?
  var adviceOnly: String?
  var store: Store?
  var signed: Bool?
  /// What each suggestion must be refused with; then there is no file for afterwards.
  var refused: RefusedCase?
  /// Most lines that the change may take.
  var mostLines: Int?

  var name = ""
  var before: [UInt8] = []
  var after: [UInt8]?

  private enum CodingKeys: String, CodingKey {
    case about, file, others, sizes, caches, jobs, adviceOnly, store, signed, refused, mostLines
  }

  /// Folder of the case.
  var folder = ""

  /// Path of the pipeline file.
  var pipeline: String { file ?? (folder.hasPrefix("Woodpecker") ? ".woodpecker.yml" : ".drone.yml") }

  var testDescription: String { "\(folder)/\(name)" }

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
      one.folder = subfolder
      one.before = Array(try Data(contentsOf: folder.appending(path: "\(one.name).before.yml")))
      if one.refused == nil {
        one.after = (try? Data(contentsOf: folder.appending(path: "\(one.name).after.yml"))).map(Array.init)
      }
      return one
    }
  }

  var checkout: MemoryFiles {
    var texts = others ?? [:]
    texts[pipeline] = String(decoding: before, as: UTF8.self)
    return MemoryFiles(texts)
  }

  var options: InjectionOptions {
    InjectionOptions(editsSignedFiles: signed ?? false, cacheStore: cacheStore)
  }

  private var cacheStore: CacheStore? {
    if let folder = store?.folder { return .folder(folder) }
    return store?.bucket.map { .bucket($0, region: store?.region ?? "eu-west-1") }
  }

  /// The suggestions: moves as given, caches as the adviser makes them.
  var suggestions: [Suggestion] { moves + missingCaches }

  private var moves: [Suggestion] {
    (sizes ?? []).map { size in
      let family = RunnerFamily(
        vendor: RunnerFamily.selfHosted, os: size.os ?? "linux", architecture: size.architecture ?? "x64")
      let change = Suggestion.Change.runner(
        RunnerChange(
          from: size.from, current: Self.runner(size.from, "now", family),
          to: Self.runner(size.to, "the larger machine", family)))
      let key = JobKey(
        platform: Drone.platform, repository: "octo/cat", pipeline: pipeline, job: size.job,
        variant: JobVariant(size.variant ?? [:]))
      return Suggestion(
        job: key, jobName: size.job, position: SourcePosition(file: pipeline, line: 1, column: 1),
        change: change, summary: "", evidence: [], effect: ExpectedEffect(), confidence: 1, undo: "",
        adviceOnly: adviceOnly)
    }
  }

  private static func runner(_ labels: [String], _ name: String, _ family: RunnerFamily) -> Runner {
    Runner(
      label: labels.count == 1 ? labels[0] : nil, name: name, family: family, cpus: nil, memory: nil,
      price: nil,
      severalLabels: labels.count > 1 ? labels : [])
  }

  /// What the adapter reads of the file.
  var readout: PipelineReadout { checkout.readout([pipeline]) }

  private var missingCaches: [Suggestion] {
    guard let caches else { return [] }
    let context = AdvisingContext(now: Date(timeIntervalSince1970: 1_790_000_000))
    let all = readout.jobs.flatMap { job in
      CacheAdvisor().review(job, in: checkout, runs: [], context: context).suggestions
    }
    return all.filter { suggestion in
      guard case .cache(let plan) = suggestion.change else { return false }
      return caches.contains(plan.tool.rawValue) && (jobs.map { $0.contains(suggestion.job.job) } ?? true)
    }
  }
}

extension MemoryFiles {
  /// The checkout after the edits of some outcomes, each applied once, and the lines changed.
  func applying(_ outcomes: [SuggestionID: EditOutcome]) throws -> (checkout: MemoryFiles, changedLines: Int)
  {
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
    var lines = 0
    for (file, all) in edits {
      let stream = YAMLStream(
        reading: contents(of: file) ?? [], file: file, dialect: dialects[file] ?? .goYAML2)
      let revision = try stream.applying(all)
      result.texts[file] = String(decoding: revision.source, as: UTF8.self)
      lines += revision.changedLines
    }
    return (result, lines)
  }
}
