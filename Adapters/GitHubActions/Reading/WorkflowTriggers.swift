internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// What a workflow's `on` says.
struct WorkflowTriggers {
  /// An input that `workflow_call` declares.
  struct Input {
    var type: String
    var isRequired: Bool
    /// The default with its place; `nil` if there is none.
    var standard: YAMLNode?
  }

  /// Events in the order of the file.
  private(set) var events: [String] = []
  /// Inputs of `workflow_call` by lower-case name.
  private(set) var callInputs: [String: Input] = [:]
  /// Names, in lower case, of the inputs that a person gives to `workflow_dispatch`.
  private(set) var dispatchInputs: [String] = []
  /// The first event that releases are made with: `release`, pushed tags, pushed release branches.
  private(set) var releaseSign: TraitSign?
  /// A filter of tags that start nothing. Which tags do start the workflow it leaves open, as a bare `push` does.
  private(set) var ignoredTagsSign: TraitSign?

  init(_ node: YAMLNode) {
    let node = node.resolved
    switch node.kind {
    case .scalar:
      events = node.texts
      noteRelease(node)
    case .sequence:
      events = node.texts
      for item in node.items { noteRelease(item) }
    case .alias: break
    case .mapping:
      for entry in node.entries where entry.isInForce {
        noteRelease(entry.key)
        read(entry.key.resolved.text, entry.value.resolved)
      }
    }
  }

  private mutating func noteRelease(_ event: YAMLNode) {
    guard event.resolved.text == "release" else { return }
    releaseSign = releaseSign ?? TraitSign("the pipeline starts for the event `release`", at: event.place)
  }

  /// Whether the workflow runs only when another one calls it.
  var isCalledOnly: Bool { events == ["workflow_call"] }

  /// Whether the workflow may be called at all.
  var isCallable: Bool { events.contains("workflow_call") }

  /// Whether code that is not trusted may start the workflow while its token and caches are.
  var arePrivileged: Bool {
    events.contains { $0 == "pull_request_target" || $0 == "workflow_run" || $0 == "issue_comment" }
  }

  private mutating func read(_ event: String, _ body: YAMLNode) {
    events.append(event)
    switch event {
    case "push": readPush(body)
    case "workflow_dispatch":
      for entry in body["inputs"].map(\.resolved.entries).map(Array.init) ?? [] {
        dispatchInputs.append(entry.key.resolved.text.lowercased())
      }
    case "workflow_call":
      for entry in body["inputs"].map(\.resolved.entries).map(Array.init) ?? [] where entry.isInForce {
        callInputs[entry.key.resolved.text.lowercased()] = Input(
          type: entry.value["type"]?.scalarText ?? "string",
          isRequired: entry.value["required"]?.scalarText == "true",
          standard: entry.value["default"])
      }
    default: break
    }
  }

  private mutating func readPush(_ body: YAMLNode) {
    for entry in body.entries {
      switch entry.key.resolved.text {
      case "tags":
        releaseSign = releaseSign ?? TraitSign("the pipeline starts for pushed `tags`", at: entry.key.place)
      case "tags-ignore":
        ignoredTagsSign = TraitSign("the pipeline's `tags-ignore`", at: entry.key.place)
      case "branches":
        guard let branch = entry.value.texts.first(where: { $0.containsBytes(ofAnyCase: "release") }) else {
          continue
        }
        releaseSign =
          releaseSign
          ?? TraitSign(
            "the pipeline starts for pushes to the release branch `\(branch)`", at: entry.key.place)
      default: break
      }
    }
  }
}
