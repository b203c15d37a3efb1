internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// What a job's surroundings say about caches.
struct JobSigns {
  /// What shows each trait.
  private(set) var signs: [JobTrait: TraitSign] = [:]
  var traits: Set<JobTrait> { Set(signs.keys) }

  init(of settings: JobSettings, at job: SourcePosition) {
    signs[.release] = Self.release(settings, at: job)
    let pipeline = settings.pipeline
    for file in pipeline.files {
      guard let header = file.generatedHeader else { continue }
      let isHome = file.path == pipeline.path
      guard isHome || pipeline.written(settings.name).contains(where: { $0.file.path == file.path }) else {
        continue
      }
      signs[.generated] = TraitSign(
        "a comment says that the file is generated",
        at: SourcePosition(file: file.path, line: header.line, column: 1))
    }
  }

  // MARK: - Releases

  private static func release(_ settings: JobSettings, at job: SourcePosition) -> TraitSign? {
    for key in ["environment", "release", "pages"] {
      guard case .value(let node) = settings.own(key), node.top?.resolved.node.scalar != .bool(false) else {
        continue
      }
      return TraitSign("the job has `\(key)`", at: node.place ?? job)
    }
    if settings.name == "pages" { return TraitSign("the name `pages` speaks of a release", at: job) }
    if let sign = ReleaseName.sign(settings.name, at: job) { return sign }
    if let stage = settings.own("stage").value, let text = stage.text, ReleaseName.speaksOfRelease(text) {
      return TraitSign("the stage `\(text.short)` speaks of a release", at: stage.place ?? job)
    }
    if let place = tags(settings) { return TraitSign("the job runs for tags only", at: place) }
    return settings.pipeline.rulesForTags.map { TraitSign("the pipeline runs for tags only", at: $0) }
  }

  /// Where a pipeline's `workflow` says that it runs for tags only.
  static func rulesForTags(_ pipeline: Pipeline) -> SourcePosition? {
    guard let rules = pipeline.root("workflow").value?.child("rules").value, areForTags(rules, in: pipeline)
    else { return nil }
    return rules.place
  }

  /// Where it says that the job runs for tags only.
  private static func tags(_ settings: JobSettings) -> SourcePosition? {
    let pipeline = settings.pipeline
    if let only = settings.own("only").value {
      let refs = only.isMapping ? only.child("refs").value : only
      let names = refs.map { pipeline.members(of: $0).known.compactMap(\.text) } ?? []
      if !names.isEmpty, names.allSatisfy({ $0 == "tags" }) { return only.place }
      let variables = only.isMapping ? only.child("variables").value : nil
      let conditions = variables.map { pipeline.members(of: $0).known.compactMap(\.text) } ?? []
      return !conditions.isEmpty && conditions.allSatisfy(asksForTag) ? only.place : nil
    }
    if let except = settings.own("except").value {
      // Without `only` and `except` a job runs for branches and tags.
      let refs = except.isMapping ? except.child("refs").value : except
      let names = refs.map { pipeline.members(of: $0).known.compactMap(\.text) } ?? []
      return names.contains("branches") && !names.contains("tags") ? except.place : nil
    }
    guard let rules = settings.own("rules").value, areForTags(rules, in: pipeline) else { return nil }
    return rules.place
  }

  /// Whether all rules that let a job or pipeline run ask for a tag.
  private static func areForTags(_ rules: ConfigNode, in pipeline: Pipeline) -> Bool {
    let running = pipeline.members(of: rules).known.filter { $0.child("when")?.text != "never" }
    return !running.isEmpty && running.allSatisfy { asksForTag($0.child("if")?.text ?? "") }
  }

  private static func asksForTag(_ condition: String) -> Bool {
    let text = condition.trimmed
    return text.hasPrefix("$CI_COMMIT_TAG") && !text.containsBytes(of: "null")
      && !text.containsBytes(of: "||")
  }
}
