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
    if let reason = suggestion.adviceOnly {
      throw RefusedEdit("advice-only", reason, at: suggestion.position)
    }
    let key = suggestion.job.withoutVariant
    try refuseUnreadable(key.pipeline, at: suggestion.position)
    let entries = entries(of: key.pipeline)
    guard let entry = entries.first(where: { $0.key.job == key.job && $0.key.pipeline == key.pipeline })
    else {
      throw RefusedEdit(
        "outdated-suggestion",
        "the job '\(key.job.short)' is not in \(key.pipeline.short) any more; ask for suggestions again",
        at: suggestion.position)
    }
    try refuseGenerated([key.pipeline, entry.site.file.path])
    guard entry.site.node.kind == .mapping else {
      let lines = [entry.site.node.target].compactMap { $0?.position.line }
      throw RefusedEdit(
        "shared-anchor",
        "the job '\(entry.name.short)' is an alias of \(SentenceText.lines(lines)); "
          + "give it a text of its own",
        at: SourcePosition(entry.site.node.position))
    }
    return entry
  }

  private func refuseUnreadable(_ path: String, at position: SourcePosition) throws(RefusedEdit) {
    guard let file = files.file(at: path) else {
      throw RefusedEdit("unreadable-file", "\(path.short) cannot be read", at: position)
    }
    guard let problem = file.stream.problem else { return }
    let place = problem.position.map { SourcePosition($0) }
    throw RefusedEdit("unreadable-file", "\(path) is no YAML: \(problem.message)", at: place ?? position)
  }

  private func refuseGenerated(_ paths: [String]) throws(RefusedEdit) {
    for path in paths {
      guard let file = files.file(at: path), let header = file.generatedHeader else { continue }
      let origin = header.origin(in: file.stream.source) ?? "what it is generated from"
      throw RefusedEdit(
        "generated-file", "\(path) is generated; change \(origin) instead",
        at: SourcePosition(file: path, line: header.line, column: 1))
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
  /// Refuses a mapping that aliases elsewhere stand for, or a node in it.
  func refuseShared(_ node: YAMLNode, what: String) throws(RefusedEdit) {
    let aliases = node.sharedBy
    guard !aliases.isEmpty else { return }
    throw RefusedEdit(
      "shared-anchor",
      "\(what) is shared with \(SentenceText.lines(aliases.map(\.position.line))) through an anchor; "
        + "give this job a text of its own",
      at: SourcePosition(node.position))
  }

  /// Where a new key goes: above or below one of the job's own, never above a merge key, which would
  /// overwrite it.
  func slot(below keys: [String]) -> YAMLEdit.EntryPlace {
    let entries = node.entries
    let lastMerge = entries.last(where: \.isMerge)?.index ?? -1
    let known = entries.filter { keys.contains($0.key.resolved.text) && !$0.isDuplicate }
    guard let last = known.map(\.index).max(), last > lastMerge else {
      guard lastMerge < 0, let first = entries.first, first.key.kind == .scalar, !first.isDuplicate else {
        return .last
      }
      return .before(first.key.text)
    }
    return .after(entries[last].key.resolved.text)
  }

  /// Where a new key goes that should stand above what the job runs.
  func slot(above key: String) -> YAMLEdit.EntryPlace {
    let entries = node.entries
    let lastMerge = entries.last(where: \.isMerge)?.index ?? -1
    guard let entry = entries.first(where: { $0.key.resolved.text == key && !$0.isDuplicate }),
      entry.index > lastMerge
    else { return .last }
    return .before(key)
  }

  /// The names of jobs with their places, for a sentence.
  static func names(of entries: [JobEntry]) -> String {
    SentenceText.list(entries.map { "'\($0.name.short)' (\($0.position.file):\($0.position.line))" })
  }
}
