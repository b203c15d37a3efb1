import Foundation

@testable import InfraMindCore

/// A job from a real pipeline file, cut down to what the profiles see, and whether one tool's cache is
/// missing there.
///
/// One line of `Fixtures/Caches/<tool>.jsonl`; the README there describes the form.
struct CacheCase: Decodable, Sendable {
  var from: CaseOrigin
  var steps: [Step]
  var files: Files?
  var traits: [JobTrait]?
  var events: [String]?
  var runner: String?
  var container: String?
  /// Whether the profile must suggest the tool's cache.
  var want: Bool
  /// Why, in a few words, as the docs print it.
  var why: String
  /// Why the profile is wrong about it, if it is known to be.
  var wrong: String?

  /// Files of the checkout: names, or names with contents.
  struct Files: Decodable, Sendable {
    var contents: [String: String]

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let names = try? container.decode([String].self) {
        contents = Dictionary(names.map { ($0, "") }) { first, _ in first }
      } else {
        contents = try container.decode([String: String].self)
      }
    }
  }

  /// A step: a string (`owner/name@v1`, else a script), a pair of a use and its inputs, or an object.
  struct Step: Decodable, Sendable {
    var run: String?
    var uses: String?
    var inputs: [String: String] = [:]
    var folder: String?
    var condition: String?
    var environment: [String: String] = [:]

    private enum Keys: String, CodingKey {
      case run, uses, with, `in`, `if`, env
    }

    init(from decoder: any Decoder) throws {
      if let text = try? decoder.singleValueContainer().decode(String.self) {
        if text.contains("@") && !text.contains(" ") || text.hasPrefix("./.github") {
          uses = text
        } else {
          run = text
        }
        return
      }
      if var pair = try? decoder.unkeyedContainer() {
        uses = try pair.decode(String.self)
        inputs = try pair.decode([String: String].self)
        return
      }
      let object = try decoder.container(keyedBy: Keys.self)
      run = try object.decodeIfPresent(String.self, forKey: .run)
      uses = try object.decodeIfPresent(String.self, forKey: .uses)
      inputs = try object.decodeIfPresent([String: String].self, forKey: .with) ?? [:]
      folder = try object.decodeIfPresent(String.self, forKey: .in)
      condition = try object.decodeIfPresent(String.self, forKey: .if)
      environment = try object.decodeIfPresent([String: String].self, forKey: .env) ?? [:]
    }

    func definition(_ index: Int) -> JobStep {
      let position = SourcePosition(file: ".github/workflows/ci.yml", line: 10 + index, column: 9)
      let work: JobStep.Work
      if let uses {
        let halves = uses.split(separator: "@", maxSplits: 1).map(String.init)
        let version = halves.count > 1 ? halves[1].split(separator: " ").map(String.init) : []
        work = .use(
          PackagedStep(
            name: halves[0].lowercased(), version: version.first ?? "",
            versionComment: version.dropFirst(2).first ?? "",
            inputs: Dictionary(inputs.map { ($0.key.lowercased(), $0.value) }) { first, _ in first }))
      } else {
        work = .run(script: run ?? "")
      }
      let isUnknown = folder?.contains("${{") == true
      return JobStep(
        index: index, position: position, work: work,
        workingDirectory: isUnknown ? nil : RepositoryPath.joining("", folder ?? ""),
        condition: condition, environment: environment)
    }
  }

  var job: JobDefinition {
    let place = SourcePosition(file: ".github/workflows/ci.yml", line: 5, column: 3)
    let name = from.job
    let row = JobRow(
      matrix: [:], variant: JobVariant(), name: name, runner: .labels([runner ?? "ubuntu-latest"], place))
    return JobDefinition(
      key: JobKey(platform: .gitHubActions, repository: "", pipeline: place.file, job: name), name: name,
      position: place, rows: [row], steps: steps.enumerated().map { $0.element.definition($0.offset) },
      container: container, events: events ?? ["push", "pull_request"], traits: Set(traits ?? []))
  }

  var repository: FixedFiles { FixedFiles(files?.contents ?? [:]) }

  func review() -> CacheReview {
    CacheAdvisor().review(
      job, in: repository, runs: [], context: AdvisingContext(now: Date(timeIntervalSince1970: 1_790_000_000))
    )
  }

  /// Whether the profile of a tool suggests its cache.
  func isSuggested(_ tool: CacheTool) -> Bool {
    review().suggestions.contains { suggestion in
      guard case .cache(let plan) = suggestion.change else { return false }
      return plan.tool == tool
    }
  }

  /// All cases of a tool, in the order of their file; none if there is no such file.
  static func all(of tool: CacheTool) throws -> [CacheCase] {
    let file = fixtures.appendingPathComponent("\(tool).jsonl")
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
    return try text.split(separator: "\n").map { line in
      do {
        return try JSONDecoder().decode(CacheCase.self, from: Data(line.utf8))
      } catch {
        throw BadCase(line: String(line.prefix(160)), reason: "\(error)")
      }
    }
  }

  struct BadCase: Error {
    var line: String
    var reason: String
  }

  static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()
    .appendingPathComponent("Fixtures/Caches")
}

/// A checkout in memory. A few names get the contents that they would have in any real project.
struct FixedFiles: RepositoryFiles {
  let files: [String: String]

  init(_ files: [String: String]) {
    var files = files
    files["README.md"] = files["README.md"] ?? "A project."
    self.files = files
  }

  func paths(matching glob: String) -> [String] {
    files.keys.filter { Self.matches($0[...], glob[...]) }.sorted()
  }

  func contents(of path: String) -> [UInt8]? { files[path].map { Array($0.utf8) } }

  func exists(_ path: String) -> Bool { files[path] != nil }

  private static func matches(_ path: Substring, _ glob: Substring) -> Bool {
    guard let token = glob.first else { return path.isEmpty }
    if glob.hasPrefix("**/") {
      if matches(path, glob.dropFirst(3)) { return true }
      guard let slash = path.firstIndex(of: "/") else { return false }
      return matches(path[path.index(after: slash)...], glob)
    }
    if token == "*" {
      var rest = path
      while true {
        if matches(rest, glob.dropFirst()) { return true }
        guard let next = rest.first, next != "/" else { return false }
        rest = rest.dropFirst()
      }
    }
    return path.first == token && matches(path.dropFirst(), glob.dropFirst())
  }
}
