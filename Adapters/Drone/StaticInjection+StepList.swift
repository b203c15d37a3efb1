internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// The list or mapping in which a stage's steps stand, for edits.
struct StepList {
  private let stage: any Stage
  private let node: YAMLNode

  /// - Throws: `shared-anchor` if others share the steps; `not-a-list` if they are neither list nor mapping.
  init(of stage: any Stage) throws(RefusedEdit) {
    guard let node = try stage.root.ownValue(stage.stepsKey, what: "the list of steps"),
      node.kind == .sequence || type(of: stage).hasStepsByName && node.kind == .mapping
    else {
      throw RefusedEdit("not-a-list", "there is no list of steps", at: stage.position)
    }
    self.stage = stage
    self.node = node
  }

  /// Puts a step, whose name is its first entry, above one of these.
  func insertion(of step: YAMLFragment, above place: Int) throws(RefusedEdit) -> YAMLEdit {
    switch stage.home(ofStep: place) {
    case .item(let index): .insertItem(step, into: node.path, at: .before(index))
    case .entry(let key): entry(step, at: .before(key))
    case .merged: throw merged(place)
    }
  }

  /// Puts a step, whose name is its first entry, below one of these.
  func insertion(of step: YAMLFragment, below place: Int) throws(RefusedEdit) -> YAMLEdit {
    switch stage.home(ofStep: place) {
    case .item(let index): .insertItem(step, into: node.path, at: .after(index))
    case .entry(let key): entry(step, at: .after(key))
    case .merged: throw merged(place)
    }
  }

  private func entry(_ step: YAMLFragment, at place: YAMLEdit.EntryPlace) -> YAMLEdit {
    guard case .mapping(let entries) = step, let first = entries.first,
      case .scalar(.string(let name), _) = first.value
    else { return .insertEntry(key: "step", value: step, into: node.path, at: place) }
    return .insertEntry(key: name, value: .mapping(Array(entries.dropFirst())), into: node.path, at: place)
  }

  private func merged(_ place: Int) -> RefusedEdit {
    RefusedEdit(
      "shared-anchor", "the step is of another list that is merged into this one; write it here to change it",
      at: stage.stepItems[place].place)
  }
}
