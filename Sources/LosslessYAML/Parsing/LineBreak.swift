/// Line breaks as libyaml sees them: LF, CR, CRLF, and YAML 1.1's NEL, LS and PS.
enum LineBreak {
  /// How many bytes the line break at an offset takes; 0 if there is none.
  static func length(in bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> Int {
    guard offset < bytes.count else { return 0 }
    switch bytes[offset] {
    case .lineFeed:
      return 1
    case .carriageReturn:
      return offset + 1 < bytes.count && bytes[offset + 1] == .lineFeed ? 2 : 1
    case 0xC2:
      return offset + 1 < bytes.count && bytes[offset + 1] == 0x85 ? 2 : 0
    case 0xE2:
      let isBreak = offset + 2 < bytes.count && bytes[offset + 1] == 0x80 && bytes[offset + 2] & 0xFE == 0xA8
      return isBreak ? 3 : 0
    default:
      return 0
    }
  }

  /// How many bytes the line break that ends at an offset takes; 0 if there is none.
  static func lengthBefore(in bytes: UnsafeBufferPointer<UInt8>, end: Int) -> Int {
    guard end > 0, end <= bytes.count else { return 0 }
    switch bytes[end - 1] {
    case .lineFeed:
      return end > 1 && bytes[end - 2] == .carriageReturn ? 2 : 1
    case .carriageReturn:
      return 1
    case 0x85:
      return end > 1 && bytes[end - 2] == 0xC2 ? 2 : 0
    case 0xA8, 0xA9:
      return end > 2 && bytes[end - 2] == 0x80 && bytes[end - 3] == 0xE2 ? 3 : 0
    default:
      return 0
    }
  }

  /// The offset at which the line that holds an offset begins, behind a byte order mark.
  static func startOfLine(in bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> Int {
    var start = offset
    while start > 0, lengthBefore(in: bytes, end: start) == 0 { start -= 1 }
    let hasMark = bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
    return start == 0 && hasMark ? min(3, offset) : start
  }

  /// How many characters stand before an offset on its line: what YAML takes for indentation.
  static func column(in bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> Int {
    bytes[startOfLine(in: bytes, at: offset)..<offset].reduce(0) { $1.isContinuation ? $0 : $0 + 1 }
  }
}
