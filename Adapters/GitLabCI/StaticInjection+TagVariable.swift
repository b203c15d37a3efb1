internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A variable that gives a job the tag of its size, and nothing else.
struct TagVariable {
  let name: String
  /// Where its value is written today.
  let carrier: YAMLNode
  private let site: JobSite

  /// `nil` if no variable of the files alone is the tag that goes, or if the job uses it for more.
  init?(of wish: RunnerWish) {
    guard wish.leaving.count == 1, wish.wanted.count == 1 else { return nil }
    let variables = wish.job.settings.variables
    for tag in wish.tags.tags where tag.layer.node.kind == .scalar && tag.layer.node.text == tag.text {
      guard let name = VariableText(tag.text).onlyName, let value = variables.values[name],
        value.text == wish.leaving[0], value.layer.node.kind == .scalar,
        value.layer.resolved.node == value.layer.node,
        wish.job.settings.variables(onlyIn: wish.job.tags).contains(name)
      else { continue }
      self.name = name
      carrier = value.layer.node
      site = wish.job.site
      return
    }
    return nil
  }

  /// The variable with another value, in the job alone.
  func edits(setting tag: String) throws(RefusedEdit) -> [YAMLEdit] {
    try site.node.refuseAlias("the job '\(site.name.short)'")
    let value = YAMLFragment.string(tag)
    guard let own = site.entry("variables")?.value else {
      guard site.node["variables"] == nil else {
        throw RefusedEdit(
          "shared-anchor",
          "the job's variables come over a merge key, and variables of its own would replace them; "
            + "write $\(name) by hand",
          at: site.position)
      }
      try site.node.refuseShared("the job '\(site.name.short)'")
      return [
        .insertEntry(
          key: "variables", value: .mapping([(name, value)]), into: site.node.path,
          at: site.node.slot(above: "script"))
      ]
    }
    try own.refuseShared("the list of variables")
    guard own.kind == .mapping, own.tag == nil else {
      throw RefusedEdit(
        "shared-anchor", "the job's variables are written elsewhere, for others too",
        at: SourcePosition(own.position))
    }
    if own.entry(forKey: name) != nil {
      guard own.subtree.contains(carrier) else {
        throw RefusedEdit(
          "shared-anchor", "$\(name) is written elsewhere, for others too", at: SourcePosition(own.position))
      }
      return [.set(carrier.path, to: .string(tag))]
    }
    return [.insertEntry(key: name, value: value, into: own.path)]
  }
}

extension VariableText {
  /// The name if the text is one variable and nothing else.
  var onlyName: String? {
    let names = names
    guard names.count == 1, text == "$\(names[0])" || text == "${\(names[0])}" else { return nil }
    return names[0]
  }
}

extension JobSettings {
  /// Variables that the job uses in its tags and nowhere else that the files show.
  func variables(onlyIn tags: JobTags) -> Set<String> {
    let tags = tags.tags.filter { $0.text.utf8.contains(UInt8(ascii: "$")) }
    let names = Set(tags.flatMap { VariableText($0.text).names })
    guard !names.isEmpty else { return [] }
    var texts: [String] = []
    for key in ["before_script", "after_script", "image", "services", "cache"] {
      guard let node = effective(key).value else { continue }
      texts += node.texts
    }
    for case .known(let layer) in job.layers {
      for entry in layer.resolved.node.effectiveEntries where !["tags", "extends"].contains(entry.key.text) {
        texts += entry.value.scalars().map(\.text)
      }
    }
    // What references bring in.
    texts += own("script").value.map { pipeline.members(of: $0).known.compactMap(\.text) } ?? []
    let used = Set(texts.flatMap { VariableText($0).names })
    return names.subtracting(used)
  }
}

extension ConfigNode {
  /// All texts of its layers.
  fileprivate var texts: [String] {
    layers.flatMap { layer -> [String] in
      if case .known(let layer) = layer { layer.node.resolved.scalars().map(\.text) } else { [] }
    }
  }
}
