internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// What a step's names say about caches.
enum StepTraits {
  /// Words that come before what a step or file is for, as in `pipeline.release.yml` and `:rocket: Release`.
  private static let openings: Set<String> = ["pipeline", "rocket"]

  /// What shows that a step brings something to users: its label or key, its group's, or the file's name.
  static func releaseSign(
    names: [YAMLNode?], at place: SourcePosition, in path: String
  ) -> TraitSign? {
    for name in names.compactMap(\.self) {
      guard let text = name.scalarText else { continue }
      if let sign = ReleaseName.sign(text, at: name.place, behind: openings) { return sign }
    }
    let start = SourcePosition(file: path, line: 1, column: 1)
    return ReleaseName.sign(String(RepositoryPath.name(of: path)), at: start, behind: openings)
  }
}
