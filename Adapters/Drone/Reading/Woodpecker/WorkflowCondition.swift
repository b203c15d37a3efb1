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
  /// The text of a condition that holds wherever this one does, which was made of it.
  var narrows: String?

  /// Events that start a pipeline, in the order of the documentation. Those of pull requests bring code of
  /// outsiders.
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

  private init(events: Set<String>, sureEvents: Set<String>, text: String, narrows: String? = nil) {
    self.events = events
    self.sureEvents = sureEvents
    self.text = text
    self.narrows = narrows
  }

  /// The same where only some events ever come.
  func limited(to some: Set<String>) -> WorkflowCondition {
    WorkflowCondition(
      events: events.intersection(some), sureEvents: sureEvents.intersection(some), text: text,
      narrows: narrows)
  }

  /// A condition for one event and all else that another one asks for, as a list of alternatives; `nil` if it
  /// never holds for that event, or has values that cannot be written again.
  static func narrowing(_ node: YAMLNode, to event: String) -> (
    text: YAMLFragment, condition: WorkflowCondition
  )? {
    let list = node.resolved.kind == .sequence ? node.itemsWithMerged.map(\.node) : [node]
    var alternatives: [YAMLFragment] = []
    for alternative in list where events(of: alternative["event"]).contains(event) {
      var entries = [YAMLFragment.Entry(key: "event", value: .string(event))]
      for entry in alternative.effectiveEntries where entry.key.resolved.text != "event" {
        guard let value = YAMLFragment(copying: entry.value) else { return nil }
        entries.append(YAMLFragment.Entry(key: entry.key.resolved.text, value: value))
      }
      if !alternatives.contains(.mapping(entries)) { alternatives.append(.mapping(entries)) }
    }
    guard !alternatives.isEmpty else { return nil }
    let own = WorkflowCondition(node)
    let sure = own.sureEvents.intersection([event])
    return (
      .sequence(alternatives),
      WorkflowCondition(events: [event], sureEvents: sure, text: "\(event): \(own.text)", narrows: own.text)
    )
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

  /// Whether some events are those that releases are made by, and no others.
  static func areForReleases(_ events: some Collection<String>) -> Bool {
    !events.isEmpty && events.allSatisfy(["tag", "release", "deployment"].contains)
  }

  /// Whether it holds wherever another one does.
  func covers(_ other: WorkflowCondition) -> Bool {
    text == other.text || text == other.narrows || sureEvents.isSuperset(of: other.events)
  }

  /// Some events in the order of the documentation, unknown ones behind.
  static func sorted(_ events: Set<String>) -> [String] {
    allEvents.filter(events.contains) + events.subtracting(allEvents).sorted()
  }
}
