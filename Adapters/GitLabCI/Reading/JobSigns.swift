internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// What a job's surroundings say about caches.
struct JobSigns {
  let traits: Set<JobTrait>

  init(of settings: JobSettings) {
    var traits: Set<JobTrait> = []
    if Self.isRelease(settings) { traits.insert(.release) }
    let files = Set(settings.pipeline.written(settings.name).map(\.file.path))
    let isGenerated = settings.pipeline.files.contains {
      files.contains($0.path) && $0.generatedHeader != nil
    }
    if isGenerated { traits.insert(.generated) }
    self.traits = traits
  }

  // MARK: - Releases

  private static func isRelease(_ settings: JobSettings) -> Bool {
    if ["environment", "release", "pages"].contains(where: { isGiven(settings.own($0)) }) { return true }
    if settings.name == "pages" || speaksOfRelease(settings.name) { return true }
    if let stage = settings.own("stage").value?.text, speaksOfRelease(stage) { return true }
    return runsForTagsOnly(settings)
  }

  /// Whether a key has a value other than null and false.
  private static func isGiven(_ found: ConfigNode.Found) -> Bool {
    guard case .value(let node) = found else { return false }
    return node.top?.resolved.node.scalar != .bool(false)
  }

  private static func runsForTagsOnly(_ settings: JobSettings) -> Bool {
    if let only = settings.own("only").value {
      let refs = only.isMapping ? only.child("refs").value : only
      let names = refs.map { settings.pipeline.members(of: $0).known.compactMap(\.text) } ?? []
      return !names.isEmpty && names.allSatisfy { $0 == "tags" }
    }
    guard let rules = settings.own("rules").value else { return false }
    let running = settings.pipeline.members(of: rules).known.filter { $0.child("when")?.text != "never" }
    let conditions = running.map { $0.child("if")?.text?.trimmed ?? "" }
    return !conditions.isEmpty
      && conditions.allSatisfy {
        $0.hasPrefix("$CI_COMMIT_TAG") && !$0.contains("null") && !$0.contains("||")
      }
  }

  private static let leading: Set<Substring> = ["release", "releases", "releasing", "deployment"]
  private static let harmless: Set<Substring> = [
    "build", "test", "tests", "check", "checks", "lint", "validation", "mode",
  ]

  /// Whether a name begins with a word for releasing, or holds one that means nothing else.
  static func speaksOfRelease(_ name: String) -> Bool {
    guard name.holds("publish") || name.holds("deploy") || name.holds("releas") else { return false }
    let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }
    guard let first = words.first else { return false }
    if words.contains(where: { $0 == "publish" || $0 == "deploy" }) { return true }
    return leading.contains(first) && harmless.isDisjoint(with: words)
  }
}
