@testable import LosslessYAML

/// What is wrong with the ranges of a file, as sentences; empty if nothing is.
struct SpanCheck {
  let stream: YAMLStream
  private(set) var complaints: [String] = []
  private var bytes: [UInt8] { stream.tree.source.bytes }

  init(_ stream: YAMLStream, reparsing: Bool = true) {
    self.stream = stream
    for document in stream.documents {
      checkDocument(document)
      for node in document.nodes {
        checkNesting(of: node)
        if reparsing { checkReparsing(of: node) }
      }
    }
    if stream.problem == nil { checkOutside() }
  }

  private mutating func complain(_ text: String, _ node: YAMLNode) {
    complaints.append("\(node.position) \(node.kind) \(node.range): \(text)")
  }

  // MARK: - Nesting and gaps

  private mutating func checkDocument(_ document: YAMLDocument) {
    guard let root = document.root else { return }
    checkProperties(of: root)
    let range = document.range
    if root.fullRange.lowerBound < range.lowerBound || root.fullRange.upperBound > range.upperBound {
      complain("is not inside its document \(range)", root)
    }
  }

  private mutating func checkNesting(of node: YAMLNode) {
    let range = node.range
    if range.lowerBound < node.fullRange.lowerBound || range.upperBound > bytes.count {
      complain("has impossible ends", node)
      return
    }
    checkTightness(of: node)
    if node.document.range.clamped(to: range) != range { complain("is outside its document", node) }
    guard node.kind == .mapping || node.kind == .sequence else { return }
    var offset = range.lowerBound
    var marks = ""
    for child in node.children {
      guard child.fullRange.lowerBound >= offset, child.range.upperBound <= range.upperBound else {
        complain("does not hold its child \(child.fullRange) in order", node)
        return
      }
      marks += punctuation(in: offset..<child.fullRange.lowerBound)
      marks += "n"
      checkProperties(of: child)
      offset = child.range.upperBound
    }
    marks += punctuation(in: offset..<range.upperBound)
    if !isWellFormed(marks, node) { complain("has the gaps \(marks)", node) }
  }

  /// A range has no blanks or breaks at its ends, but for the one break that a block scalar owns.
  private mutating func checkTightness(of node: YAMLNode) {
    let text = plainText(of: node.range, marksAreBlank: false)
    var last = node
    while let child = last.children.last, last.style == .block { last = child }
    let isBlock = last.style == .literal || last.style == .folded
    // An empty value may follow a block scalar that is the key.
    if last.isEmpty, last != node { return }
    let keeps = isBlock && plainText(of: last.range).prefix { $0 != "\n" }.prefix { $0 != "#" }.contains("+")
    let isLoose = isBlock ? text.hasSuffix("\n\n") && !keeps : text.last == " " || text.last == "\n"
    if isLoose || text.first == " " || text.first == "\n" { complain("has blanks at its ends", node) }
  }

  /// What a gap holds besides blanks, breaks and comments.
  private func punctuation(in gap: Range<Int>) -> String {
    bytes.withUnsafeBufferPointer { bytes in
      var text = ""
      var offset = gap.lowerBound
      while true {
        offset = Gap.skipSpace(in: bytes, from: offset, to: gap.upperBound)
        guard offset < gap.upperBound else { return text }
        text.unicodeScalars.append(Unicode.Scalar(bytes[offset]))
        offset += 1
      }
    }
  }

  /// Whether the nodes (`n`) and marks of a collection are what YAML's grammar has.
  private func isWellFormed(_ marks: String, _ node: YAMLNode) -> Bool {
    var rest = marks[...]
    func take(_ mark: Character) -> Bool {
      guard rest.first == mark else { return false }
      rest.removeFirst()
      return true
    }
    func takePair() -> Bool {
      _ = take("?")
      guard take("n") else { return false }
      _ = take(":")
      return take("n")
    }
    func takeItem() -> Bool { node.kind == .sequence ? take("n") : takePair() }

    if node.style == .block {
      repeat {
        if node.kind == .sequence, !take("-") { return false }
        guard takeItem() else { return false }
      } while !rest.isEmpty
      return true
    }
    guard node.isBracketed else { return takePair() && rest.isEmpty }
    guard take(node.kind == .sequence ? "[" : "{") else { return false }
    let close: Character = node.kind == .sequence ? "]" : "}"
    while rest.first != close {
      guard takeItem() else { return false }
      if !take(",") { break }
    }
    return take(close) && rest.isEmpty
  }

  private mutating func checkProperties(of node: YAMLNode) {
    let range = node.fullRange.lowerBound..<node.range.lowerBound
    let text = plainText(of: range)
    let hasSome = node.tag != nil || node.anchor != nil
    if hasSome != !range.isEmpty { complain("has the properties '\(text)'", node) }
    let words = text.split(separator: "\n").map { $0.prefix { $0 != "#" } }.joined(separator: " ")
      .split(separator: " ")
    if words.count != (node.tag == nil ? 0 : 1) + (node.anchor == nil ? 0 : 1) {
      complain("has the properties '\(text)'", node)
    }
    if !words.allSatisfy({ $0.hasPrefix("&") || $0.hasPrefix("!") }) {
      complain("has the properties '\(text)'", node)
    }
  }

  /// Outside of the documents' roots there are only comments, blanks, markers and directives.
  private mutating func checkOutside() {
    var offset = stream.tree.source.markLength
    for root in stream.documents.compactMap(\.root) {
      checkOutside(offset..<root.fullRange.lowerBound)
      offset = root.fullRange.upperBound
    }
    checkOutside(offset..<bytes.count)
  }

