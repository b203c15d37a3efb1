internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// What names mean in a config, or in an inline orb of it.
final class Namespace: Sendable {
  /// Where a name with a slash leads.
  enum Orb: Sendable {
    /// Written out in the config.
    case inline(Namespace)
    /// In the registry, so outside the view: its full name, such as `circleci/node`, and version.
    case registry(name: String, version: String)
  }

  /// A job by its id.
  struct Job: Sendable {
    var id: String
    var key: YAMLNode
    /// As written: perhaps an alias.
    var node: YAMLNode
  }

  /// `orb/` for what an inline orb holds; empty for the config itself.
  let prefix: String
  /// In the order of the text.
  let jobs: [Job]
  let orbs: [String: Orb]
  /// Commands by name.
  let commands: [String: YAMLNode]
  /// Executors by name.
  let executors: [String: YAMLNode]
  /// Groups of jobs by name.
  let groups: [String: YAMLNode]
  private let jobsByID: [String: Job]

  /// How deep inline orbs may nest.
  private static let deepest = 4

  /// Orbs of a config, those within others counted; the others are as if they were not there.
  private static let mostOrbs = 1_000

  convenience init(_ root: YAMLNode, pipeline: Scope) {
    var left = Self.mostOrbs
    self.init(root, prefix: "", pipeline: pipeline, depth: 0, &left)
  }

  private init(_ root: YAMLNode, prefix: String, pipeline: Scope, depth: Int, _ left: inout Int) {
    self.prefix = prefix
    commands = Self.elements(root, "commands")
    executors = Self.elements(root, "executors")
    groups = Self.elements(root, "job-groups")
    jobs = (root.mapping("jobs")?.effectiveEntries ?? []).map { entry in
      Job(id: prefix + entry.key.text, key: entry.key, node: entry.value)
    }
    jobsByID = Dictionary(jobs.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var orbs: [String: Orb] = [:]
    for entry in root.mapping("orbs")?.effectiveEntries ?? [] {
      left -= 1
      guard left >= 0 else { break }
      let value = entry.value.resolved
      switch value.kind {
      case .mapping:
        guard depth < Self.deepest else { continue }
        let name = prefix + entry.key.text + "/"
        orbs[entry.key.text] = .inline(
          Namespace(value, prefix: name, pipeline: pipeline, depth: depth + 1, &left))
      case .scalar:
        let text = pipeline.fill(value)?.text ?? value.text
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        orbs[entry.key.text] = .registry(
          name: parts.first.map { $0.lowercased() } ?? "", version: parts.count > 1 ? String(parts[1]) : "")
      case .sequence, .alias: continue
      }
    }
    self.orbs = orbs
  }

  private static func elements(_ root: YAMLNode, _ key: String) -> [String: YAMLNode] {
    let entries = root.mapping(key)?.effectiveEntries ?? []
    return Dictionary(entries.map { ($0.key.text, $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  /// The job of an id without the namespace's own prefix.
  func job(_ name: String) -> Job? { jobsByID[prefix + name] }

  /// An orb's element by its name with a slash: the orb, and the name behind the slash.
  func orb(of name: String) -> (orb: Orb, element: String, alias: String)? {
    let parts = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, let orb = orbs[parts[0]] else { return nil }
    return (orb, parts[1], parts[0])
  }

  /// Whether an orb of the registry is imported under a name; the name, and its version.
  func importedOrb(named name: String) -> (alias: String, version: String)? {
    for (alias, orb) in orbs.sorted(by: { $0.key < $1.key }) {
      if case .registry(name, let version) = orb { return (alias, version) }
    }
    return nil
  }
}
