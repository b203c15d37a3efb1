internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// Something outside the view that may say more than the files do.
struct OutsideView: Hashable, Sendable {
  /// What it is called in a sentence.
  var what: String
  /// Where it is named.
  var position: SourcePosition
  /// Whether it comes with GitLab itself: such files choose no runners.
  var isTemplate = false
  /// Whether it brings jobs and their variables only, and nothing that other jobs have by default.
  var bringsJobsOnly = false
  /// Whether it is our component, which brings the template that measures jobs.
  var bringsMeasuring = false
}

/// A value of the merged configuration: what several files and templates say about one thing.
///
/// GitLab merges mappings key by key and replaces everything else. Instead of merging, the layers are kept
/// and asked in their order, so that each value knows where it is written.
struct ConfigNode {
  /// A mapping among those merged, or a place where one out of view would stand.
  enum Layer {
    case known(ConfigLayer)
    indirect case outside(OutsideView)
  }

  /// The strongest first. The first is known; if it is no mapping, it is the only one.
  var layers: [Layer]

  init(_ layers: [Layer]) { self.layers = layers }

  init(_ layer: ConfigLayer) { layers = [.known(layer)] }

  /// What a key has.
  enum Found {
    case absent
    /// `null`, which removes what it outranks.
    case null(ConfigLayer)
    case value(ConfigNode)
    /// Only what is out of view can tell.
    indirect case outside(OutsideView)

    var value: ConfigNode? { if case .value(let node) = self { node } else { nil } }
    var isAbsent: Bool { if case .absent = self { true } else { false } }
  }

  /// The strongest layer.
  var top: ConfigLayer? { if case .known(let layer)? = layers.first { layer } else { nil } }

  var isMapping: Bool { top?.isMapping ?? false }
  var text: String? { top?.text }
  var place: SourcePosition? { top?.place }

  /// Something out of view among the layers.
  var outside: OutsideView? {
    for case .outside(let view) in layers { return view }
    return nil
  }

  /// The value of a key, merged as GitLab does.
  ///
  /// - Parameter isIgnored: What out of view cannot have the key.
  func child(_ key: String, ignoring isIgnored: (OutsideView) -> Bool = { _ in false }) -> Found {
    var found: [Layer] = []
    for layer in layers {
      switch layer {
      case .outside(let view):
        if isIgnored(view) { continue }
        if found.isEmpty { return .outside(view) }
        found.append(layer)
      case .known(let layer):
        guard let child = layer.child(key) else { continue }
        if found.isEmpty {
          if child.isNull { return .null(child) }
          found.append(.known(child))
          if !child.isMapping { return .value(ConfigNode(found)) }
        } else if child.isMapping {
          found.append(.known(child))
        } else {
          return .value(ConfigNode(found))
        }
      }
    }
    return found.isEmpty ? .absent : .value(ConfigNode(found))
  }

  /// All keys with their values, found in one walk; the same as ``child(_:ignoring:)`` for each.
  var index: KeyIndex {
    var index = KeyIndex(for: 16)
    for layer in layers {
      switch layer {
      case .outside(let view): index.cover(with: view)
      case .known(let layer):
        let mapping = layer.resolved
        for entry in mapping.node.effectiveEntries {
          index.add(ConfigLayer(entry.value, in: mapping.file), for: entry.key.resolved.text)
        }
      }
    }
    return index
  }

  /// The keys of a mapping, each once, those of the weakest layer first.
  var keys: [String] {
    var seen: Set<String> = []
    var keys: [String] = []
    for case .known(let layer) in layers.reversed() {
      for entry in layer.resolved.node.effectiveEntries {
        let key = InputText.filled(entry.key.resolved.text, from: layer.file)
        if seen.insert(key).inserted { keys.append(key) }
      }
    }
    return keys
  }
}

/// What a mapping has for each key.
struct KeyIndex {
  /// A key, and what is known of its value.
  private struct Slot {
    var key: String
    var layers: [ConfigNode.Layer]
    /// Whether a weaker layer cannot add to the value: it is no mapping, or one of them is none.
    var isComplete: Bool
    /// `null`, which removes what it outranks.
    var null: ConfigLayer?
  }

  private var slots: [Slot] = []
  private var places: [String: Int] = [:]
  /// What may have the keys that no stronger layer has.
  private var view: OutsideView?

  /// An index with room for some keys.
  fileprivate init(for count: Int) {
    slots.reserveCapacity(count)
    places.reserveCapacity(count)
  }

  /// The values that are known, with their keys.
  var known: some Sequence<(key: String, layers: [ConfigNode.Layer])> {
    slots.lazy.filter { $0.null == nil }.map { ($0.key, $0.layers) }
  }

  subscript(key: String) -> ConfigNode.Found {
    guard let place = places[key] else { return view.map { .outside($0) } ?? .absent }
    if let layer = slots[place].null { return .null(layer) }
    return .value(ConfigNode(slots[place].layers))
  }

  /// Takes note of something out of view below all that was added.
  fileprivate mutating func cover(with view: OutsideView) {
    for place in slots.indices where !slots[place].isComplete { slots[place].layers.append(.outside(view)) }
    if self.view == nil { self.view = view }
  }

  /// Adds a value of the next weaker layer.
  fileprivate mutating func add(_ child: ConfigLayer, for key: String) {
    if let place = places[key] {
      guard !slots[place].isComplete else { return }
      if child.isMapping { slots[place].layers.append(.known(child)) } else { slots[place].isComplete = true }
      return
    }
    guard view == nil else { return }
    places[key] = slots.count
    let value = child.resolved.node
    let null = value.isNull ? child : nil
    slots.append(
      Slot(
        key: key, layers: null == nil ? [.known(child)] : [], isComplete: value.kind != .mapping, null: null))
  }
}
