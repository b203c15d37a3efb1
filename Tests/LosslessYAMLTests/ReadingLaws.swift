@testable import LosslessYAML

/// What holds for the reading of any bytes at all; the fuzzer looks for exceptions.
enum ReadingLaws {
  static let dialects: [YAMLDialect] = [
    .core12, .yaml11, .psych, .goYAML3, .goYAML2, .goYAML3Nodes, .snakeYAML,
  ]

  /// What is wrong with the reading of some bytes, as sentences; empty if nothing is.
  static func complaints(about bytes: [UInt8]) -> [String] {
    let dialect = dialects[(bytes.last.map(Int.init) ?? 0) % dialects.count]
    let stream = YAMLStream(reading: bytes, dialect: dialect)
    var complaints = SpanCheck(stream, reparsing: bytes.count < 2000).complaints
    if stream.source != bytes { complaints.append("the source has changed") }
    for error in stream.warnings + [stream.problem].compactMap({ $0 }) {
      if error.description.isEmpty { complaints.append("an error says nothing") }
    }
    for document in stream.documents {
      for node in document.nodes.prefix(1000) { complaints += self.complaints(about: node, in: document) }
    }
    let again = YAMLStream(reading: bytes, dialect: dialect)
    if !isSame(stream, again) { complaints.append("two readings differ") }
    return complaints
  }

  private static func complaints(about node: YAMLNode, in document: YAMLDocument) -> [String] {
    var complaints: [String] = []
    if !isInsideKey(node), document.node(at: node.path) != node {
      complaints.append("\(node.path) leads elsewhere")
    }
    if node.document.index != document.index { complaints.append("\(node.path) has another document") }
    if let member = node.member {
      let holds =
        member.range.lowerBound <= node.fullRange.lowerBound
        && member.range.upperBound >= node.range.upperBound
      if !holds { complaints.append("the member of \(node.path) does not hold it") }
      if let lines = member.lines,
        lines.lowerBound > member.range.lowerBound || lines.upperBound < member.range.upperBound
      {
        complaints.append("the lines of \(node.path) do not hold it")
      }
    }
    for entry in node.entries.prefix(20)
    where node[entry.key.text] == nil && entry.key.kind == .scalar && !entry.isMerge {
      complaints.append("\(node.path) does not give the key '\(entry.key.text)'")
    }
    let lines =
      (node.kind == .mapping ? node.entries.prefix(50).map(\.member) : node.items.prefix(50).map(\.member))
      .compactMap { $0?.lines }
    for (upper, lower) in zip(lines, lines.dropFirst()) where upper.upperBound > lower.lowerBound {
      complaints.append("\(node.path) has members that share lines")
    }
    let isScalar = node.resolved.kind == .scalar
    if isScalar != (node.scalar != nil) { complaints.append("\(node.path) is a scalar without a value") }
    if let target = node.target, !target.sharedBy.contains(node) {
      complaints.append("\(node.path) is not among those who share its target")
    }
    return complaints
  }

  /// Whether the node is a key or lies in one: the path of such a node is that of the value.
  private static func isInsideKey(_ node: YAMLNode) -> Bool {
    var around: YAMLNode? = node
    while let node = around {
      if node.isKey { return true }
      around = node.parent
    }
    return false
  }

  private static func isSame(_ left: YAMLStream, _ right: YAMLStream) -> Bool {
    guard left.documents.count == right.documents.count, left.problem == right.problem else { return false }
    return zip(left.documents, right.documents).allSatisfy { left, right in
      left.nodes.elementsEqual(right.nodes) {
        $0.fullRange == $1.fullRange && $0.range == $1.range && $0.text == $1.text
      }
    }
  }
}
