internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// The tags by which a job finds its runner.
struct JobTags {
  /// One tag as it is written.
  struct Tag {
    let layer: ConfigLayer
    let text: String
    /// Whether the text says everything: no variable, no input, no matrix.
    var isLiteral: Bool {
      !text.contains("$") && layer.node.kind == .scalar && layer.resolved.node == layer.node
    }
  }

  /// What holds for `tags`.
  let found: ConfigNode.Found
  /// The tags, in order; none if the job has none.
  let tags: [Tag]
  /// What out of view holds more of them.
  let outside: OutsideView?
  private let variables: JobVariables
  private let isExplicitlyEmpty: Bool

  init(of settings: JobSettings) {
    found = settings.effective("tags")
    variables = settings.variables
    switch found {
    case .value(let node):
      let members = settings.pipeline.members(of: node)
      tags = members.known.compactMap { layer in layer.text.map { Tag(layer: layer, text: $0) } }
      outside = members.outside
      isExplicitlyEmpty = members.known.isEmpty
    case .outside(let view):
      (tags, outside, isExplicitlyEmpty) = ([], view, false)
    case .absent, .null:
      (tags, outside, isExplicitlyEmpty) = ([], nil, false)
    }
  }

  /// The machine that a copy of the job asks for.
  ///
  /// - Parameter position: Where the job's own tags stand, else its name: tags of a template rule others too, and the
  ///   job gets its own beside them.
  func request(in copy: JobCopy, at position: SourcePosition) -> RunnerRequest {
    if let outside {
      return .unresolved(
        "tags", reason: "its tags are outside the view: only \(outside.what) can tell them", position)
    }
    // GitLab.com has a small machine for these, others whatever takes untagged jobs: no file tells.
    guard !tags.isEmpty else { return .platformDefault(position) }
    var labels: [String] = []
    for tag in tags {
      guard !InputText.isNeeded(for: tag.text) else {
        return .unresolved(
          tag.text, reason: "the input in '\(tag.text.short)' has no value in the files", position)
      }
      let expansion = VariableText(tag.text).expanded(by: variables, over: copy.values)
      switch expansion {
      case .text(let text): if !labels.contains(text) { labels.append(text) }
      case .unknown(let reason): return .unresolved(tag.text, reason: reason, position)
      }
    }
    return .labels(labels, position)
  }
}

/// A text with `$NAME` and `${NAME}`, as the server expands it when it creates a pipeline.
struct VariableText {
  /// What became of a text.
  enum Expansion: Hashable {
    case text(String)
    /// Why only a run knows.
    case unknown(String)
  }

  let text: String

  init(_ text: String) { self.text = text }

  /// The names that the text holds.
  var names: [String] {
    pieces.compactMap { if case .name(let name) = $0 { name } else { nil } }
  }

  private enum Piece {
    case literal(Substring)
    case name(String)
  }

  private var pieces: [Piece] {
    let bytes = text.utf8
    var pieces: [Piece] = []
    var rest = bytes[...]
    func add(_ literal: Substring.UTF8View) {
      if !literal.isEmpty { pieces.append(.literal(Substring(literal))) }
    }
    while let dollar = rest.firstIndex(of: UInt8(ascii: "$")) {
      let after = rest[bytes.index(after: dollar)...]
      if after.first == UInt8(ascii: "$") {
        add(rest[..<dollar])
        pieces.append(.literal("$$"))
        rest = after.dropFirst()
        continue
      }
      let isBraced = after.first == UInt8(ascii: "{")
      let name = after.dropFirst(isBraced ? 1 : 0).prefix(while: Self.isOfName)
      let behind = bytes[name.endIndex...]
      guard !name.isEmpty, !isBraced || behind.first == UInt8(ascii: "}") else {
        add(rest[..<after.startIndex])
        rest = after
        continue
      }
      add(rest[..<dollar])
      pieces.append(.name(String(Substring(name))))
      rest = isBraced ? behind.dropFirst() : behind
    }
    add(rest)
    return pieces
  }

  private static func isOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// The text with the values that the files give.
  func expanded(by variables: JobVariables, over matrix: [String: String] = [:]) -> Expansion {
    var budget = 200
    return expanded(by: variables, over: matrix, trail: [], &budget)
  }

  /// The text with the values that the files give; other names stay, and all that are left once there are many.
  func filled(from variables: JobVariables) -> String {
    var budget = 200
    return filled(from: variables, depth: 0, &budget)
  }

  private func filled(from variables: JobVariables, depth: Int, _ budget: inout Int) -> String {
    var result = ""
    for piece in pieces {
      switch piece {
      case .literal(let text): result += text
      case .name(let name):
        budget -= 1
        guard budget > 0, depth < 5, !variables.changing.contains(name), let value = variables.values[name],
          value.text.utf8.count < 1_000
        else {
          result += "${\(name)}"
          continue
        }
        result +=
          value.expands
          ? VariableText(value.text).filled(from: variables, depth: depth + 1, &budget) : value.text
      }
    }
    return result
  }

  private func expanded(
    by variables: JobVariables, over matrix: [String: String], trail: [String], _ budget: inout Int
  ) -> Expansion {
    var result = ""
    for piece in pieces {
      budget -= 1
      guard budget > 0, result.utf8.count < 10_000 else {
        return .unknown("its variables are nested too deeply")
      }
      switch piece {
      case .literal(let text): result += text
      case .name(let name):
        guard !trail.contains(name) else { return .unknown("$\(name) is made of itself") }
        if variables.changing.contains(name) { return .unknown("rules may set $\(name) to something else") }
        let value = matrix[name].map { ($0, true) } ?? variables.values[name].map { ($0.text, $0.expands) }
        guard let (text, expands) = value else { return .unknown(Self.reason(name, variables)) }
        guard expands, text.utf8.contains(UInt8(ascii: "$")) else {
          result += text
          continue
        }
        let inner = VariableText(text)
        switch inner.expanded(by: variables, over: matrix, trail: trail + [name], &budget) {
        case .text(let text): result += text
        case .unknown(let reason): return .unknown(reason)
        }
      }
    }
    return InputText.isNeeded(for: result)
      ? .unknown("an input in it has no value in the files") : .text(result)
  }

  private static func reason(_ name: String, _ variables: JobVariables) -> String {
    if let view = variables.outside { return "$\(name) may be set in \(view.what), outside the view" }
    if name.hasPrefix("CI_") { return "$\(name) is known only when a pipeline is created" }
    return "$\(name) is set outside the files, as in the project's settings"
  }
}
