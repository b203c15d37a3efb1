/// Finds the keys that a mapping holds more than once, and its merge keys.
enum KeyCheck {
  static func run(
    on mapping: Int32, parts: inout TreeParts, bytes: UnsafeBufferPointer<UInt8>, dialect: YAMLDialect
  ) {
    let record = parts.nodes[Int(mapping)]
    let count = Int(record.count) / 2
    let first = Int(record.first)
    var seen: [Key: Int32] = [:]
    for entry in 0..<count {
      let node = parts.children[first + 2 * entry]
      guard let key = key(of: node, parts: parts, bytes: bytes) else { continue }
      if key.isMerge { parts.nodes[Int(node)].flags.insert(.isMergeKey) }
      guard let earlier = seen[key] else {
        seen[key] = node
        continue
      }
      parts.nodes[Int(node)].flags.insert(.isDuplicate)
      parts.nodes[Int(earlier)].flags.insert(.isDuplicate)
      parts.findings.append(Finding(code: .duplicateKey, node: node, other: earlier))
      if wins(later: key, dialect: dialect) ?? false {
        parts.nodes[Int(earlier)].flags.insert(.isOutranked)
        seen[key] = node
      } else if wins(later: key, dialect: dialect) == false {
        parts.nodes[Int(node)].flags.insert(.isOutranked)
      }
    }
  }

  /// Whether the later of two equal keys is the one in force; `nil` if both are.
  private static func wins(later key: Key, dialect: YAMLDialect) -> Bool? {
    if key.isMerge, case .merge(let merging) = dialect.mergeKeys {
      switch merging.repeated {
      case .allFirstWins, .allLastWins: return nil
      case .onlyFirst: return false
      case .onlyLast: return true
      }
    }
    return dialect.duplicateKeys == .lastWins
  }

  private struct Key: Hashable {
    let text: [UInt8]
    let isMerge: Bool
  }

  private static func key(
    of node: Int32, parts: borrowing TreeParts, bytes: UnsafeBufferPointer<UInt8>
  ) -> Key? {
    var record = parts.nodes[Int(node)]
    let isAlias = record.kind == .alias
    if isAlias, record.link >= 0 { record = parts.nodes[Int(record.link)] }
    guard record.kind == .scalar else { return nil }
    let range = Int(record.first)..<Int(record.first) + Int(record.count)
    let text = record.flags.contains(.isDecoded) ? Array(parts.decoded[range]) : Array(bytes[range])
    let isMerge = !isAlias && record.style == .plain && record.link < 0 && text == [60, 60]
    return Key(text: text, isMerge: isMerge)
  }
}
