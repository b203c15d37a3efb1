extension YAMLTree {
  /// What a mapping itself has for a key.
  struct OwnEntry {
    /// The place of the entry in force; `nil` if the mapping itself has none.
    var place: Int?
    /// Whether the mapping has a `<<` that the dialect merges: another mapping may have the key as well.
    var isBesideMerge = false
  }

  /// The entry that a mapping itself has in force for a key.
  ///
  /// Merge keys are no such entries. Among equal keys that are all in force, the last one counts.
  func ownEntry(of mapping: Int, forKey key: borrowing String) -> OwnEntry {
    let record = nodes[mapping]
    guard record.kind == .mapping else { return OwnEntry() }
    if let found = key.utf8.withContiguousStorageIfAvailable({ ownEntry(of: record, forKey: $0) }) {
      return found
    }
    return Array(key.utf8).withUnsafeBufferPointer { ownEntry(of: record, forKey: $0) }
  }

  private func ownEntry(of mapping: NodeRecord, forKey key: UnsafeBufferPointer<UInt8>) -> OwnEntry {
    var found = OwnEntry()
    for place in 0..<Int(mapping.count) / 2 {
      let node = nodes[Int(children[Int(mapping.first) + 2 * place])]
      if node.flags.contains(.isMergeKey), dialect.mergesKeys {
        found.isBesideMerge = true
        continue
      }
      let record = resolved(node)
      guard record.kind == .scalar, Int(record.count) == key.count, !node.flags.contains(.isOutranked) else {
        continue
      }
      if withText(of: record, { $0.hasSameBytes(as: key) }) { found.place = place }
    }
    return found
  }

  /// A node's record, or that of the node that it stands for as an alias.
  private func resolved(_ record: NodeRecord) -> NodeRecord {
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
