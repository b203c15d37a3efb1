internal import AdapterKit
internal import AdapterTesting
internal import Foundation
internal import InfraMindCore
internal import LosslessYAML
internal import TeamCityAdapter
internal import Testing

/// A case as the fixtures have it: a pipeline, suggestions, and what is expected of them.
struct InjectionCase: Decodable, CustomTestStringConvertible {
  struct Size: Decodable {
    var job: String
    var from: [String]
    var to: [String]
  }

  struct Cache: Decodable {
    var job: String
    var tool: String
    var step: Int
    var path: String?
    var mover: String?
  }

  struct RefusedCase: Decodable, Equatable {
    var code: String
    var line: Int
    var says: String?
  }

  /// What the case shows, in one sentence.
  var about: String
  var sizes: [Size]?
  var caches: [Cache]?
  /// What each suggestion must be refused with; then there is no file for afterwards.
  var refused: RefusedCase?

  var name = ""
  var before: [UInt8] = []
  var after: [UInt8] = []

  private enum CodingKeys: String, CodingKey { case about, sizes, caches, refused }

  var testDescription: String { name }

  static let path = ".teamcity.yml"
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "Fixtures/StaticInjection")

  /// All cases of a folder: `<name>.json` with `<name>.before.yml` and, unless refused, `<name>.after.yml`.
  static func all(in subfolder: String) throws -> [InjectionCase] {
    let folder = folder.appending(path: subfolder)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".json") }.sorted()
    return try names.map { file in
      var one = try JSONDecoder().decode(Self.self, from: Data(contentsOf: folder.appending(path: file)))
      one.name = String(file.dropLast(".json".count))
      one.before = Array(try Data(contentsOf: folder.appending(path: "\(one.name).before.yml")))
      guard one.refused == nil else { return one }
      one.after = Array(try Data(contentsOf: folder.appending(path: "\(one.name).after.yml")))
      return one
    }
  }

  var checkout: SampleRepository { SampleRepository(name: name, bytes: [Self.path: before]) }

  var suggestions: [Suggestion] {
    let moves = (sizes ?? []).map { size in
      suggestion(
        size.job,
        .runner(RunnerChange(from: size.from, current: Self.machine(size.from), to: Self.machine(size.to))))
    }
    let caches = (caches ?? []).map { cache in
      let path = CachePath(cache.path ?? "~/.\(cache.tool)", movedBy: cache.mover.map { CacheMover($0) })
      let plan = CachePlan(
        tool: CacheTool(rawValue: cache.tool), step: cache.step, paths: [path], keyFiles: ["lock"],
        keyGlobs: ["lock"])
      return suggestion(cache.job, .cache(plan))
    }
    return moves + caches
  }

  private static func machine(_ labels: [String]) -> Runner {
    Runner(
      label: labels.count == 1 ? labels[0] : nil, name: "Linux x64, 8 vCPU",
      family: RunnerFamily(vendor: "jetbrains", os: "linux", architecture: "x64"), cpus: 8, memory: nil,
      price: nil, severalLabels: labels.count > 1 ? labels : [])
  }

  private func suggestion(_ job: String, _ change: Suggestion.Change) -> Suggestion {
    Suggestion(
      job: JobKey(platform: .teamCity, repository: "octo/cat", pipeline: Self.path, job: job), jobName: job,
      position: SourcePosition(file: Self.path, line: 1, column: 1), change: change, summary: "",
      evidence: [],
      effect: ExpectedEffect(), confidence: 1, undo: "")
  }
}

extension SampleRepository {
  /// The checkout after the edits of some outcomes.
  func applying(_ outcomes: [SuggestionID: EditOutcome]) throws -> SampleRepository {
    var edits: [YAMLEdit] = []
    for (_, outcome) in outcomes.sorted(by: { $0.key < $1.key }) {
      guard case .edits(let changes) = outcome else { continue }
      edits += changes.flatMap(\.edits)
    }
    let path = InjectionCase.path
    let stream = YAMLStream(reading: contents(of: path) ?? [], file: path, dialect: .goYAML3)
    return replacing(path, with: try stream.applying(edits).source)
  }

  /// The pipeline's text.
  var pipeline: String { String(decoding: contents(of: InjectionCase.path) ?? [], as: UTF8.self) }
}
