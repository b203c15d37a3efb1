import LosslessYAML

/// What holds for random edits of any bytes at all; the fuzzer looks for exceptions.
enum EditingLaws {
  /// What is wrong with some edits, as sentences; empty if nothing is.
  ///
  /// - Parameters:
  ///   - input: The first bytes, up to sixteen, choose the edits; the others are the file.
  ///   - strict: Whether a failed proof counts as well. It keeps a wrong result from anyone's file, but says
  ///     that the edit should have been composed otherwise or refused for a better reason.
  static func complaints(about input: [UInt8], strict: Bool = false) -> [String] {
    guard input.count > 1 else { return [] }
    let seed = input.prefix(min(16, input.count / 2))
    let source = Array(input.dropFirst(seed.count))
    let stream = YAMLStream(
      reading: source, dialect: ReadingLaws.dialects[Int(seed[0]) % ReadingLaws.dialects.count])
    var choices = Choices(bytes: Array(seed))
    let nodes = stream.documents.flatMap(\.nodes)
    guard !nodes.isEmpty else { return [] }
    let edits = (0...choices.next(3)).map { _ in edit(of: nodes[choices.next(nodes.count)], &choices) }

    do throws(YAMLError) {
      let revision = try stream.applying(edits)
      return complaints(about: revision, from: source)
    } catch {
      if error.message.isEmpty { return ["a refusal gives no reason"] }
      return strict && error.code == .proofFailed ? ["not as planned: \(error.message): \(edits)"] : []
    }
  }

  private static func complaints(about revision: YAMLRevision, from source: [UInt8]) -> [String] {
    var complaints: [String] = []
    if applying(revision.changes, to: source) != revision.source {
      complaints.append("the changes do not give the result")
    }
    if applying(revision.inverse, to: revision.source) != source {
      complaints.append("the inverse does not restore")
    }
    if revision.changes.isEmpty != (revision.source == source) {
      complaints.append("changes without a change")
    }
    return complaints
  }

  /// Puts changes into bytes, independently of the library.
  private static func applying(_ changes: [YAMLByteChange], to source: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var offset = 0
    for change in changes {
      guard change.range.lowerBound >= offset, change.range.upperBound <= source.count else { return [] }
      result += source[offset..<change.range.lowerBound] + change.replacement
      offset = change.range.upperBound
    }
    return result + source[offset...]
  }

  // MARK: - Random edits

  /// A stream of small numbers made of a few bytes.
  private struct Choices {
    let bytes: [UInt8]
    private var state: UInt64 = 0x9E37_79B9_7F4A_7C15

    init(bytes: [UInt8]) {
      self.bytes = bytes
      for byte in bytes { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }

    /// A number from 0 to below `bound`.
    mutating func next(_ bound: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(max(bound, 1)))
    }
  }

  private static let texts = [
    "x", "", "true", "a: b", "# c", "x # y", "- z", "1", " lead", "trail ", "two\nlines\n", "\n", "'", "\"",
    "é😀",
    "*a", "&a b", "{", "]", "a, b", "no", "${{ x }}", "tab\tbed", "\u{7}",
    "long " + String(repeating: "word ", count: 30),
  ]

  private static func fragment(_ choices: inout Choices, depth: Int = 0) -> YAMLFragment {
    let text = texts[choices.next(texts.count)]
    switch choices.next(depth < 2 ? 8 : 3) {
    case 0: return .scalar(.int(choices.next(100)))
    case 1: return .scalar(.string(text), style: .singleQuoted)
    case 2: return .scalar(.string(text))
    case 3: return .literal(text)
    case 4:
      return .mapping([
        ("k", fragment(&choices, depth: depth + 1)), (text, fragment(&choices, depth: depth + 1)),
      ])
    case 5: return .sequence([fragment(&choices, depth: depth + 1), fragment(&choices, depth: depth + 1)])
    case 6: return .flow(.sequence([fragment(&choices, depth: 2)]))
    default: return .commented(fragment(&choices, depth: depth + 1), trailing: text)
    }
  }

  private static func scalar(_ choices: inout Choices) -> YAMLScalar {
    switch choices.next(6) {
    case 0: .null
    case 1: .bool(true)
    case 2: .int(-3)
    case 3: .float(1.5)
    default: .string(texts[choices.next(texts.count)])
    }
  }

  private static func edit(of node: YAMLNode, _ choices: inout Choices) -> YAMLEdit {
    let sharing: YAMLEdit.Sharing = [.refuse, .editAnchor, .detach][choices.next(3)]
    let key = texts[choices.next(texts.count)]
    let count = node.entries.count
    let sibling = count > 0 ? node.entries[choices.next(count)].key.text : key
    let item = choices.next(node.items.count + 1)
    switch choices.next(node.kind == .scalar ? 4 : 7) {
    case 0: return .set(node.path, to: scalar(&choices), sharing: sharing)
    case 1: return .replace(node.path, with: fragment(&choices), sharing: sharing)
    case 2: return .remove(node.path, sharing: sharing)
    case 3:
      return .comment(node.path, key, placement: choices.next(2) == 0 ? .above : .trailing)
    default:
      guard node.kind == .mapping else {
        let place: YAMLEdit.ItemPlace = [.first, .last, .before(item), .after(item)][choices.next(4)]
        return .insertItem(fragment(&choices), into: node.path, at: place, sharing: sharing)
      }
      let place: YAMLEdit.EntryPlace = [.first, .last, .before(sibling), .after(sibling)][choices.next(4)]
      return .insertEntry(key: key, value: fragment(&choices), into: node.path, at: place, sharing: sharing)
    }
  }
}
