/// Names of jobs, stages and files that speak of a release: what bears them hands something to users, so that
/// a poisoned cache would reach these.
public enum ReleaseName {
  /// Whether a name holds a word that means nothing else (`publish`, `deploy`, `goreleaser`), or begins with
  /// one for releasing (`release`, `deployment`) and holds none for trying that out (`build`, `test`,
  /// `check`, …).
  ///
  /// - Parameters:
  ///   - name: In any case; everything but letters and digits parts its words.
  ///   - openings: Words, in lower case, that may stand before the first one that counts, such as `pipeline`
  ///     in `pipeline.release.yml`.
  public static func speaksOfRelease(_ name: String, behind openings: Set<String> = []) -> Bool {
    // Most names are told by a look at their bytes.
    guard signs.contains(where: { name.containsBytes(ofAnyCase: $0) }) else { return false }
    let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }
    if !unmistakable.isDisjoint(with: words) { return true }
    guard let first = words.first(where: { !openings.contains(String($0)) }) else { return false }
    return leading.contains(first) && harmless.isDisjoint(with: words)
  }

  /// The sign of ``JobTrait/release`` that a name is; `nil` if it speaks of none.
  ///
  /// - Parameter position: Where the name is written.
  public static func sign(
    _ name: String, at position: SourcePosition, behind openings: Set<String> = []
  ) -> TraitSign? {
    guard speaksOfRelease(name, behind: openings) else { return nil }
    let line = name.drop(while: \.isWhitespace).prefix { !$0.isNewline }.prefix(120)
    return TraitSign("the name `\(line)` speaks of a release", at: position)
  }

  /// Of which every name that speaks of a release holds one.
  private static let signs: [StaticString] = ["releas", "deploy", "publish"]
  private static let unmistakable: Set<Substring> = ["publish", "deploy", "goreleaser"]
  private static let leading: Set<Substring> = ["release", "releases", "releasing", "deployment"]
  private static let harmless: Set<Substring> = [
    "build", "test", "tests", "check", "checks", "lint", "validation", "mode",
  ]
}
