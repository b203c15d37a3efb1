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
    return names.contains { ReleaseName.speaksOfRelease($0) }
  }
}
