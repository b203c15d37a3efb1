internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A tag that an agent must have.
struct AgentTag: Hashable, Sendable {
  var key: String
  /// The value as written; `nil` where a list names a tag without one.
  var written: String?
  /// The scalar that holds the value; of a list the whole item.
  var node: YAMLNode
}

/// The tags that choose a step's agent, and where they are written.
struct AgentTags: Hashable, Sendable {
  /// Who says it.
  enum Home: Hashable, Sendable { case step, pipeline, nobody }

  var home = Home.nobody
  /// The value of `agents` as it stands there, perhaps an alias.
  var value: YAMLNode?
  /// Whether the step's own text holds the key, rather than a mapping merged into it.
  var isOwn = false
  var isList = false
  var tags: [AgentTag] = []

  /// Nothing.
  init() {}

  /// The tags of a step: its own in place of the pipeline's.
  init(step: YAMLNode, pipeline: AgentTags) {
    let entries = ["agents", "agent_query_rules"].lazy.compactMap { step.effectiveEntry(forKey: $0) }
    if let entry = entries.first(where: { !$0.value.resolved.isNull }) {
      self.init(entry.value, home: .step, isOwn: entry.isOwn)
    } else {
      self = pipeline
    }
  }

  /// The tags of a pipeline.
  init(pipeline root: YAMLNode) {
    guard root.kind == .mapping, let entry = root.effectiveEntry(forKey: "agents"),
      !entry.value.resolved.isNull
    else {
      self.init()
      return
    }
    self.init(entry.value, home: .pipeline, isOwn: entry.isOwn)
  }

  private init(_ value: YAMLNode, home: Home, isOwn: Bool) {
    self.home = home
    self.value = value
    self.isOwn = isOwn
    let node = value.resolved
    switch node.kind {
    case .mapping:
      for entry in node.effectiveEntries {
        let scalar = entry.value.resolved
        guard scalar.kind == .scalar else { continue }
        tags.append(
          AgentTag(
            key: entry.key.resolved.text, written: scalar.isNull ? "" : Self.shortened(scalar.text),
            node: scalar))
      }
    case .sequence:
      isList = true
      for item in node.items {
        let scalar = item.resolved
        guard scalar.kind == .scalar, !scalar.isNull else { continue }
        tags.append(Self.rule(scalar))
      }
    case .scalar:
      isList = true
      tags.append(Self.rule(node))
    case .alias: break
    }
  }

  private static func rule(_ node: YAMLNode) -> AgentTag {
    let parts = shortened(node.text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let key = String(parts[0]).withoutBlanks
    guard parts.count == 2 else { return AgentTag(key: key, written: nil, node: node) }
    return AgentTag(key: key, written: String(parts[1]).withoutBlanks, node: node)
  }

  /// The tag with a key.
  subscript(key: String) -> AgentTag? { tags.first { $0.key == key } }

  /// What a row asks for.
  func request(
    row: [String: String], _ interpolation: Interpolation, at place: SourcePosition
  ) -> RunnerRequest {
    guard !tags.isEmpty else { return .platformDefault(place) }
    let position = self["queue"]?.node.place ?? tags[0].node.place
    var labels: [String] = []
    for tag in tags {
      guard let written = tag.written else {
        labels.append(tag.key)
        continue
      }
      guard written.utf8.count <= Self.longest else { return Self.tooLong(tag) }
      let filled = Self.fill(written, row, interpolation)
      guard filled.text.utf8.count <= Self.longest else { return Self.tooLong(tag) }
      if filled.isKnown {
        labels.append("\(tag.key)=\(filled.text)")
      } else if !tag.key.hasPrefix("image") {
        return .unresolved(
          "\(tag.key)=\(written)", reason: "$\(filled.unknown[0]) is known to an upload only", tag.node.place)
      }
    }
    guard !labels.isEmpty else {
      return .unresolved(
        "\(tags[0].key)=\(tags[0].written ?? "")", reason: "its variables are known to an upload only",
        position)
    }
    return .labels(labels, position)
  }

  /// Bytes of a value; longer ones are nobody's, and each row would hold one.
  private static let longest = 1_000

  /// As much of a text as it takes to tell that it is too long.
  private static func shortened(_ text: String) -> String {
    text.utf8.count <= 2 * longest ? text : String(decoding: text.utf8.prefix(2 * longest), as: UTF8.self)
  }

  private static func tooLong(_ tag: AgentTag) -> RunnerRequest {
    .unresolved(
      "\(tag.key.firstLine)=\((tag.written ?? "").firstLine)",
      reason: "its value has more than \(longest) bytes", tag.node.place)
  }

  /// What it takes to hold the tags, in bytes.
  var weight: Int { tags.reduce(0) { $0 + 64 + $1.key.utf8.count + ($1.written?.utf8.count ?? 0) } }

  /// A tag's value in a row. Tokens come second: Buildkite's server puts them in after the agent's upload.
  static func fill(
    _ written: String, _ row: [String: String], _ interpolation: Interpolation
  ) -> Interpolation.Filled {
    var filled = interpolation.fill(written)
    filled.text = MatrixTokens.fill(filled.text, with: row)
    return filled
  }
}

extension String {
  /// Without spaces, tabs and line ends around.
  var withoutBlanks: String {
    var text = drop { $0.isWhitespace }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }

  /// The first line that is not empty, cut to a length fit for a name.
  var firstLine: String {
    let most = 120
    let start = utf8.drop(while: Self.isBlank).prefix(most + 1).prefix { !Self.endsLine($0) }
    guard start.allSatisfy({ $0 < 0x80 }) else {
      let content = drop { $0.isWhitespace }.prefix(most)
      return String(content.prefix { !$0.isNewline }).withoutBlanks
    }
    // Every byte is a character.
    var line = start.prefix(most)
    while let last = line.last, Self.isBlank(last) { line.removeLast() }
    return String(Substring(line))
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  private static func endsLine(_ byte: UInt8) -> Bool { (0x0A...0x0D).contains(byte) }
}
