internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A label that an agent must have.
struct WorkflowLabel {
  let key: String
  /// As written: `${NAME}` is not filled.
  let written: String
  /// The scalar that holds the value; of a list the whole item.
  let node: YAMLNode
}

/// The `labels` of a workflow: an agent takes it if each of them is one of its own, whatever others it has.
///
/// - SeeAlso: woodpecker-ci/woodpecker, `server/rpc/filter.go`.
struct WorkflowLabels {
  /// Those that count, in the order of the file.
  private(set) var labels: [WorkflowLabel] = []
  /// The value of `labels` as it stands there; `nil` for none.
  let node: YAMLNode?
  /// Whether it is a list of `key=value`, as Woodpecker 2 has it too.
  let isList: Bool

  /// Labels under this name are Woodpecker's own.
  private static let reserved = "woodpecker-ci.org"
  /// Every agent has these.
  static let common: Set<String> = ["platform", "backend", "repo"]

  init(_ root: YAMLNode) {
    let value = root["labels"].flatMap { $0.isNull ? nil : $0 }
    node = value
    isList = value?.resolved.kind == .sequence
    if isList {
      labels = (value?.itemsWithMerged ?? []).compactMap { Self.label(item: $0.node) }
    } else {
      labels = (value?.effectiveEntries ?? []).compactMap { entry in
        entry.value.scalarText.map {
          WorkflowLabel(key: entry.key.resolved.text, written: $0, node: entry.value)
        }
      }
    }
    labels.removeAll { $0.written.isEmpty || $0.key.hasPrefix(Self.reserved) }
    // Woodpecker 1 had a key for this label alone.
    if self["platform"] == nil, let platform = root["platform"], let text = platform.scalarText, !text.isEmpty
    {
      labels.append(WorkflowLabel(key: "platform", written: text, node: platform))
    }
  }

  private static func label(item: YAMLNode) -> WorkflowLabel? {
    guard let text = item.scalarText else { return nil }
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !parts[0].isEmpty else { return nil }
    return WorkflowLabel(key: parts[0], written: parts[1], node: item)
  }

  /// The label with a key.
  subscript(key: String) -> WorkflowLabel? { labels.first { $0.key == key } }

  /// What a row asks for, each label spelt as in an agent's settings: `key=value`.
  func request(_ row: [String: String], at place: SourcePosition) -> RunnerRequest {
    var texts: [String] = []
    for label in labels {
      let filled = MatrixText.fill(label.written, with: row)
      if let unknown = filled.unknown {
        return .unresolved(
          "\(label.key)=\(label.written)".short, reason: "${\(unknown.short)} is known only to a run",
          label.node.place)
      }
      if !filled.text.isEmpty { texts.append("\(label.key)=\(filled.text)") }
    }
    return texts.isEmpty ? .platformDefault(place) : .labels(texts, node?.place ?? labels[0].node.place)
  }
}
