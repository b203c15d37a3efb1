internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// What a step's names say about caches.
enum StepTraits {
  /// What shows that a step brings something to users: its label or key, its group's, or the file's name.
  static func releaseSign(
    names: [YAMLNode?], at place: SourcePosition, in path: String
  ) -> TraitSign? {
    for name in names.compactMap(\.self) {
      guard let text = name.scalarText, speaksOfRelease(text) else { continue }
      return TraitSign("the name `\(text.firstLine)` speaks of a release", at: name.place)
    }
    let file = String(RepositoryPath.name(of: path))
    guard speaksOfRelease(file) else { return nil }
    return TraitSign(
      "the name `\(file)` speaks of a release", at: SourcePosition(file: path, line: 1, column: 1))
  }

  private static let leading: Set<Substring> = ["release", "releases", "releasing", "deployment"]
  private static let harmless: Set<Substring> = [
    "build", "test", "tests", "check", "checks", "lint", "validation", "mode",
  ]

  /// Whether a name begins with a word for releasing, or holds one that means nothing else.
  private static func speaksOfRelease(_ name: String) -> Bool {
    let isLikely =
      name.containsBytes(ofAnyCase: "releas") || name.containsBytes(ofAnyCase: "deploy")
      || name.containsBytes(ofAnyCase: "publish")
    guard isLikely else { return false }
    let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }
    if words.contains(where: { $0 == "publish" || $0 == "deploy" }) { return true }
    let named = words.drop { $0 == "pipeline" || $0 == "rocket" }
    guard let first = named.first else { return false }
    return leading.contains(first) && harmless.isDisjoint(with: words)
  }
}
