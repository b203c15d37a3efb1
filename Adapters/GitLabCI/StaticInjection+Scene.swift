internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A checkout as the edits see it: each file read once, and the jobs that the reader finds.
struct InjectionScene {
  private let files: ConfigFiles
  /// The pipelines that suggestions are for.
  private let asked: Set<String>
  private let repository: String
  private var entries: [String: [JobEntry]] = [:]
  private var everyEntry: [JobEntry]?
  /// Places among ``everyEntry`` by the jobs' mappings, and those of jobs that extend others.
  private var placesBySite: [JobSite: [Int]] = [:]
  private var placesOfHeirs: [Int] = []

  init(_ repository: any RepositoryFiles, for suggestions: [Suggestion]) {
    files = ConfigFiles(repository)
    asked = Set(suggestions.map(\.job.pipeline))
    self.repository = suggestions.first?.job.repository ?? ""
  }

  /// The job that a suggestion means.
  mutating func job(for suggestion: Suggestion) throws(RefusedEdit) -> JobEntry {
    let key = suggestion.job.withoutVariant
    guard let file = files.file(at: key.pipeline) else {
      throw .unreadable(key.pipeline, at: suggestion.position)
    }
    try file.stream.refuseBroken(at: suggestion.position)
    let entries = entries(of: key.pipeline)
    guard let entry = entries.first(where: { $0.key.job == key.job && $0.key.pipeline == key.pipeline })
    else { throw .outdated("the job '\(key.job.short)'", in: key.pipeline, at: suggestion.position) }
    try refuseGenerated([key.pipeline, entry.site.file.path])
    return entry
  }

  private func refuseGenerated(_ paths: [String]) throws(RefusedEdit) {
    for path in paths {
      guard let file = files.file(at: path), let header = file.generatedHeader else { continue }
      throw .generated(header, of: path, source: file.stream.source)
    }
  }

  // MARK: - Other jobs

  private mutating func entries(of path: String) -> [JobEntry] {
    if let known = entries[path] { return known }
    var reader = PipelineReader(files, repository: repository)
    let read = reader.entries(of: path)
    entries[path] = read
    return read
  }

  /// The jobs of every pipeline of the checkout, and of those asked for.
  mutating func allEntries() -> [JobEntry] {
    if let everyEntry { return everyEntry }
    let paths = asked.union(files.paths(matching: GitLabCI.pipelineFilePatterns)).sorted()
    var all: [JobEntry] = []
    for path in paths { all += entries(of: path) }
    everyEntry = all
    for (place, entry) in all.enumerated() {
      placesBySite[entry.site, default: []].append(place)
      if !entry.settings.pipeline.ancestors(of: entry.name).isEmpty { placesOfHeirs.append(place) }
    }
    return all
  }

  /// Jobs that change with a job's mapping: the same job in other pipelines, and jobs that extend it.
  mutating func dependents(of entry: JobEntry) -> [JobEntry] {
    let all = allEntries()
    let places = Set(placesBySite[entry.site] ?? []).union(placesOfHeirs)
    return places.sorted().map { all[$0] }.filter { other in
      guard other.key != entry.key else { return false }
      if other.site == entry.site { return true }
      let pipeline = other.settings.pipeline
      return pipeline.ancestors(of: other.name).contains(entry.name)
        && pipeline.written(entry.name).contains { $0.node == entry.site.node }
    }
  }
}

extension JobSite {
  /// The names of jobs with their places, for a sentence.
  static func names(of entries: [JobEntry]) -> String {
    SentenceText.list(entries.map { "'\($0.name.short)' (\($0.position.file):\($0.position.line))" })
  }
}

extension JobSite {
  /// What speaks against an edit of the mapping unless all who share it through an anchor agree; `nil` if
  /// nobody does.
  var sharing: RefusedEdit? { node.sharing("the job '\(name.short)'") }

  /// The same for a value in the mapping.
  ///
  /// - Throws: `shared-anchor` if the value itself has an anchor that others use.
  func sharing(of value: YAMLNode, _ what: String) throws(RefusedEdit) -> RefusedEdit? {
    if let sharing, value.kind != .alias, !value.sharedBy.contains(where: { $0.target == value }) {
      return sharing
    }
    try value.refuseShared(what)
    return nil
  }
}

extension YAMLNode {
  /// The refusal of a node that others share through an anchor; `nil` if nobody does.
  func sharing(_ what: String) -> RefusedEdit? {
    do throws(RefusedEdit) {
      try refuseShared(what)
      return nil
    } catch {
      return error
    }
  }
}
