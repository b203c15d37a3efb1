extension YAMLTree {
  /// The place of the entry that a mapping itself has in force for a key; `nil` if it has none.
  ///
  /// Merge keys are no such entries. Among equal keys that are all in force, the last one counts.
  func ownEntry(of mapping: Int, forKey key: borrowing String) -> Int? {
    let record = nodes[mapping]
    guard record.kind == .mapping else { return nil }
    if let found = key.utf8.withContiguousStorageIfAvailable({ ownEntry(of: record, forKey: $0) }) {
      return found
    }
    return Array(key.utf8).withUnsafeBufferPointer { ownEntry(of: record, forKey: $0) }
  }

  private func ownEntry(of mapping: NodeRecord, forKey key: UnsafeBufferPointer<UInt8>) -> Int? {
    var found: Int?
    for place in 0..<Int(mapping.count) / 2 {
      let flags = nodes[Int(children[Int(mapping.first) + 2 * place])].flags
      if flags.contains(.isOutranked) || flags.contains(.isMergeKey) && dialect.mergesKeys { continue }
      let record = resolvedRecord(Int(children[Int(mapping.first) + 2 * place]))
      guard record.kind == .scalar, Int(record.count) == key.count else { continue }
      if withText(of: record, { $0.hasSameBytes(as: key) }) { found = place }
    }
    return found
  }

  /// A node's record, or that of the node that it stands for as an alias.
  private func resolvedRecord(_ node: Int) -> NodeRecord {
    let record = nodes[node]
    guard record.kind == .alias, record.link >= 0, !record.flags.contains(.isRecursive) else { return record }
    return nodes[Int(record.link)]
  }

  /// Gives the bytes of a scalar's or alias's text without a copy; none for collections.
  func withText<Result>(of record: NodeRecord, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    guard record.kind == .scalar || record.kind == .alias else {
      return body(UnsafeBufferPointer(start: nil, count: 0))
    }
    let range = Int(record.first)..<Int(record.first) + Int(record.count)
    if record.flags.contains(.isDecoded) {
      return decoded.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
    }
    return source.bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
  }
}
