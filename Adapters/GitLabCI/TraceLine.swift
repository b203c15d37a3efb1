internal import FoundationEssentials
internal import InfraMindCore

/// One line of a log: the time and stream that newer runners put before it, and its text without colours.
///
/// `2021-01-01T02:00:00.020010Z 01O text`: a UTC time, two digits of the stream, `O` or `E`, then a blank, or `+` if the
/// line goes on with the one before of the stream.
struct TraceLine: Sendable {
  /// When it was written; `nil` without a prefix.
  let time: Date?
  /// Such as `01O`; `nil` without a prefix.
  let stream: String?
  /// Whether it goes on with the line before.
  let goesOn: Bool
  private var text: [UInt8]

  init(_ raw: [UInt8]) {
    let prefix = Self.prefix(raw)
    time = prefix?.time
    stream = prefix?.stream
    goesOn = prefix?.goesOn ?? false
    text = prefix == nil ? raw : Array(raw.dropFirst(Self.prefixLength))
  }

  /// Length of `2021-01-01T02:00:00.020010Z 01O `.
  private static let prefixLength = 32

  private static func prefix(_ raw: [UInt8]) -> (time: Date, stream: String, goesOn: Bool)? {
    guard raw.count >= prefixLength, raw[26] == UInt8(ascii: "Z"), raw[27] == 0x20,
      raw[31] == 0x20 || raw[31] == UInt8(ascii: "+"),
      isHexadecimal(raw[28]), isHexadecimal(raw[29]),
      raw[30] == UInt8(ascii: "O") || raw[30] == UInt8(ascii: "E"),
      let time = Timestamp.date(from: String(decoding: raw[..<27], as: UTF8.self))
    else { return nil }
    return (time, String(decoding: raw[28..<31], as: UTF8.self), raw[31] == UInt8(ascii: "+"))
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    Character(Unicode.Scalar(byte)).hexDigitValue != nil
  }

  /// Appends a line that goes on with this one.
  mutating func goOn(with other: TraceLine) {
    text += other.text.prefix(max(0, TraceReading.longestLine - text.count))
  }

  /// Whether it holds the begin or the end of a section.
  var isMarker: Bool { text.starts(with: Array("section_".utf8)) }

  /// The pieces between carriage returns, which each overwrite the one before, without escape sequences.
  var parts: [String] {
    text.split(separator: UInt8(ascii: "\r")).map { String(decoding: Self.plain($0), as: UTF8.self) }
  }

  /// Without `ESC [ … letter`.
  private static func plain(_ text: ArraySlice<UInt8>) -> [UInt8] {
    guard text.contains(0x1b) else { return Array(text) }
    var plain: [UInt8] = []
    var rest = text
    while let byte = rest.popFirst() {
      guard byte == 0x1b, rest.first == UInt8(ascii: "[") else {
        plain.append(byte)
        continue
      }
      rest = rest.dropFirst().drop { $0 < 0x40 }.dropFirst()
    }
    return plain
  }
}

/// `section_start:1700000000:restore_cache[collapsed=true]`, or the end of a section.
enum TraceMarker {
  case start(String, at: Date?)
  case end(String, at: Date?)

  /// `nil` for other text.
  init?(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let seconds = Double(parts[1]) else { return nil }
    let name = String(parts[2].prefix { $0 != "[" })
    let time = Timestamp.date(fromEpoch: seconds)
    switch parts[0] {
    case "section_start": self = .start(name, at: time)
    case "section_end": self = .end(name, at: time)
    default: return nil
    }
  }
}
