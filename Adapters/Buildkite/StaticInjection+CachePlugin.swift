internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// Writes uses of Buildkite's cache plugin, one for each folder, in front of the step's other plugins.
///
/// The key is the hash of the plan's files, so entries are restored and saved at the level `file` only: the plugin never
/// renews an entry, and one of a wider level would grow old.
struct CachePluginEdit {
  let step: ReadStep
  let plans: [(plan: CachePlan, folders: [KeptFolder])]
  let pipeline: ReadPipeline

  /// The version for pipelines that use none yet.
  private static let version = "v1.12.0"
  /// Settings of the pipeline's other uses that say where and how entries are stored.
  private static let stored = ["backend", "compression", "soft-fail"]

  var edits: [YAMLEdit] {
    get throws(RefusedEdit) {
      var uses: [(key: String, value: YAMLFragment)] = []
      for (plan, folders) in plans { uses += try self.uses(plan, folders) }
      guard let entry = step.mapping.effectiveEntry(forKey: "plugins"), !entry.value.resolved.isNull else {
        try step.mapping.refuseShared("the step")
        let fragment = YAMLFragment.sequence(uses.map { .mapping([($0.key, $0.value)]) })
        return [.insertEntry(key: "plugins", value: fragment, into: step.mapping.path, at: .last)]
      }
      let list = entry.value
      guard entry.isOwn, list.kind == .sequence, list.sharedBy.isEmpty else {
        throw RefusedEdit(
          "shared-anchor",
          "the step's plugins are shared through an anchor, or are no list; write them out first",
          at: list.place)
      }
      return uses.map { .insertItem(.mapping([($0.key, $0.value)]), into: list.path, at: .first) }
    }
  }

  private func uses(
    _ plan: CachePlan, _ folders: [KeptFolder]
  ) throws(RefusedEdit) -> [(key: String, value: YAMLFragment)] {
    guard !plan.keyFiles.isEmpty else {
      throw RefusedEdit(
        "advice-only", "no file of the checkout makes a key for \(plan.tool); add the plugin by hand",
        at: step.item.place)
    }
    let manifest: YAMLFragment =
      plan.keyFiles.count == 1
      ? .string(plan.keyFiles[0]) : .sequence(plan.keyFiles.map { .string($0) })
    let extra = (plan.keyWords + plan.keyParts.map(token)).joined(separator: "-")
    return folders.map { folder in
      var settings: [(String, YAMLFragment)] = [
        ("path", .string(folder.path)), ("manifest", manifest), ("restore", "file"), ("save", "file"),
      ]
      if !extra.isEmpty { settings.append(("key-extra", .string(extra))) }
      for key in Self.stored {
        if let value = model?.config?[key]?.scalarText { settings.append((key, .string(value))) }
      }
      return ("cache#\(model?.version ?? Self.version)", .mapping(settings))
    }
  }

  private func token(_ part: String) -> String {
    let axis = part.hasPrefix("matrix.") ? String(part.dropFirst("matrix.".count)) : part
    guard step.definition.rows.contains(where: { $0.matrix[axis] != nil }) else { return axis }
    return axis == StepMatrix.anonymous ? "{{matrix}}" : "{{matrix.\(axis)}}"
  }

  /// Another use of the plugin in the file, whose version and backend are taken over.
  private var model: PluginUse? {
    let all = step.plugins + pipeline.steps.flatMap(\.plugins)
    return all.first { $0.isCache && !$0.version.isEmpty }
  }
}
