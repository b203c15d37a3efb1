/// Turns libyaml's marks, which count characters, into byte offsets.
///
/// Marks come in nearly ascending order, so a cursor that walks from the last mark to the next one costs no
/// more than one pass over the file and needs no table.
struct MarkOffsets {
  private let bytes: UnsafeBufferPointer<UInt8>
  /// What libyaml was not given: the bytes of a byte order mark.
  private let skipped: Int
  /// Up to this many characters, a character is a byte.
  private let asciiPrefix: Int
  private var character: Int
  private var offset: Int

  init(_ bytes: UnsafeBufferPointer<UInt8>, skipping skipped: Int, firstNonASCII: Int) {
    self.bytes = bytes
    self.skipped = skipped
    asciiPrefix = firstNonASCII - skipped
    character = asciiPrefix
    offset = firstNonASCII
  }

  /// The byte offset of the character that has a number.
  mutating func offset(ofCharacter target: Int) -> Int {
    if target <= asciiPrefix { return target + skipped }
    while character < target, offset < bytes.count {
      offset += 1
      while offset < bytes.count, bytes[offset].isContinuation { offset += 1 }
      character += 1
    }
    while character > target, offset > skipped {
      offset -= 1
      while offset > skipped, bytes[offset].isContinuation { offset -= 1 }
      character -= 1
    }
    return offset
  }
}
