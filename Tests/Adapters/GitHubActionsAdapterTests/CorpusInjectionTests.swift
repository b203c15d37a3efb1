internal import AdapterKit
internal import Foundation
internal import GitHubActionsAdapter
internal import InfraMindCore
internal import LosslessYAML
internal import Testing

/// The real workflows beside the checkout, as checkouts of the repositories that they come from.
enum InjectionCorpus {
  static let folder: URL? = {
    let root = (0..<4).reduce(URL(filePath: #filePath)) { folder, _ in folder.deletingLastPathComponent() }
    let places = ["../shared/corpus", "../../shared/corpus"].map {
      root.appending(path: $0).standardizedFileURL
    }
    return places.first { FileManager.default.fileExists(atPath: $0.appending(path: "MANIFEST.tsv").path) }
  }()

  /// A checkout per repository, with the paths of its workflows.
  static func repositories() throws -> [(checkout: InjectionCheckout, files: [String])] {
    guard let folder else { return [] }
    let manifest = try String(contentsOf: folder.appending(path: "MANIFEST.tsv"), encoding: .utf8)
    var checkouts: [String: InjectionCheckout] = [:]
    for line in manifest.split(separator: "\n").dropFirst() {
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard cells.count > 4, cells[0] == "github-actions" else { continue }
      let bytes = [UInt8](try Data(contentsOf: folder.appending(path: cells[1])))
      let name = cells[3].split(separator: "/").last.map(String.init) ?? cells[3]
      let path = cells[3].hasPrefix(".github/workflows/") ? cells[3] : ".github/workflows/\(name)"
      checkouts[cells[2], default: InjectionCheckout(texts: [:])].texts[path] = bytes
    }
    return checkouts.sorted { $0.key < $1.key }.map { ($0.value, $0.value.texts.keys.sorted()) }
  }
}

/// Counts, and the lines that changes take.
private struct Census: CustomStringConvertible {
  var counts: [String: Int] = [:]
  var lines: [Int] = []

  var median: Int { lines.isEmpty ? 0 : lines.sorted()[lines.count / 2] }

  var description: String {
    counts.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: "\n")
      + "\nmedian of changed lines: \(median), most: \(lines.max() ?? 0), edits: \(lines.count)"
  }
}

@Suite(.enabled(if: InjectionCorpus.folder != nil, "there is no corpus beside the checkout"))
struct CorpusInjectionTests {
  @Test func `at least 95 percent of the jobs with a literal size can be given another`() throws {
    var census = Census()
    for (checkout, files) in try InjectionCorpus.repositories() {
      let jobs = GitHubActions().jobs(in: files, of: checkout, named: "").jobs
      let all = GitHubActions().edits(
        for: jobs.flatMap(Self.moves), in: checkout, options: InjectionOptions())
      try Self.write(try checkout.applying(all).checkout, from: checkout, as: "size")
      for job in jobs {
        let kind = RunsOnKind(of: job, in: checkout)
        guard kind != .called else { continue }
        census.counts["\(kind.rawValue), all", default: 0] += 1
        let suggestions = Self.moves(of: job)
        let outcomes = GitHubActions().edits(for: suggestions, in: checkout, options: InjectionOptions())
        #expect(outcomes.count == Set(suggestions.map(\.id)).count)
        if let refusal = outcomes.values.compactMap(\.refusal).first ?? Self.unknown(job, suggestions) {
          census.counts["\(kind.rawValue), refused: \(refusal)", default: 0] += 1
          continue
        }
        let (edited, lines) = try checkout.applying(outcomes)
        census.counts["\(kind.rawValue), edited", default: 0] += 1
        census.lines += lines.values
        try Self.checkMoved(job, in: edited, suggestions)
      }
    }
    print(census)
    let literal = [RunsOnKind.text, .list].map(\.rawValue)
    let all = literal.reduce(0) { $0 + census.counts["\($1), all", default: 0] }
    let edited = literal.reduce(0) { $0 + census.counts["\($1), edited", default: 0] }
    print("literal sizes editable: \(edited) of \(all)")
    #expect(all > 100 && edited * 100 >= all * 95)
    #expect(census.median <= 2)
  }

