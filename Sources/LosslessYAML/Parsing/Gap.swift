/// The bytes between nodes: blanks, line breaks, comments, and punctuation.
enum Gap {
  /// Skips blanks, line breaks and comments.
  static func skipSpace(in bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Int {
    var offset = start
    while offset < end {
      if bytes[offset] == .hash {
        offset = endOfComment(in: bytes, from: offset, to: end)
        continue
      }
      let length =
        bytes[offset].isBlank
        ? 1 : max(LineBreak.length(in: bytes, at: offset), byteOrderMarkLength(in: bytes, at: offset))
      guard length > 0 else { break }
      offset += length
    }
    return offset
  }

  /// libyaml passes over a byte order mark at the start of any line.
  static func byteOrderMarkLength(in bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> Int {
    guard offset + 3 <= bytes.count, bytes[offset] == 0xEF, bytes[offset + 1] == 0xBB,
      bytes[offset + 2] == 0xBF
    else { return 0 }
    return offset == 0 || LineBreak.startOfLine(in: bytes, at: offset) == offset ? 3 : 0
  }

  /// The end of a comment that begins at an offset, before its line break.
  static func endOfComment(in bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Int {
    var offset = start
    while offset < end, LineBreak.length(in: bytes, at: offset) == 0 { offset += 1 }
    return offset
  }

  /// Skips up to one anchor and one tag, as many as are asked for, and the space behind them; says whether
  /// there was a tag.
  static func skipProperties(
    in bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int, anchor: Bool, tag: Bool
  ) -> (end: Int, hasTag: Bool) {
    var offset = start
    var (anchor, tag) = (anchor, tag)
    var hasTag = false
    while offset < end {
      if anchor, bytes[offset] == .ampersand {
        anchor = false
        offset = endOfAnchor(in: bytes, from: offset, to: end)
      } else if tag, bytes[offset] == .exclamation {
        tag = false
        hasTag = true
        offset = endOfTag(in: bytes, from: offset, to: end)
      } else {
        break
      }
      offset = skipSpace(in: bytes, from: offset, to: end)
    }
    return (offset, hasTag)
  }

  /// The end of the anchor or alias whose indicator stands at an offset.
  static func endOfAnchor(in bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Int {
    var offset = start + 1
    while offset < end {
      switch bytes[offset] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
        offset += 1
      default:
        return offset
      }
    }
    return offset
  }

  /// The end of the tag whose indicator stands at an offset.
  static func endOfTag(in bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Int {
    var offset = start + 1
    let isVerbatim = offset < end && bytes[offset] == UInt8(ascii: "<")
    while offset < end {
      let byte = bytes[offset]
      if isVerbatim {
        offset += 1
        if byte == UInt8(ascii: ">") { break }
        continue
      }
      if byte.isBlank || byte == UInt8(ascii: ",") || LineBreak.length(in: bytes, at: offset) > 0 { break }
      offset += 1
    }
    return offset
  }

  /// Where an empty value after a key belongs: behind its colon, or at the end of a key that has none.
  static func placeOfEmptyValue(in bytes: UnsafeBufferPointer<UInt8>, afterKey key: Int, mark: Int) -> Int {
    if mark > key, bytes[mark - 1] == .colon { return mark }
    let offset = skipSpace(in: bytes, from: key, to: mark)
    return offset < mark && bytes[offset] == .colon ? offset + 1 : key
  }

  /// Where an empty key belongs: behind its question mark.
  static func placeOfEmptyKey(in bytes: UnsafeBufferPointer<UInt8>, after end: Int, mark: Int) -> Int {
    var offset = end
    while true {
      offset = skipSpace(in: bytes, from: offset, to: mark)
      guard offset < mark else { return mark }
      switch bytes[offset] {
      case UInt8(ascii: "?"): return offset + 1
      case UInt8(ascii: "{"), UInt8(ascii: ","): offset += 1
      default: return mark
      }
    }
  }
}
