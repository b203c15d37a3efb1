internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A checkout as the edits see it: each file read once.
struct InjectionScene {
  private let adapter: TeamCity
  private let repository: any RepositoryFiles
  private var definitions: [String: [JobDefinition]] = [:]
  private var streams: [String: YAMLStream] = [:]

  init(adapter: TeamCity, repository: any RepositoryFiles) {
    self.adapter = adapter
    self.repository = repository
  }

  /// The job that a suggestion means, as the files have it now.
  mutating func definition(for suggestion: Suggestion) throws(RefusedEdit) -> JobDefinition {
    let key = suggestion.job.withoutVariant
    guard let bytes = repository.contents(of: key.pipeline) else {
      throw .unreadable(key.pipeline, at: suggestion.position)
    }
    if !SettingsFile.isKotlin(key.pipeline), streams[key.pipeline] == nil {
      streams[key.pipeline] = YAMLStream(reading: bytes, file: key.pipeline, dialect: .teamCity)
    }
    try streams[key.pipeline]?.refuseBroken(at: suggestion.position)
    let all = definitions[key.pipeline] ?? read(key)
    definitions[key.pipeline] = all
    guard let job = all.first(where: { $0.key == key }) else {
      throw .outdated("the job '\(key.job)'", in: key.pipeline, at: suggestion.position)
    }
    return job
  }

  /// The runners of the steps of a build type in Kotlin settings.
  func runners(of definition: JobDefinition) -> [String] {
    let file = definition.key.pipeline
    guard let source = repository.contents(of: file) else { return [] }
    return SettingsReader(source, file: file, repository: definition.key.repository)
      .runners(of: definition.key.job)
  }

  private func read(_ key: JobKey) -> [JobDefinition] {
    adapter.jobs(in: [key.pipeline], of: repository, named: key.repository).jobs
  }

  /// The place of a job in its file, if it may be edited.
  func job(
    _ definition: JobDefinition, at position: SourcePosition
  ) throws(RefusedEdit) -> InjectedJob {
    let file = definition.key.pipeline
    guard let stream = streams[file],
      let entry = stream.documents.first?.root?.resolved["jobs"]?.resolved.effectiveEntry(
        forKey: definition.key.job)
    else { throw .unreadable(file, at: position) }
    if let header = GeneratedHeader(in: stream.source) {
      throw .generated(header, of: file, source: stream.source)
    }
    let job = InjectedJob(definition: definition, node: entry.value)
    try entry.value.refuseShared("the job '\(definition.key.job)'")
    guard entry.value.kind == .mapping, entry.isOwn else {
      throw RefusedEdit(
        "shared-anchor",
        "the job '\(definition.key.job)' comes over a merge key; give it a text of its own",
        at: entry.key.place)
    }
    return job
  }
}

/// A job's mapping in its file.
struct InjectedJob {
  let definition: JobDefinition
  let node: YAMLNode

  /// Where a new key goes: behind the last of these that the job has itself, else above all others.
  func place(behind keys: [String]) -> YAMLEdit.EntryPlace {
    let own = node.entries.filter { entry in entry.isInForce && !entry.isMerge }
    guard let last = own.last(where: { keys.contains($0.key.text) }) else { return .first }
    return .after(last.key.text)
  }
}
