internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A job of a pipeline, before it is looked at closely.
final class JobEntry {
  /// The job in the pipeline that it runs in.
  let key: JobKey
  let settings: JobSettings
  let site: JobSite

  init(_ settings: JobSettings, key: JobKey, site: JobSite) {
    self.settings = settings
    self.key = key
    self.site = site
  }

  /// Its name in its own pipeline.
  var name: String { settings.name }

  /// Where its name stands.
  private(set) lazy var position = site.position

  /// Where another machine would be written: its own tags, else its name.
  private var tagsPlace: SourcePosition {
    site.entry("tags").map { SourcePosition($0.value.position) } ?? position
  }

  /// Its tags.
  private(set) lazy var tags = JobTags(of: settings)

  /// For each of its copies the machine asked for; none if only a run knows the copies.
  private(set) lazy var machines: [(copy: JobCopy, request: RunnerRequest)] = {
    guard case .rows(let copies) = JobCopies(of: settings) else { return [] }
    return copies.map { ($0, tags.request(in: $0, at: tagsPlace)) }
  }()

  /// The mappings that give the job its keys: those of its name and of all that it extends, with all that
  /// they merge.
  private(set) lazy var sources: Set<YAMLNode> = {
    var found: Set<YAMLNode> = []
    var open = settings.job.layers.compactMap { layer in
      if case .known(let layer) = layer { layer.resolved.node } else { nil }
    }
    while let next = open.popLast() {
      guard next.kind == .mapping, found.insert(next).inserted else { continue }
      open += next.entries.filter(\.isMerge).flatMap(\.mergedMappings)
    }
    return found
  }()

  /// The node that its caches are written in, wherever that is.
  private(set) lazy var cacheCarrier = settings.effective("cache").value?.top?.node

  /// The job as the profiles and the sizing look at it.
  func definition(_ problems: inout [PipelineProblem]) -> JobDefinition {
    var rows: [JobRow] = []
    switch JobCopies(of: settings) {
    case .failed(let problem): problems.append(problem)
    case .rows(let copies):
      rows = copies.map { copy in
        JobRow(
          matrix: copy.values, variant: JobVariant(copy.values), name: copy.name,
          runner: tags.request(in: copy, at: tagsPlace))
      }
    }
    let script = JobScript(of: settings, tags, at: position)
    let signs = JobSigns(of: settings, at: position)
    var job = JobDefinition(
      key: key, name: name, position: position, rows: rows, steps: script.steps, container: container(rows),
      needs: settings.needs.map { idStart + $0 }, traits: signs.traits, signs: signs.signs,
      timeout: settings.effective("timeout").value?.text.flatMap(TimeoutText.duration))
    job.checkout = settings.variables.bringsFiles ? .platform : .steps
    job.cacheReach = .workspace
    job.caches = JobCaches(of: settings, at: position).declared
    return job
  }

  /// What stands before the names of the jobs of its pipeline in their ids.
  private var idStart: String { String(key.job.dropLast(name.count)) }

  /// The image, where the runner starts a container of it: on macOS it names the machine's own image.
  private func container(_ rows: [JobRow]) -> String? {
    let areMachines = rows.allSatisfy { row in
      guard case .labels(let labels, _) = row.runner else { return false }
      return labels.contains { $0.hasPrefix("saas-macos") || $0.hasPrefix("saas-windows") }
    }
    return areMachines && !rows.isEmpty ? nil : settings.image
  }
}

/// A job's mapping in the strongest file that has it: where edits of the job go.
struct JobSite: Hashable {
  let name: String
  /// The mapping, or an alias in its place.
  let layer: ConfigLayer

  init(_ name: String, _ layer: ConfigLayer) {
    self.name = name
    self.layer = layer
  }

  var node: YAMLNode { layer.node }
  /// The mapping, also where an alias stands for it.
  var mapping: YAMLNode { node.resolved }
  /// Whether others have the mapping too, through an anchor.
  var isAnchored: Bool { node.kind == .alias || !node.sharedBy.isEmpty }
  var file: ConfigFile { layer.file }

  /// Where the job's name stands.
  var position: SourcePosition { SourcePosition(key?.position ?? node.position) }

  /// The job's name as it is written.
  var key: YAMLNode? { node.enclosingEntry?.key }

  /// The mapping's own entry of a key, not one that a merge key gives.
  func entry(_ key: String) -> YAMLEntry? { mapping.ownEntry(key) }

  /// Whether an own entry stands below all merge keys, so that nothing merged can overwrite it.
  func keeps(_ key: String) -> Bool {
    guard let entry = entry(key) else { return false }
    return entry.index > mapping.entries.last(where: \.isMerge)?.index ?? -1
  }
}
