internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// Writes `cache:` of a step: its volume on hosted agents.
///
/// A volume has a name and no key: the last successful job's files are the next one's. Steps that download the same
/// tool's files share one by its name; a step that keeps what it builds has a volume of its own.
struct VolumeEdit {
  let step: ReadStep
  let plans: [CachePlan]
  let folders: [KeptFolder]
  let pipeline: ReadPipeline

  /// Tools whose cache holds what a job built, or files for one machine.
  private static let built: Set<CacheTool> = [.go, .cargo, .bazel, .ccache, .sccache, .julia, .gradle]

  var edits: [YAMLEdit] {
    get throws(RefusedEdit) {
      try refuseSharedVolume()
      let paths = folders.map(\.path)
      guard let entry = step.mapping.effectiveEntry(forKey: "cache"), !entry.value.resolved.isNull else {
        try step.mapping.refuseShared("the step")
        return [
          .insertEntry(key: "cache", value: fragment(paths), into: step.mapping.path, at: step.entryPlace)
        ]
      }
      guard entry.value.scalarText != "false" else {
        throw RefusedEdit(
          "advice-only", "`cache: false` switches volumes off for this step; take it away first",
          at: entry.value.place)
      }
      guard entry.isOwn, entry.value.kind != .alias, entry.value.sharedBy.isEmpty else {
        throw RefusedEdit(
          "shared-anchor", "the step's `cache` is shared through an anchor; write it out first",
          at: entry.value.place)
      }
      return try extending(entry.value, by: paths)
    }
  }

  private func extending(_ cache: YAMLNode, by paths: [String]) throws(RefusedEdit) -> [YAMLEdit] {
    let known = VolumeRequest(cache)?.paths ?? []
    let new = paths.filter { !known.contains($0) }
    let list = cache.kind == .mapping ? cache.entry(forKey: "paths")?.value : cache
    guard let list, list.kind != .alias, list.sharedBy.isEmpty else {
      throw RefusedEdit(
        "shared-anchor", "the paths of the step's `cache` are shared through an anchor; write them out first",
        at: cache.place)
    }
    guard list.kind == .scalar else { return new.map { .insertItem(.string($0), into: list.path) } }
    return [.replace(list.path, with: .sequence((known + new).map { .string($0) }))]
  }

  private func fragment(_ paths: [String]) -> YAMLFragment {
    let list = YAMLFragment.sequence(paths.map { .string($0) })
    guard VolumeRequest(pipeline.rootCache) == nil else {
      // The step's volume is merged with the pipeline's, so it keeps that one's name.
      guard let name = VolumeRequest(pipeline.rootCache)?.name else { return ["paths": list] }
      return ["name": .string(name), "paths": list]
    }
    return ["name": .string(name), "paths": list]
  }

  /// `npm-pip`; with the step's own name where it keeps what it builds.
  private var name: String {
    var parts = plans.map(\.tool.rawValue)
    if plans.contains(where: { Self.built.contains($0.tool) }) {
      parts.append(Self.slug(step.definition.key.job))
    }
    let name = parts.filter { !$0.isEmpty }.joined(separator: "-").prefix(100)
    return String(name).withoutHyphensAround
  }

  private static func slug(_ text: String) -> String {
    let words = text.lowercased().split { !$0.isASCII || !$0.isLetter && !$0.isNumber }
    return words.joined(separator: "-")
  }

  /// A volume has no key, so rows on different machines must not share one.
  private func refuseSharedVolume() throws(RefusedEdit) {
    guard let built = plans.first(where: { Self.built.contains($0.tool) }) else { return }
    let machines = Set(
      step.definition.rows.map { row -> [String] in
        if case .labels(let labels, _) = row.runner { return labels }
        return []
      })
    guard machines.count > 1 || !built.keyParts.isEmpty else { return }
    throw RefusedEdit(
      "shared-volume",
      "the jobs of the matrix would share one volume, which has no key, and \(built.tool) keeps files that differ "
        + "between them; split the step",
      at: step.item.place)
  }
}

extension String {
  fileprivate var withoutHyphensAround: String {
    var text = drop { $0 == "-" }
    while text.last == "-" { text.removeLast() }
    return String(text)
  }
}
