/// A run of bytes that gives way to others.
public struct YAMLByteChange: Hashable, Sendable {
  /// The bytes that go, as offsets into the source before the change; empty for an insertion.
  public let range: Range<Int>
  /// The bytes that come.
  public let replacement: [UInt8]

  /// Makes a change.
  public init(range: Range<Int>, replacement: [UInt8]) {
    self.range = range
    self.replacement = replacement
  }
}

/// A file after proven edits.
public struct YAMLRevision: Sendable {
  /// The result, read anew.
  public let stream: YAMLStream
  /// What was changed in the old source, in order, without overlap; all other bytes are the same.
  public let changes: [YAMLByteChange]
  /// What turns the result back into the old source, byte for byte.
  public let inverse: [YAMLByteChange]
  /// The size of the change in lines: for each run of changed lines, the lines removed or the lines added,
  /// whichever are more, so that a line replaced by another counts once. Line ends alone do not count.
  public let changedLines: Int

  /// The bytes after the edits.
  public var source: [UInt8] { stream.source }
}
