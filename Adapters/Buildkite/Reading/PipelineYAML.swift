internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

extension YAMLDialect {
  /// Buildkite's agent reads the nodes of go-yaml v3 and merges them itself: own keys win, the first `<<` wins.
  static var buildkite: YAMLDialect { .goYAML3Nodes }
}

extension YAMLNode {
  /// The items of a list, aliases followed; none of anything else.
  var listItems: [YAMLNode] { resolved.kind == .sequence ? Array(resolved.items) : [] }
}

/// The kinds of steps.
enum StepKind: Hashable {
  case command, wait, block, trigger, group
  /// None that Buildkite knows; the text that it shows for it.
  case unknown(String)

  /// Steps that are a word.
  private static let words: [String: StepKind] = [
    "wait": .wait, "waiter": .wait, "block": .block, "input": .block, "manual": .block,
  ]

  private static let types: [String: StepKind] = [
    "script": .command, "command": .command, "wait": .wait, "waiter": .wait, "block": .block,
    "manual": .block,
    "input": .block, "trigger": .trigger, "group": .group,
  ]

  /// Keys that tell a step's kind, the first found counts.
  private static let keys: [(String, StepKind)] = [
    ("command", .command), ("commands", .command), ("plugins", .command), ("script", .command),
    ("group", .group), ("wait", .wait), ("waiter", .wait), ("block", .block), ("input", .block),
    ("manual", .block), ("trigger", .trigger),
  ]

  /// The kind of an item of `steps`.
  init(_ item: YAMLNode) {
    switch item.kind {
    case .scalar:
      self = Self.words[item.text] ?? .unknown(item.isNull ? "nothing" : "'\(item.text.firstLine)'")
    case .mapping:
      if let type = item["type"]?.scalarText, let kind = Self.types[type] {
        self = kind
      } else if let found = Self.keys.first(where: { item.effectiveEntry(forKey: $0.0) != nil }) {
        self = found.1
      } else {
        self = .unknown("no key that tells its kind")
      }
    case .sequence: self = .unknown("a list")
    case .alias: self = .unknown("an alias of nothing")
    }
  }

  /// The mapping that holds a command step's attributes: its own, or the one nested below `command`.
  static func attributes(of item: YAMLNode) -> YAMLNode {
    for key in ["command", "commands", "script"] {
      if let inner = item[key]?.resolved, inner.kind == .mapping { return inner }
    }
    return item
  }
}

/// Marks of programs that write a pipeline from a template.
enum TemplateMarks {
  /// The first place that a template's program would fill; `nil` for a plain file.
  static func first(in stream: YAMLStream) -> SourcePosition? {
    if let line = line(of: "<%", or: "{%", in: stream.source) {
      return SourcePosition(file: stream.file, line: line, column: 1)
    }
    guard stream.source.containsBytes(of: "{{") else { return nil }
    for document in stream.documents {
      for node in document.nodes where node.kind == .scalar && isFilled(node.text) && !isCommand(node) {
        return node.place
      }
    }
    return nil
  }

  private static func isFilled(_ text: String) -> Bool {
    guard text.containsBytes(of: "{{") else { return false }
    var rest = text[...]
    while let open = rest.firstRange(of: "{{") {
      rest = rest[open.upperBound...]
      let inner = rest.drop { $0 == "-" || $0 == " " }
      if inner.first == "." || inner.first == "$" { return true }
    }
    return false
  }

  /// Scripts hold such marks for programs that they run, as in `docker ps --format '{{.Names}}'`.
  private static func isCommand(_ node: YAMLNode) -> Bool {
    let names: Set<YAMLPath.Component> = [.key("command"), .key("commands"), .key("script"), .key("plugins")]
    return node.path.components.contains(where: names.contains)
  }

  private static func line(of first: StaticString, or second: StaticString, in source: [UInt8]) -> Int? {
    guard source.containsBytes(of: first) || source.containsBytes(of: second) else { return nil }
    var line = 1
    var start = 0
    while start < source.count {
      let end = source[start...].firstIndex(of: 0x0A) ?? source.count
      let bytes = source[start..<end]
      if bytes.containsBytes(of: first) || bytes.containsBytes(of: second) { return line }
      line += 1
      start = end + 1
    }
    return nil
  }
}
