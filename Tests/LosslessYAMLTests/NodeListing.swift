@testable import LosslessYAML

/// A file's nodes, one a line: first character, last character or `-`, kind, style, anchor, tag, text.
///
/// Offsets count Unicode scalars. Where another reader's end of a block would mean another thing, `-` stands.
enum NodeListing {
  static func lines(of stream: YAMLStream) -> [String] {
    let bytes = stream.source
    // The number of scalars before each byte.
    var counts = [0]
    for byte in bytes.dropFirst(stream.tree.source.markLength) {
      counts.append(counts[counts.count - 1] + (byte.isContinuation ? 0 : 1))
    }
    let skipped = stream.tree.source.markLength
    return stream.documents.flatMap { document in
      ["document"]
        + document.nodes.map { node in
          let start = starts(of: node, counts, skipped)
          let isBlock =
            [.block, .literal, .folded].contains(node.style) || node.kind == .mapping && !node.isBracketed
          let end = isBlock || node.isEmpty ? "-" : "\(counts[node.range.upperBound - skipped])"
          let properties = "\(node.anchor ?? "-") \(node.tag ?? "-")"
          return "\(start) \(end) \(node.kind) \(node.style) \(properties) \(escaped(node.text))"
        }
    }
  }

  private static func starts(of node: YAMLNode, _ counts: [Int], _ skipped: Int) -> String {
    node.isEmpty && node.fullRange.isEmpty ? "-" : "\(counts[node.fullRange.lowerBound - skipped])"
  }

  private static func escaped(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { result, scalar in
      let isPlain = (0x20...0x7E).contains(scalar.value) && scalar != "\\"
      result += isPlain ? String(scalar) : "\\{\(String(scalar.value, radix: 16))}"
    }
  }
}
