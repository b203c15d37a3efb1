internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A pipeline document: what Drone calls a stage.
struct Pipeline {
  let path: String
  let root: YAMLNode

  /// The name that the API uses: a pipeline without one is called `default`.
  var name: String {
    let text = root["name"]?.scalarText ?? ""
    return text.isEmpty || root["name"]?.isNull == true ? "default" : text
  }

  /// The type; without one it is `docker`.
  var type: String { text("type") ?? "docker" }

  /// Whether steps run in containers that a plugin's image can be.
  var hasContainers: Bool { ["docker", "kubernetes", "vm", "aws"].contains(type) }

  /// Where the pipeline is defined: its name, else its kind.
  var position: SourcePosition {
    let entry = root.effectiveEntry(forKey: "name") ?? root.effectiveEntry(forKey: "kind")
    return entry?.key.place ?? root.place
  }

  /// `linux`, `windows`, `darwin`, …
  var os: String { root["platform"]?["os"]?.scalarText ?? "linux" }

  /// `x64`, `arm64`, or Drone's own word for others.
  var architecture: String {
    let word = root["platform"]?["arch"]?.scalarText ?? "amd64"
    return word == "amd64" ? "x64" : word
  }

  /// The items of `steps`, as they stand in the list.
  var stepItems: [YAMLNode] { root["steps"].map { Array($0.resolved.items) } ?? [] }

  /// The items of `services`.
  var serviceItems: [YAMLNode] { root["services"].map { Array($0.resolved.items) } ?? [] }

  /// Names of services and steps; `clone` is taken too.
  var stepNames: Set<String> {
    Set((serviceItems + stepItems).compactMap { $0["name"]?.scalarText } + ["clone"])
  }

  /// Names of the pipelines that it waits for.
  var needs: [String] { root["depends_on"]?.texts ?? [] }

  /// Variables of the whole pipeline.
  var environment: [String: String] { root["environment"]?.effectiveTexts ?? [:] }

  /// Folder in which the steps find the repository; `nil` where the rule for it is not known.
  var workspace: String? {
    guard let workspace = root["workspace"], !workspace.isNull else { return "/drone/src" }
    let base = workspace["base"]?.scalarText ?? ""
    let path = workspace["path"]?.scalarText ?? ""
    if base.isEmpty, path.hasPrefix("/") { return path.withoutSlashBehind }
    guard base.hasPrefix("/"), !path.isEmpty, !path.hasPrefix("/") else { return nil }
    return base.withoutSlashBehind + "/" + path.withoutSlashBehind
  }

  /// Text of a scalar of the pipeline; `nil` for none and for an empty one.
  func text(_ key: String) -> String? {
    guard let node = root[key], !node.isNull, let text = node.scalarText, !text.isEmpty else { return nil }
    return text
  }

  /// Volumes of the pipeline by name.
  var volumes: [String: YAMLNode] {
    let items = root["volumes"].map { Array($0.resolved.items) } ?? []
    return Dictionary(
      items.compactMap { item in item["name"]?.scalarText.map { ($0, item) } },
      uniquingKeysWith: { first, _ in first })
  }
}

extension YAMLNode {
  /// The texts of a mapping's scalars by key, merged ones too; what is no scalar is left out.
  var effectiveTexts: [String: String] {
    var texts: [String: String] = [:]
    for entry in effectiveEntries {
      if let value = entry.value.scalarText { texts[entry.key.resolved.text] = value }
    }
    return texts
  }

  /// The text of the source, on one line and not too long.
  var sourceOnOneLine: String {
    let text = String(decoding: document.source[range].prefix(400), as: UTF8.self)
    return text.split { $0.isWhitespace }.joined(separator: " ")
  }
}

extension String {
  var withoutSlashBehind: String {
    var text = self
    while text.count > 1, text.hasSuffix("/") { text.removeLast() }
    return text
  }
}
