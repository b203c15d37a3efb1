internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A workflow's use of a job.
struct Invocation: Hashable {
  /// The workflow; empty where a config has none.
  var workflow: String
  /// The job's name as written.
  var job: String
  /// The item of the workflow's list.
  var item: YAMLNode
  /// The item's settings and arguments, aliases followed; `nil` if it is a bare name.
  var arguments: YAMLNode?
  /// The name of the job group around it.
  var group: String?
  /// Whether the workflow starts by its own schedule alone.
  var isScheduled = false
  /// Whether a filter lets tags through and no branch.
  var isForTags = false

  /// Names of the jobs waited for.
  var requires: [String] {
    (arguments?.list("requires") ?? []).compactMap { item in
      let item = item.resolved
      return item.kind == .mapping ? item.effectiveEntries.first?.key.text : item.scalarText
    }
  }

  /// What its matrix says; `nil` without one.
  var matrix: YAMLNode? { arguments?.value("matrix") }
}

/// The workflows of a config.
struct Workflows {
  /// All uses of jobs, in the order of the text; groups unfolded, approvals left out.
  private(set) var invocations: [Invocation] = []
  private let namespace: Namespace
  /// Uses beyond this many are not read.
  private static let most = 5_000
  /// How many conditions may still be weighed, by all workflows together.
  private var conditions = 20_000

  init(_ root: YAMLNode, in namespace: Namespace) {
    self.namespace = namespace
    for workflow in root.mapping("workflows")?.effectiveEntries ?? [] where workflow.key.text != "version" {
      read(workflow.key.text, workflow.value.resolved)
    }
  }

  private mutating func read(_ name: String, _ workflow: YAMLNode) {
    guard workflow.kind == .mapping else { return }
    let triggers = workflow.value("triggers")
    let isScheduled = triggers.map { !$0.items.isEmpty } ?? false
    let start = invocations.count
    for item in workflow.list("jobs") { read(item, of: name, group: nil, isScheduled) }
    guard let condition = workflow.value("when"), Condition.isForTags(condition, &conditions) else { return }
    for place in invocations.indices[start...] { invocations[place].isForTags = true }
  }

  private mutating func read(_ item: YAMLNode, of workflow: String, group: String?, _ isScheduled: Bool) {
    guard invocations.count < Self.most else { return }
    let node = item.resolved
    var job = node.scalarText ?? ""
    var arguments: YAMLNode?
    if node.kind == .mapping, let entry = node.effectiveEntries.first {
      job = entry.key.text
      arguments = entry.value.resolved.kind == .mapping ? entry.value.resolved : nil
    }
    guard !job.isEmpty else { return }
    if let type = arguments?.value("type")?.scalarText, type == "approval" { return }
    if group == nil, let members = namespace.groups[job]?.resolved {
      let prefix = arguments?.value("name")?.scalarText ?? ""
      for member in members.list("jobs") { read(member, of: workflow, group: prefix, isScheduled) }
      return
    }
    var invocation = Invocation(
      workflow: workflow, job: job, item: node, arguments: arguments, group: group, isScheduled: isScheduled)
    invocation.isForTags = Self.isForTags(arguments?.value("filters"))
    invocations.append(invocation)
  }

  /// Whether filters let no branch through.
  private static func isForTags(_ filters: YAMLNode?) -> Bool {
    if let filters, filters.kind == .scalar { return Condition.isForTags(expression: filters.text) }
    guard let filters, filters.kind == .mapping, filters.value("tags") != nil else { return false }
    return filters.value("branches")?.value("ignore")?.texts.contains("/.*/") ?? false
  }
}
