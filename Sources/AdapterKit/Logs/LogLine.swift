internal import InfraMindCore

public import FoundationEssentials

/// One line of a log, without what is there for terminals and machines.
public struct LogLine: Sendable, Hashable {
  /// When it was written; `nil` where the log does not say.
  public let time: Date?
  /// Its text, without colours and blanks at its ends.
  public let text: String

  /// States a line.
  public init(_ text: String, at time: Date? = nil) {
    self.text = text
    self.time = time
  }

  /// Reads a line: the time that GitHub writes before it (`2026-08-11T09:13:02.1234567Z text`, behind the job's and the
  /// step's name where `gh` wrote it), or Buildkite's (`ESC _bk;t=1786439582300 BEL text`), and the text behind the last
  /// carriage return, which overwrites what stands before.
  init(_ bytes: ArraySlice<UInt8>) {
    var bytes = bytes
    var time: Date?
    if let mark = Self.mark(in: bytes) { time = mark }
    bytes = Self.plain(bytes)
    if bytes.last == UInt8(ascii: "\r") { bytes = bytes.dropLast() }
    if let last = bytes.lastIndex(of: UInt8(ascii: "\r")) { bytes = bytes[bytes.index(after: last)...] }
    if let (stamp, rest) = Self.stamp(bytes) ?? Self.stamp(Self.withoutNames(bytes)) {
      time = stamp
      bytes = rest
    }
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }
    bytes = bytes.drop(while: isBlank)
    while let last = bytes.last, isBlank(last) { bytes = bytes.dropLast() }
    self.init(String(decoding: bytes, as: UTF8.self), at: time)
  }

  /// Longest time: `2026-08-11T09:13:02.1234567Z`.
  private static let longestStamp = 35

  private static func stamp(_ bytes: ArraySlice<UInt8>?) -> (Date, ArraySlice<UInt8>)? {
    guard let bytes, let first = bytes.first, (0x30...0x39).contains(first), bytes.count > 20,
      bytes[bytes.startIndex + 4] == UInt8(ascii: "-"), bytes[bytes.startIndex + 10] == UInt8(ascii: "T"),
      let blank = bytes.prefix(longestStamp + 1).firstIndex(of: 0x20),
      let time = Timestamp.date(from: String(decoding: bytes[..<blank], as: UTF8.self))
    else { return nil }
    return (time, bytes[bytes.index(after: blank)...])
  }

  /// What stands behind two tabs.
  private static func withoutNames(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard let first = bytes.firstIndex(of: 0x09),
      let second = bytes[bytes.index(after: first)...].firstIndex(of: 0x09)
    else { return nil }
    return bytes[bytes.index(after: second)...]
  }

  /// The milliseconds of `ESC _bk;t=…`.
  private static func mark(in bytes: ArraySlice<UInt8>) -> Date? {
    let sign = Array("\u{1b}_bk;t=".utf8)
    guard bytes.starts(with: sign) else { return nil }
    let digits = bytes.dropFirst(sign.count).prefix { (0x30...0x39).contains($0) }.prefix(15)
    return Double(String(decoding: digits, as: UTF8.self)).flatMap { Timestamp.date(fromEpoch: $0 / 1000) }
  }

  /// Without `ESC [ … letter` and `ESC _ … BEL`.
  private static func plain(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard bytes.contains(0x1b) else { return bytes }
    var plain: [UInt8] = []
    plain.reserveCapacity(bytes.count)
    var rest = bytes
    while let byte = rest.popFirst() {
      guard byte == 0x1b else {
        plain.append(byte)
        continue
      }
      switch rest.first {
      case UInt8(ascii: "["): rest = rest.dropFirst().drop { $0 < 0x40 }.dropFirst()
      case UInt8(ascii: "_"), UInt8(ascii: "]"): rest = rest.drop { $0 != 0x07 }.dropFirst()
      default: break
      }
    }
    return plain[...]
  }
}
