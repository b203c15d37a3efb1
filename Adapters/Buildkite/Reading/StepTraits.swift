internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// What a step's names say about caches.
enum StepTraits {
  /// Words that come before what a step or file is for, as in `pipeline.release.yml` and `:rocket: Release`.
  private static let openings: Set<String> = ["pipeline", "rocket"]

  /// What shows that a step brings something to users: its label or key, its group's, the conditions of both,
  /// or the file's name.
  static func releaseSign(
    names: [YAMLNode?], conditions: [YAMLNode?], at place: SourcePosition, in path: String
  ) -> TraitSign? {
    for condition in conditions.compactMap(\.self) {
      guard let text = condition.scalarText, isForTags(text) else { continue }
      return TraitSign("the step runs for tags only", at: condition.place)
    }
    for name in names.compactMap(\.self) {
      guard let text = name.scalarText else { continue }
      if let sign = ReleaseName.sign(text, at: name.place, behind: openings) { return sign }
    }
    let start = SourcePosition(file: path, line: 1, column: 1)
    return ReleaseName.sign(String(RepositoryPath.name(of: path)), at: start, behind: openings)
  }

  /// Whether an `if` asks for a tag: `build.tag`, `build.tag != null`, `build.tag =~ /^v/`.
  private static func isForTags(_ condition: String) -> Bool {
    guard condition.containsBytes(of: "build.tag") else { return false }
    let text = condition.filter { !$0.isWhitespace && $0 != "(" && $0 != ")" }
      .replacing("''", with: "null").replacing("\"\"", with: "null")
    return text.split(separator: "||").allSatisfy { side in
      side.split(separator: "&&").contains { part in
        guard part.hasPrefix("build.tag") else { return false }
        let rest = part.dropFirst("build.tag".count)
        return rest.isEmpty || rest == "!=null" || rest.hasPrefix("=~")
          || rest.hasPrefix("==") && rest != "==null"
      }
    }
  }
}
