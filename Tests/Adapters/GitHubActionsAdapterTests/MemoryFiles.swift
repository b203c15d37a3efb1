internal import AdapterKit
internal import InfraMindCore

@testable internal import GitHubActionsAdapter

/// A checkout in memory.
struct MemoryFiles: RepositoryFiles {
  var texts: [String: String]

  init(_ texts: [String: String]) { self.texts = texts }

  /// One workflow and nothing else.
  init(workflow: String) { texts = [Self.workflow: workflow] }

  static let workflow = ".github/workflows/ci.yml"

  func paths(matching glob: String) -> [String] { [] }

  func contents(of path: String) -> [UInt8]? { texts[path].map { Array($0.utf8) } }

  func exists(_ path: String) -> Bool { texts[path] != nil }

  /// What the adapter reads of some files, by default of all below `.github/workflows`.
  func readout(_ files: [String]? = nil, named name: String = "octo/cat") -> PipelineReadout {
    let files = files ?? texts.keys.filter { $0.hasPrefix(".github/workflows/") }.sorted()
    return GitHubActions().jobs(in: files, of: self, named: name)
  }
}

extension PipelineReadout {
  /// The jobs of one workflow.
  static func of(_ workflow: String) -> PipelineReadout { MemoryFiles(workflow: workflow).readout() }

  /// The codes of the problems in their order.
  var codes: [String] { problems.map(\.code) }

  subscript(job: String) -> JobDefinition? { jobs.first { $0.key.job == job } }
}
