internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// What a job's surroundings say about caches and machines.
struct JobTraits {
  let use: JobsReader.Use
  let traces: [SizeTrace]
  let isGenerated: Bool

  var traits: Set<JobTrait> {
    var traits: Set<JobTrait> = []
    if speaksOfRelease || isForTags { traits.insert(.release) }
    if traces.contains(where: \.isSelfHosted) { traits.insert(.selfHosted) }
    if isGenerated { traits.insert(.generated) }
    return traits
  }

  /// What shows the traits.
  var signs: [JobTrait: TraitSign] {
    let place = SourcePosition(use.key.position)
    if speaksOfRelease { return [.release: TraitSign("the job's name speaks of a release", at: place)] }
    return isForTags ? [.release: TraitSign("the job runs for tags only", at: place)] : [:]
  }

  private var isForTags: Bool { !use.invocations.isEmpty && use.invocations.allSatisfy(\.isForTags) }

  private var speaksOfRelease: Bool {
    let names = [use.id] + use.invocations.compactMap { $0.arguments?.value("name")?.scalarText }
    return names.contains(where: Self.speaksOfRelease)
  }

  private static let leading: Set<Substring> = ["release", "releases", "releasing", "deployment"]
  private static let harmless: Set<Substring> = [
    "build", "test", "tests", "check", "checks", "lint", "validation", "mode",
  ]

  /// Whether a name holds a word for bringing something to users, or begins with one that also has other meanings.
  private static func speaksOfRelease(_ name: String) -> Bool {
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
