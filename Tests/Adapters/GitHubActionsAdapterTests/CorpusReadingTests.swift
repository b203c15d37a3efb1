internal import AdapterKit
internal import FoundationEssentials
internal import InfraMindCore
internal import Testing

@testable internal import GitHubActionsAdapter

/// Real workflows beside the checkout, where there are any.
enum Corpus {
  static let folder: String? = {
    let root = #filePath.split(separator: "/").dropLast(4).map { "/" + $0 }.joined()
    let folder = root + "/../shared/corpus/github-actions"
    if FileManager.default.fileExists(atPath: folder) { return folder }
    let other = root + "/../../shared/corpus/github-actions"
    return FileManager.default.fileExists(atPath: other) ? other : nil
  }()

  static func texts() throws -> [(name: String, bytes: [UInt8])] {
    guard let folder else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { name in
      let data = FileManager.default.contents(atPath: folder + "/" + name) ?? Data()
      return (name, Array(data))
    }
  }
}

struct CorpusFile: RepositoryFiles {
  let name: String
  let bytes: [UInt8]

  func paths(matching glob: String) -> [String] { [] }
  func contents(of path: String) -> [UInt8]? { path == name ? bytes : nil }
  func exists(_ path: String) -> Bool { path == name }
}

@Suite struct CorpusReadingTests {
  @Test(.enabled(if: Corpus.folder != nil, "there is no corpus beside the checkout"))
  func `every real workflow is read, and twice with the same result`() throws {
    var census: [String: Int] = [:]
    for (name, bytes) in try Corpus.texts() {
      let file = CorpusFile(name: name, bytes: bytes)
      let readout = GitHubActions().jobs(in: [name], of: file, named: "")
      let again = GitHubActions().jobs(in: [name], of: file, named: "")
      #expect(readout.jobs == again.jobs && readout.problems == again.problems, "\(name)")
      census["files", default: 0] += 1
      census["jobs", default: 0] += readout.jobs.count
      for job in readout.jobs {
        census["rows", default: 0] += job.rows.count
        census["steps", default: 0] += job.steps.count
        for trait in job.traits { census["trait \(trait)", default: 0] += 1 }
        if job.rows.isEmpty { census["jobs without known rows", default: 0] += 1 }
        for row in job.rows { census["runner: " + Self.kind(row.runner), default: 0] += 1 }
      }
      for problem in readout.problems {
        census["problem: \(problem.severity) \(problem.code)", default: 0] += 1
      }
      for problem in readout.problems where ProcessInfo.processInfo.environment["VERBOSE"] != nil {
        print(problem.position, problem.severity, problem.code, problem.message)
      }
    }
    for (what, count) in census.sorted(by: { $0.key < $1.key }) { print("\(what): \(count)") }
    #expect(census["jobs", default: 0] > 0)
  }

  private static func kind(_ runner: RunnerRequest) -> String {
    switch runner {
    case .labels(let labels, _): labels.count == 1 ? "one label" : "several labels"
    case .group: "group"
    case .unresolved(_, let reason, _): "unresolved, \(reason)"
    case .platformDefault: "default"
    }
  }
}
