/// A first look at the bytes: where the pure ASCII ends, and where the first forbidden character lies.
struct InputScan {
  enum Problem {
    case invalidUTF8
    case controlCharacter(UInt32)
  }

  /// Offset of the first byte above 0x7F; the number of bytes if there is none.
  private(set) var firstNonASCII: Int
  /// Offset of the first character that libyaml's reader would reject; the number of bytes if there is none.
  private(set) var end: Int
  private(set) var problem: Problem?

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    firstNonASCII = bytes.count
    end = bytes.count
    run(over: bytes)
  }

  private mutating func run(over bytes: UnsafeBufferPointer<UInt8>) {
    var offset = 0
    while offset < bytes.count {
      offset = Self.skipPlain(bytes, from: offset)
      guard offset < bytes.count else { return }
      let byte = bytes[offset]
      if byte < 0x80 {
        if byte == .tab || byte == .lineFeed || byte == .carriageReturn || (0x20...0x7E).contains(byte) {
          offset += 1
          continue
        }
        return stop(at: offset, .controlCharacter(UInt32(byte)))
      }
      if firstNonASCII == bytes.count { firstNonASCII = offset }
      guard let (scalar, length) = Self.decode(bytes, at: offset) else {
        return stop(at: offset, .invalidUTF8)
      }
      guard Self.isAllowed(scalar) else { return stop(at: offset, .controlCharacter(scalar)) }
      offset += length
    }
  }

  private mutating func stop(at offset: Int, _ problem: Problem) {
    end = offset
    self.problem = problem
  }

  /// Skips printable ASCII, sixteen bytes at a time where they are all of that kind.
  private static func skipPlain(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    guard let base = UnsafeRawPointer(bytes.baseAddress) else { return start }
    var offset = start
    while offset + 16 <= bytes.count {
      let block = base.loadUnaligned(fromByteOffset: offset, as: SIMD16<UInt8>.self)
      let control = block .< 0x20 .& block .!= .tab .& block .!= .lineFeed .& block .!= .carriageReturn
      if any(control .| block .> 0x7E) { break }
      offset += 16
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
