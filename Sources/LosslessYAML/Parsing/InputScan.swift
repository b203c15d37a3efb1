/// A first look at the bytes: where the lines begin, where pure ASCII ends, and what YAML does not allow.
struct InputScan: Sendable {
  enum Problem: Sendable {
    case invalidUTF8
    case controlCharacter(UInt32)
  }

  /// Offsets of the first bytes of the second and all further lines.
  private(set) var laterLines = ContiguousArray<Int32>()
  /// Offset of the first byte above 0x7F; the number of bytes if there is none.
  private(set) var firstNonASCII: Int
  /// Offset of the first character that libyaml's reader would reject; the number of bytes if there is none.
  private(set) var end: Int
  private(set) var problem: Problem?

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    firstNonASCII = bytes.count
    end = bytes.count
    laterLines.reserveCapacity(bytes.count / 24 + 4)
    run(over: bytes)
  }

  private mutating func run(over bytes: UnsafeBufferPointer<UInt8>) {
    var offset = 0
    while true {
      offset = Self.skipPlain(bytes, from: offset)
      guard offset < bytes.count else { return }
      let byte = bytes[offset]
      switch byte {
      case .lineFeed:
        offset += 1
        laterLines.append(Int32(truncatingIfNeeded: offset))
      case .carriageReturn:
        offset += offset + 1 < bytes.count && bytes[offset + 1] == .lineFeed ? 2 : 1
        laterLines.append(Int32(truncatingIfNeeded: offset))
      case .tab, 0x20...0x7E:
        offset += 1
      case 0x80...0xFF:
        firstNonASCII = min(firstNonASCII, offset)
        let decoded = Self.decode(bytes, at: offset)
        if let decoded, Self.isAllowed(decoded.scalar) {
          offset += decoded.length
        } else {
          note(decoded.map { .controlCharacter($0.scalar) } ?? .invalidUTF8, at: offset)
          offset += 1
        }
      default:
        note(.controlCharacter(UInt32(byte)), at: offset)
        offset += 1
      }
    }
  }

  /// Why the bytes are in no encoding that is read, judged by how they begin; `nil` if they may be UTF-8.
  ///
  /// - SeeAlso: YAML 1.2.2, "5.2 Character Encodings".
  static func foreignEncoding(of bytes: some Collection<UInt8>) -> String? {
    let start = Array(bytes.prefix(4))
    let name: String
    var hasMark = true
    switch start {
    case [0xFF, 0xFE, 0, 0], [0, 0, 0xFE, 0xFF]: name = "UTF-32"
    case _ where start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]): name = "UTF-16"
    default:
      // Without a mark the zeros of the first characters, which are ASCII in any pipeline, give it away.
      let zeros = start.map { $0 == 0 }
      hasMark = false
      switch zeros {
      case [true, true, true, false], [false, true, true, true]: name = "UTF-32"
      case [true, false, true, false], [false, true, false, true], [true, false], [false, true]:
        name = "UTF-16"
      default: return nil
      }
    }
    let verb = hasMark ? "is \(name)" : "looks like \(name) without a byte order mark,"
    return "the file \(verb) and only UTF-8 is read; save it as UTF-8"
  }

  private mutating func note(_ problem: Problem, at offset: Int) {
    guard self.problem == nil else { return }
    self.problem = problem
    end = offset
  }

  /// Skips printable ASCII, eight bytes at a time where they are all of that kind.
  private static func skipPlain(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    guard let base = UnsafeRawPointer(bytes.baseAddress) else { return start }
    let high: UInt64 = 0x8080_8080_8080_8080
    var offset = start
    while offset + 8 <= bytes.count {
      let word = base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      let control = (word &- 0x2020_2020_2020_2020) & ~word
      let delete = word ^ 0x7F7F_7F7F_7F7F_7F7F
      let other = (word | control | ((delete &- 0x0101_0101_0101_0101) & ~delete)) & high
      // The lowest flag is exact; those above it may be borrowed from it.
      if other != 0 { return offset + UInt64(littleEndian: other).trailingZeroBitCount / 8 }
      offset += 8
    }
    return offset
  }

  private static func decode(
    _ bytes: UnsafeBufferPointer<UInt8>, at offset: Int
  ) -> (scalar: UInt32, length: Int)? {
    let lead = bytes[offset]
    let length: Int
    let least: UInt32
    switch lead {
    case 0xC2...0xDF: (length, least) = (2, 0x80)
    case 0xE0...0xEF: (length, least) = (3, 0x800)
    case 0xF0...0xF4: (length, least) = (4, 0x10000)
    default: return nil
    }
    guard offset + length <= bytes.count else { return nil }
    var scalar = UInt32(lead) & (0x7F >> UInt32(length))
    for place in 1..<length {
      let byte = bytes[offset + place]
      guard byte.isContinuation else { return nil }
      scalar = scalar << 6 | UInt32(byte & 0x3F)
    }
    let isValid = scalar >= least && scalar <= 0x10FFFF && !(0xD800...0xDFFF).contains(scalar)
    return isValid ? (scalar, length) : nil
  }

  private static func isAllowed(_ scalar: UInt32) -> Bool {
    scalar == 0x85 || (0xA0...0xD7FF).contains(scalar) || (0xE000...0xFFFD).contains(scalar)
      || (0x10000...0x10FFFF).contains(scalar)
  }
}
