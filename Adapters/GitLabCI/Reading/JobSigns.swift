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
    if settings.name == "pages" || speaksOfRelease(settings.name) {
      return TraitSign("the name `\(settings.name.short)` speaks of a release", at: job)
    }
    if let stage = settings.own("stage").value, let text = stage.text, speaksOfRelease(text) {
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

  private static let leading: Set<Substring> = ["release", "releases", "releasing", "deployment"]
  private static let harmless: Set<Substring> = [
    "build", "test", "tests", "check", "checks", "lint", "validation", "mode",
  ]

  /// Whether a name begins with a word for releasing, or holds one that means nothing else.
  static func speaksOfRelease(_ name: String) -> Bool {
    guard
      name.containsBytes(ofAnyCase: "publish") || name.containsBytes(ofAnyCase: "deploy")
        || name.containsBytes(ofAnyCase: "releas")
    else { return false }
    let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }
    guard let first = words.first else { return false }
    if words.contains(where: { $0 == "publish" || $0 == "deploy" }) { return true }
    return leading.contains(first) && harmless.isDisjoint(with: words)
  }
}
