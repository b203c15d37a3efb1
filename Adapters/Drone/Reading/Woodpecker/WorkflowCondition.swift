internal import AdapterKit
internal import LosslessYAML

/// The `when` of a workflow or a step: alternatives, each of which holds if all its parts do.
///
/// - SeeAlso: woodpecker-ci/woodpecker, `pipeline/frontend/yaml/constraint`.
struct WorkflowCondition {
  /// Events for which it may hold.
  let events: Set<String>
  /// Events for which it holds whatever else is so.
  let sureEvents: Set<String>
  /// As written, on one line; empty for none.
  let text: String

  /// Events that start a pipeline, in the order of the documentation. Those of pull requests bring code of outsiders.
  static let allEvents = [
    "push", "pull_request", "pull_request_closed", "pull_request_metadata", "tag", "release", "deployment",
    "cron",
    "manual",
  ]

  /// The condition that always holds.
  static let always = WorkflowCondition(nil)

  init(_ node: YAMLNode?) {
    let all = Set(Self.allEvents)
    guard let node, !node.isNull else {
      (events, sureEvents, text) = (all, all, "")
      return
    }
    let list = node.resolved.kind == .sequence ? node.itemsWithMerged.map(\.node) : [node]
    text = list.isEmpty ? "" : node.resolved.sourceOnOneLine
    var events: Set<String> = list.isEmpty ? all : []
    var sure = events
    for alternative in list {
      let own = Self.events(of: alternative["event"])
      events.formUnion(own)
      let parts = alternative.effectiveEntries.map(\.key.resolved.text)
      if parts.allSatisfy({ $0 == "event" }) { sure.formUnion(own) }
    }
    self.events = events
    sureEvents = sure
  }

  /// The condition that holds for one event only.
  init(event: String) {
    events = [event]
    sureEvents = [event]
    text = "event: \(event)"
  }

  private init(events: Set<String>, sureEvents: Set<String>, text: String) {
    self.events = events
    self.sureEvents = sureEvents
    self.text = text
  }

  /// The same where only some events ever come.
  func limited(to some: Set<String>) -> WorkflowCondition {
    WorkflowCondition(
      events: events.intersection(some), sureEvents: sureEvents.intersection(some), text: text)
  }

  private static func events(of node: YAMLNode?) -> Set<String> {
    guard let node, !node.isNull else { return Set(allEvents) }
    guard node.resolved.kind == .mapping else {
      let texts = node.textsWithMerged
      return texts.isEmpty ? Set(allEvents) : Set(texts)
    }
    let included = node["include"]?.textsWithMerged ?? []
    return Set(included.isEmpty ? allEvents : included).subtracting(node["exclude"]?.textsWithMerged ?? [])
  }

  /// Whether it holds wherever another one does.
  func covers(_ other: WorkflowCondition) -> Bool {
    text == other.text || sureEvents.isSuperset(of: other.events)
  }

  /// Some events in the order of the documentation, unknown ones behind.
  static func sorted(_ events: Set<String>) -> [String] {
    allEvents.filter(events.contains) + events.subtracting(allEvents).sorted()
  }
}