  private mutating func checkOutside(_ range: Range<Int>) {
    guard range.lowerBound <= range.upperBound else { return }
    for line in plainText(of: range).split(separator: "\n") {
      let word = line.drop { $0 == " " }
      let isFree = word.isEmpty || word.hasPrefix("#") || word.hasPrefix("%")
      if !isFree, word.prefixMatch(of: /(---|\.\.\.)( *| +#.*)$/) == nil {
        complaints.append("outside of all nodes: '\(line)'")
      }
    }
  }

  /// The bytes with `\n` for line breaks of any kind, blanks for tabs and for byte order marks that begin a
  /// line, and `x` for what is not ASCII: no character of it combines with another.
  private func plainText(of range: Range<Int>, marksAreBlank: Bool = true) -> String {
    bytes.withUnsafeBufferPointer { bytes in
      var text = ""
      var offset = range.lowerBound
      while offset < range.upperBound {
        let length = LineBreak.length(in: bytes, at: offset)
        let isMark = marksAreBlank && Gap.byteOrderMarkLength(in: bytes, at: offset) > 0
        let byte = bytes[offset]
        let mark = isMark || byte == .tab ? " " : byte < 0x80 ? Character(Unicode.Scalar(byte)) : "x"
        text.append(length > 0 ? "\n" : mark)
        offset += max(length, isMark ? 3 : 1)
      }
      return text
    }
  }

  // MARK: - Reading again

  private mutating func checkReparsing(of node: YAMLNode) {
    if node.isEmpty {
      if !node.text.isEmpty { complain("is empty and has text", node) }
      return
    }
    if !parents(for: node).contains(where: { isItself(node, in: $0) }) {
      complain("is another node alone: '\(String(decoding: bytes[node.range], as: UTF8.self))'", node)
    }
  }

  /// What a node is put into to be read alone: as little as lets YAML see the same node.
  private struct Parent {
    var before: [UInt8]
    var after = ""
    /// The way from the root to the node.
    var find: (YAMLNode) -> YAMLNode? = { $0 }
  }

  private func parents(for node: YAMLNode) -> [Parent] {
    let pad = Array(repeating: UInt8.space, count: stream.tree.source.column(at: node.range.lowerBound))
    if node.style == .literal || node.style == .folded {
      return [
        Parent(before: parentOfBlockScalar(node), find: { $0.items.first ?? $0.entries.first?.value ?? $0 })
      ]
    }
    let inBrackets = Parent(before: [UInt8(ascii: "[")] + pad, after: " ]", find: { $0.items.first })
    // A `-` is text by the comma behind it only.
    let beforeComma = Parent(before: inBrackets.before, after: ",]", find: inBrackets.find)
    if node.kind == .mapping, node.style == .flow, !node.isBracketed { return [inBrackets, beforeComma] }
    var parents = [Parent(before: pad)]
    guard node.style == .plain, node.kind == .scalar else { return parents }
    // A key such as `---` or `::` is one by the colon behind it only.
    if node.isKey { parents.append(Parent(before: pad, after: ": ", find: { $0.entries.first?.key })) }
    return node.parent?.style == .flow ? parents + [inBrackets, beforeComma] : parents
  }

  private func isItself(_ node: YAMLNode, in parent: Parent) -> Bool {
    let text = directives(of: node) + parent.before + bytes[node.range] + Array(parent.after.utf8)
    let stream = YAMLStream(reading: text, dialect: self.stream.dialect)
    guard stream.problem == nil, stream.documents.count == 1 else { return false }
    guard let copy = stream.documents.first?.root.flatMap(parent.find) else { return false }
    return node.isSame(as: copy)
  }

  /// The document's `%TAG` directives and its marker: tags cannot be read without them.
  private func directives(of node: YAMLNode) -> [UInt8] {
    let range = node.document.range
    guard bytes[range].first == UInt8(ascii: "%") else { return [] }
    let text = String(decoding: bytes[range], as: UTF8.self)
    let lines = text.split(whereSeparator: \.isNewline).prefix { !$0.hasPrefix("---") }
    return Array((lines.joined(separator: "\n") + "\n---\n").utf8)
  }

  private func parentOfBlockScalar(_ node: YAMLNode) -> [UInt8] {
    guard let parent = node.parent else { return [] }
    let pad = String(repeating: " ", count: stream.tree.source.column(at: parent.range.lowerBound))
    return Array((parent.kind == .mapping ? "\(pad)? k\n\(pad): " : "\(pad)- ").utf8)
  }
}

extension YAMLNode {
  /// Whether the node is a key of a mapping.
  var isKey: Bool {
    guard let parent, parent.kind == .mapping, let place = childIndex else { return false }
    return place % 2 == 0
  }

  /// Whether two nodes have the same content, styles, tags and anchors; tag and anchor of the two themselves
  /// do not count.
  func isSame(as other: YAMLNode) -> Bool {
    var pairs = [(self, other)]
    while let (left, right) = pairs.popLast() {
      let isSame =
        left.kind == right.kind && left.style == right.style && left.text == right.text
        && left.children.count == right.children.count
        && (left == self || left.tag == right.tag && left.anchor == right.anchor)
      guard isSame else { return false }
      pairs += zip(left.children, right.children)
    }
    return true
  }
}
