/// Finds the keys that a mapping holds more than once, and its merge keys.
struct KeyCheck {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let dialect: YAMLDialect
  /// The keys of the mapping at hand; kept to reuse its memory.
  private var keys = ContiguousArray<Key>()

  /// A key as the bytes of its text.
  private struct Key: Hashable {
    let node: Int32
    /// Tells most different keys apart without a look at the text.
    let signature: UInt64
    let text: UnsafeBufferPointer<UInt8>
    let isMerge: Bool

    static func == (left: Key, right: Key) -> Bool {
      left.signature == right.signature && left.isMerge == right.isMerge
        && left.text.hasSameBytes(as: right.text)
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(bytes: UnsafeRawBufferPointer(text))
    }
  }

  init(_ bytes: UnsafeBufferPointer<UInt8>, dialect: YAMLDialect) {
    self.bytes = bytes
    self.dialect = dialect
  }

  mutating func run(first: Int, count: Int, _ parts: inout TreeParts) {
    // A second reference: the pointers into the decoded text hold while the other parts change.
    let decoded = parts.decoded
    decoded.withUnsafeBufferPointer { decoded in
      for entry in 0..<count / 2 {
        let place = first + 2 * entry
        gather(parts.children[place], parts.children[place + 1], decoded, &parts)
      }
      if keys.count <= 16 { compareAll(&parts) } else { compareByHash(&parts) }
      keys.removeAll(keepingCapacity: true)
    }
  }

  private mutating func gather(
    _ node: Int32, _ value: Int32, _ decoded: UnsafeBufferPointer<UInt8>, _ parts: inout TreeParts
  ) {
    var record = parts.nodes[Int(node)]
    let isAlias = record.kind == .alias
    if isAlias, record.link >= 0 { record = parts.nodes[Int(record.link)] }
    guard record.kind == .scalar else { return }
    let range = Int(record.first)..<Int(record.first) + Int(record.count)
    let text = UnsafeBufferPointer(rebasing: (record.flags.contains(.isDecoded) ? decoded : bytes)[range])
    let isMerge =
      !isAlias && record.style == .plain && record.link < 0 && text.count == 2
      && text[0] == UInt8(ascii: "<") && text[1] == UInt8(ascii: "<")
    if isMerge {
      parts.nodes[Int(node)].flags.insert(.isMergeKey)
      parts.mergeCount += Self.mergeCount(of: value, parts)
    }
    keys.append(Key(node: node, signature: text.signature, text: text, isMerge: isMerge))
  }

  /// How many mappings a merge key may merge: the items of its value, through an alias, or the value itself.
  private static func mergeCount(of value: Int32, _ parts: TreeParts) -> Int {
    var record = parts.nodes[Int(value)]
    if record.kind == .alias, record.link >= 0 { record = parts.nodes[Int(record.link)] }
    return record.kind == .sequence ? max(1, Int(record.count)) : 1
  }

  private func compareAll(_ parts: inout TreeParts) {
    guard keys.count > 1 else { return }
    for later in 1..<keys.count {
      let signature = keys[later].signature
      for earlier in 0..<later where keys[earlier].signature == signature && keys[earlier] == keys[later] {
        report(keys[later], after: lastInForce(of: keys[..<later], like: keys[later], parts), &parts)
        break
      }
    }
  }

  private func compareByHash(_ parts: inout TreeParts) {
    var seen: [Key: Int32] = [:]
    seen.reserveCapacity(keys.count)
    for key in keys {
      guard let earlier = seen[key] else {
        seen[key] = key.node
        continue
      }
      report(key, after: earlier, &parts)
      if !parts.nodes[Int(key.node)].flags.contains(.isOutranked) { seen[key] = key.node }
    }
  }

  /// The key that a further equal one competes with.
  private func lastInForce(of keys: ArraySlice<Key>, like key: Key, _ parts: borrowing TreeParts) -> Int32 {
    let equal = keys.filter { $0 == key }
    let inForce = equal.last { !parts.nodes[Int($0.node)].flags.contains(.isOutranked) }
    return (inForce ?? equal.last ?? key).node
  }

  private func report(_ key: Key, after earlier: Int32, _ parts: inout TreeParts) {
    parts.nodes[Int(key.node)].flags.insert(.isDuplicate)
    parts.nodes[Int(earlier)].flags.insert(.isDuplicate)
    parts.findings.append(Finding(code: .duplicateKey, node: key.node, other: earlier))
    switch winner(isMerge: key.isMerge) {
    case .later: parts.nodes[Int(earlier)].flags.insert(.isOutranked)
    case .earlier: parts.nodes[Int(key.node)].flags.insert(.isOutranked)
    case .both: break
    }
  }

  private enum Winner { case earlier, later, both }

  private func winner(isMerge: Bool) -> Winner {
    if isMerge, case .merge(let merging) = dialect.mergeKeys {
      switch merging.repeated {
      case .allFirstWins, .allLastWins: return .both
      case .onlyFirst: return .earlier
      case .onlyLast: return .later
      }
    }
    return dialect.duplicateKeys == .lastWins ? .later : .earlier
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// The length, and the first and last bytes, mixed: cheap, and the same for equal bytes.
  fileprivate var signature: UInt64 {
    guard let base = UnsafeRawPointer(baseAddress), !isEmpty else { return 0 }
    var mix = UInt64(truncatingIfNeeded: count) &* 0x9E37_79B9_7F4A_7C15
    if count >= 8 {
      let head = base.loadUnaligned(as: UInt64.self)
      let tail = base.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
      return (mix ^ head) &* 0xFF51_AFD7_ED55_8CCD ^ tail
    }
    for byte in self { mix = mix << 8 ^ mix >> 56 ^ UInt64(byte) }
    return mix
  }

  /// Whether two runs of bytes are equal, compared by words.
  func hasSameBytes(as other: UnsafeBufferPointer<UInt8>) -> Bool {
    guard count == other.count else { return false }
    guard let left = UnsafeRawPointer(baseAddress), let right = UnsafeRawPointer(other.baseAddress) else {
      return true
    }
    var offset = 0
    while offset + 8 <= count {
      let differs =
        left.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        != right.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      if differs { return false }
      offset += 8
    }
    while offset < count {
      if self[offset] != other[offset] { return false }
      offset += 1
    }
    return true
  }
}