  @Test func `caches are written in few lines, break nothing, and once`() throws {
    var census = Census()
    for (checkout, files) in try InjectionCorpus.repositories() {
      let rich = RichCheckout(checkout)
      let jobs = GitHubActions().jobs(in: files, of: rich, named: "").jobs
      let suggestions = jobs.flatMap { job in Self.caches(of: job, in: rich) }
      let outcomes = GitHubActions().edits(for: suggestions, in: rich, options: InjectionOptions())
      for suggestion in suggestions {
        guard case .cache(let plan) = suggestion.change else { continue }
        let outcome = try #require(outcomes[suggestion.id])
        census.counts["all", default: 0] += 1
        census.counts[outcome.refusal.map { "refused: \($0)" } ?? outcome.word, default: 0] += 1
        census.counts["\(plan.tool): \(outcome.refusal ?? outcome.word)", default: 0] += 1
        guard case .edits = outcome else { continue }
        let (_, lines) = try checkout.applying([suggestion.id: outcome])
        census.lines += lines.values
      }
      let (edited, _) = try checkout.applying(outcomes)
      let again = GitHubActions().edits(
        for: suggestions, in: RichCheckout(edited), options: InjectionOptions())
      for (id, outcome) in again where outcomes[id]?.word == "edited" {
        #expect(outcome == .unchanged, "\(files): \(outcome)")
      }
      try Self.checkNothingLeft(outcomes, suggestions, RichCheckout(edited), files)
      try Self.write(edited, from: checkout, as: "cache")
    }
    print(census)
    #expect(census.counts["edited", default: 0] > 20)
    #expect(census.median <= 6)
  }

  // MARK: - Sizes

  private static let label = "inframind-test-8"

  /// One suggestion for each row and machine of a job.
  private static func moves(of job: JobDefinition) -> [Suggestion] {
    var seen: Set<SuggestionID> = []
    return job.rows.compactMap { row -> Suggestion? in
      let labels: [String]
      switch row.runner {
      case .labels(let given, _), .group(_, let given, _): labels = given
      case .unresolved, .platformDefault: return nil
      }
      let family = RunnerFamily(vendor: "test", os: "linux", architecture: "x64")
      let current = Runner(label: labels.last, name: "now", family: family, cpus: 2, memory: nil, price: nil)
      let next = Runner(label: label, name: "then", family: family, cpus: 8, memory: nil, price: nil)
      var key = job.key
      key.variant = row.variant
      let suggestion = Suggestion(
        job: key, jobName: row.name, position: job.position,
        change: .runner(RunnerChange(from: labels, current: current, to: next)), summary: "", evidence: [],
        effect: ExpectedEffect(), confidence: 1, undo: "")
      return seen.insert(suggestion.id).inserted ? suggestion : nil
    }
  }

  private static func unknown(_ job: JobDefinition, _ suggestions: [Suggestion]) -> String? {
    suggestions.isEmpty ? "no row has a known machine" : nil
  }

  private static func checkMoved(
    _ job: JobDefinition, in edited: InjectionCheckout, _ suggestions: [Suggestion]
  ) throws {
    let jobs = GitHubActions().jobs(in: [job.key.pipeline], of: edited, named: "").jobs
    let after = try #require(jobs.first { $0.key.job == job.key.job }, "\(job.key)")
    #expect(after.rows.map(\.name) == job.rows.map(\.name), "\(job.key) is renamed")
    for row in after.rows {
      guard case .labels(let labels, _) = row.runner else { continue }
      #expect(labels.contains(label), "\(job.key): \(labels)")
    }
    let again = GitHubActions().edits(for: suggestions, in: edited, options: InjectionOptions())
    #expect(again.values.allSatisfy { $0 == .unchanged }, "\(job.key): \(again)")
  }

  // MARK: - Caches

  private static func caches(of job: JobDefinition, in checkout: RichCheckout) -> [Suggestion] {
    let context = AdvisingContext(now: Date(timeIntervalSince1970: 1_790_000_000))
    return CacheAdvisor().review(job, in: checkout, runs: [], context: context).suggestions
  }

