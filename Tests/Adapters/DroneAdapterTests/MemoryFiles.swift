internal import AdapterKit
internal import DroneAdapter
internal import InfraMindCore

/// A checkout in memory.
struct MemoryFiles: RepositoryFiles {
  var texts: [String: String]

  init(_ texts: [String: String]) { self.texts = texts }

  /// One file of pipelines and nothing else.
  init(pipeline: String) { texts = [".drone.yml": pipeline] }

  func paths(matching glob: String) -> [String] {
    texts.keys.filter { Self.matches($0[...], glob[...]) }.sorted()
  }

  func contents(of path: String) -> [UInt8]? { texts[path].map { Array($0.utf8) } }

  func exists(_ path: String) -> Bool { texts[path] != nil }

  private static func matches(_ path: Substring, _ glob: Substring) -> Bool {
    guard let first = glob.first else { return path.isEmpty }
    if glob.hasPrefix("**/") {
      if matches(path, glob.dropFirst(3)) { return true }
      guard let slash = path.firstIndex(of: "/") else { return false }
      return matches(path[path.index(after: slash)...], glob)
    }
    if first == "*" {
      let ends = path.indices + [path.endIndex]
      return ends.contains { !path[..<$0].contains("/") && matches(path[$0...], glob.dropFirst()) }
    }
    return path.first == first && matches(path.dropFirst(), glob.dropFirst())
  }

  /// What the adapter reads of some files, by default of the pipeline.
  func readout(_ files: [String] = [".drone.yml"], named name: String = "octo/cat") -> PipelineReadout {
    Drone().jobs(in: files, of: self, named: name)
  }
}

extension PipelineReadout {
  /// The jobs of one file.
  static func of(_ pipeline: String) -> PipelineReadout { MemoryFiles(pipeline: pipeline).readout() }

  /// The codes of the problems in their order.
  var codes: [String] { problems.map(\.code) }

  /// The lines of the problems in their order.
  var lines: [Int] { problems.map(\.position.line) }

  subscript(job: String) -> JobDefinition? { jobs.first { $0.key.job == job } }
}

extension JobDefinition {
  /// The labels, or why they are not known.
  var machine: String {
    switch rows[0].runner {
    case .labels(let labels, _): labels.joined(separator: "+")
    case .unresolved(_, let reason, _): "? \(reason)"
    case .platformDefault: "default"
    case .group: "group"
    }
  }

  /// The scripts in order; of a plugin its name.
  var work: [String] {
    steps.map { step in
      switch step.work {
      case .run(let script): script
      case .use(let plugin): plugin.name
      case .other: "other"
      }
    }
  }
}
