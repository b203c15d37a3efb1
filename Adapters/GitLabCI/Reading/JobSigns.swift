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
    let files = Set(settings.pipeline.written(settings.name).map(\.file.path)).union([settings.pipeline.path])
    for file in settings.pipeline.files where files.contains(file.path) {
      guard let header = file.generatedHeader else { continue }
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
    return tags(settings).map { TraitSign("the job runs for tags only", at: $0) }
  }

  /// Where it says that the job runs for tags only.
  private static func tags(_ settings: JobSettings) -> SourcePosition? {
    if let only = settings.own("only").value {
      let refs = only.isMapping ? only.child("refs").value : only
      let names = refs.map { settings.pipeline.members(of: $0).known.compactMap(\.text) } ?? []
      return !names.isEmpty && names.allSatisfy { $0 == "tags" } ? only.place : nil
    }
    guard let rules = settings.own("rules").value else { return nil }
    let running = settings.pipeline.members(of: rules).known.filter { $0.child("when")?.text != "never" }
    let conditions = running.map { $0.child("if")?.text?.trimmed ?? "" }
    let areForTags = conditions.allSatisfy {
      $0.hasPrefix("$CI_COMMIT_TAG") && !$0.contains("null") && !$0.contains("||")
    }
    return !conditions.isEmpty && areForTags ? rules.place : nil
  }
}