  /// What was written is found by the profiles: nothing of it is suggested again.
  private static func checkNothingLeft(
    _ outcomes: [SuggestionID: EditOutcome], _ before: [Suggestion], _ edited: RichCheckout, _ files: [String]
  ) throws {
    let written = Set(before.filter { outcomes[$0.id]?.word == "edited" }.map(\.id))
    let jobs = GitHubActions().jobs(in: files, of: edited, named: "").jobs
    let left = jobs.flatMap { caches(of: $0, in: edited) }.filter { written.contains($0.id) }
    for suggestion in left { Issue.record("suggested again: \(suggestion.summary)") }
  }

  /// Lays the files before and after into folders below the one that `CORPUS_EDITS` names, for schema checkers and
  /// linters to compare.
  private static func write(
    _ edited: InjectionCheckout, from checkout: InjectionCheckout, as kind: String
  ) throws {
    guard let place = ProcessInfo.processInfo.environment["CORPUS_EDITS"] else { return }
    let number = checkout.texts.values.joined().reduce(UInt64(7)) { $0 &* 31 &+ UInt64($1) }
    for (path, bytes) in edited.texts where checkout.texts[path] != bytes {
      let name = String(number, radix: 36) + "-" + (path.split(separator: "/").last ?? "")
      for (stage, bytes) in [("before", checkout.texts[path] ?? []), ("after", bytes)] {
        let folder = URL(filePath: place).appending(path: "\(kind)-\(stage)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(bytes).write(to: folder.appending(path: name))
      }
    }
  }
}

extension EditOutcome {
  fileprivate var refusal: String? {
    if case .refused(let refusal) = self { refusal.code } else { nil }
  }

  fileprivate var word: String {
    switch self {
    case .edits: "edited"
    case .unchanged: "unchanged"
    case .refused: "refused"
    }
  }
}

/// How a job's own `runs-on` is written.
private enum RunsOnKind: String {
  case text, list, group, matrix, input, otherExpression = "other expression", alias, called

  init(of job: JobDefinition, in checkout: InjectionCheckout) {
    let stream = YAMLStream(reading: checkout.texts[job.key.pipeline] ?? [])
    let node = stream.documents.first?.root?["jobs"]?[job.key.job]?["runs-on"]
    guard !job.key.job.contains("/"), let node else {
      self = .called
      return
    }
    let texts = node.kind == .sequence ? node.items.map(\.text) : [node.text]
    switch node.kind {
    case .alias: self = .alias
    case .mapping: self = .group
    case .scalar, .sequence:
      let computed = texts.first { $0.contains("${{") }
      if let computed {
        self =
          computed.contains("matrix.") ? .matrix : computed.contains("inputs.") ? .input : .otherExpression
      } else {
        self = node.kind == .scalar ? .text : .list
      }
    }
  }
}

/// A checkout in which every folder has the lockfiles and manifests that tools look for.
private struct RichCheckout: RepositoryFiles {
  private let base: InjectionCheckout

  init(_ base: InjectionCheckout) { self.base = base }

  private static let names: Set = [
    "package-lock.json", "yarn.lock", "pnpm-lock.yaml", "requirements.txt", "poetry.lock", "uv.lock",
    "pom.xml",
    "build.gradle", "go.sum", "go.mod", "Cargo.lock", "Cargo.toml", "Gemfile.lock", "composer.lock",
    "packages.lock.json", "environment.yml", "MODULE.bazel", "Project.toml", "CMakeLists.txt",
  ]

  func paths(matching glob: String) -> [String] {
    let name = String(glob.split(separator: "/").last ?? "")
    let folder = glob.split(separator: "/").dropLast().filter { !$0.contains("*") }.joined(separator: "/")
    let there = base.paths(matching: glob)
    guard Self.names.contains(name) else { return there }
    return (there + [folder.isEmpty ? name : "\(folder)/\(name)"]).sorted()
  }

  func contents(of path: String) -> [UInt8]? { base.contents(of: path) ?? (exists(path) ? [] : nil) }

  func exists(_ path: String) -> Bool {
    base.exists(path) || Self.names.contains(String(path.split(separator: "/").last ?? ""))
  }
}
