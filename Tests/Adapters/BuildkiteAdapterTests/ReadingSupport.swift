internal import AdapterKit
internal import InfraMindCore

@testable internal import BuildkiteAdapter

/// A checkout in memory.
struct MemoryFiles: RepositoryFiles {
  var texts: [String: String]

  /// One pipeline and nothing else.
  init(pipeline: String) { texts = [Self.pipeline: pipeline] }

  static let pipeline = ".buildkite/pipeline.yml"

  func paths(matching glob: String) -> [String] { [] }

  func contents(of path: String) -> [UInt8]? { texts[path].map { Array($0.utf8) } }

  func exists(_ path: String) -> Bool { texts[path] != nil }
}

extension PipelineReadout {
  /// What is read of one pipeline.
  static func of(_ pipeline: String) -> PipelineReadout {
    Buildkite().jobs(in: [MemoryFiles.pipeline], of: MemoryFiles(pipeline: pipeline), named: "octo/cat")
  }

  /// The codes of the problems in their order.
  var codes: [String] { problems.map(\.code) }

  subscript(job: String) -> JobDefinition? { jobs.first { $0.key.job == job } }
}

extension JobRow {
  /// The labels asked for; `?` and the text for what is not known, `default` for none.
  var machine: String {
    switch runner {
    case .labels(let labels, _): labels.joined(separator: " ")
    case .group(let group, _, _): "group \(group)"
    case .unresolved(let text, _, _): "? \(text)"
    case .platformDefault: "default"
    }
  }
}
