internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A use of a plugin.
struct PluginUse: Hashable, Sendable {
  /// `docker` for Buildkite's own, `org/name` for others, `./path` for vendored ones; lower-cased.
  var name: String
  /// The version as written; empty if none.
  var version: String
  /// Its configuration; `nil` if it has none.
  var config: YAMLNode?
  /// Where it is written.
  var node: YAMLNode

  /// The plugins of a step, in any of the notations: texts, mappings of one key, or one mapping of all.
  static func all(_ node: YAMLNode?, _ interpolation: Interpolation) -> [PluginUse] {
    guard let node = node?.resolved else { return [] }
    switch node.kind {
    case .mapping: return uses(in: node, interpolation)
    case .sequence:
      return node.items.prefix(200).flatMap { item in
        let plugin = item.resolved
        return plugin.kind == .mapping
          ? uses(in: plugin, interpolation)
          : plugin.kind == .scalar && !plugin.isNull
            ? [PluginUse(plugin.text, config: nil, node: item, interpolation)] : []
      }
    case .scalar:
      return node.isNull ? [] : [PluginUse(node.text, config: nil, node: node, interpolation)]
    case .alias: return []
    }
  }

  private static func uses(in mapping: YAMLNode, _ interpolation: Interpolation) -> [PluginUse] {
    mapping.effectiveEntries.map { entry in
      PluginUse(entry.key.resolved.text, config: entry.value.resolved, node: entry.key, interpolation)
    }
  }

  private init(_ reference: String, config: YAMLNode?, node: YAMLNode, _ interpolation: Interpolation) {
    let parts = interpolation.fill(reference).text.split(separator: "#", maxSplits: 1).map(String.init)
    name = Self.plainName(parts.first ?? "")
    version = parts.count > 1 ? parts[1] : ""
    self.config = config?.isNull == true ? nil : config
    self.node = node
  }

  /// A reference's name without the parts that all of them have.
  private static func plainName(_ reference: String) -> String {
    var name = reference.lowercased()
    for prefix in ["https://github.com/", "ssh://git@github.com/", "git@github.com:", "github.com/"]
    where name.hasPrefix(prefix) {
      name = String(name.dropFirst(prefix.count))
    }
    for ending in [".git", "-buildkite-plugin"] where name.hasSuffix(ending) {
      name = String(name.dropLast(ending.count))
    }
    return name.hasPrefix("buildkite-plugins/") ? String(name.dropFirst("buildkite-plugins/".count)) : name
  }

  /// The use as a packaged step; its lists are texts of one line each.
  var packaged: PackagedStep {
    var inputs: [String: String] = [:]
    for entry in config?.resolved.effectiveEntries ?? [] {
      let texts = entry.value.texts
      if !texts.isEmpty { inputs[entry.key.resolved.text.lowercased()] = texts.joined(separator: "\n") }
    }
    return PackagedStep(name: name, version: version, inputs: inputs)
  }

  /// Whether it is Buildkite's own cache plugin.
  var isCache: Bool { name == "cache" }

  /// What the command runs in because of it; `nil` if it starts no container.
  func container(_ interpolation: Interpolation) -> String? {
    switch name {
    case "docker": return config?["image"]?.scalarText.map { interpolation.fill($0).text } ?? "docker"
    case "docker-compose": return config?["run"]?.scalarText.map { "docker-compose service \($0)" }
    case "kubernetes":
      let containers = config?["podSpec"]?["containers"]?.listItems ?? []
      return containers.first?.resolved["image"]?.scalarText
    default: return nil
    }
  }

  /// Whether it gives the step a pod of a cluster.
  var isPod: Bool { name == "kubernetes" }

  /// Whether its container sees the agent's folders: only the checkout is mounted by itself.
  var startsContainer: Bool { name == "docker" || name == "docker-compose" && config?["run"] != nil }

  /// Where it gives the command's container its resources itself, as a pod's patch or specification does.
  var resources: YAMLNode? {
    guard name == "kubernetes" else { return nil }
    for key in ["podSpecPatch", "podSpec"] {
      for container in config?[key]?["containers"]?.listItems.prefix(50) ?? [] {
        if let resources = container.resolved["resources"], !resources.resolved.isNull { return resources }
      }
    }
    return nil
  }

  /// A command that stands in its configuration.
  var command: String? {
    guard name == "docker" || name == "docker-compose" else { return nil }
    let words = config?["command"]?.texts ?? []
    return words.isEmpty ? nil : words.joined(separator: " ")
  }
}
