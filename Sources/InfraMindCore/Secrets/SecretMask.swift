/// Replaces what looks like a secret in text of other people's files by `***`, before it is shown.
///
/// Reports end in the logs of CI, which more people can read than the file. Looks alone decide, so an odd secret may
/// get by and a harmless word may be hidden: what is shown is for people, and no decision rests on it.
package enum SecretMask {
  private static let mask = Array("***".utf8)
  /// Longest text that is looked through, in bytes. What is longer is cut: a scan takes time that grows with the square of
  /// what a hostile line repeats, and nobody reads that much.
  private static let longest = 4096
  /// How much of a line LosslessYAML shows before the place that it marks; what is longer is cut.
  private static let shownBefore = 57

  /// A line of a file or script without its secrets.
  package static func line(_ text: String) -> String { masked(text, reading: .line) }

  /// A sentence that may quote a file: only words that are secrets by themselves, and users of addresses, are hidden.
  package static func sentence(_ text: String) -> String { masked(text, reading: .words) }

  private static func masked(_ text: String, reading: SecretScan.Reading) -> String {
    guard text.utf8.count <= longest else {
      return masked(String(decoding: text.utf8.prefix(longest), as: UTF8.self), reading: reading) + "…"
    }
    let bytes = Array(text.utf8)
    return masked(bytes, SecretScan(bytes, reading: reading).ranges) ?? text
  }

  /// A line of a file with a caret on a second line: the caret stays where it points.
  package static func excerpt(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count == 2, lines[1].last == "^" else {
      return lines.map { line(String($0)) }.joined(separator: "\n")
    }
    let bytes = Array(lines[0].utf8)
    let caret = offset(ofScalar: lines[1].unicodeScalars.count - 1, in: bytes)
    var ranges = SecretScan(bytes, reading: .line).ranges
    if caret >= shownBefore { ranges = joined(ranges + [firstWord(of: bytes)]) }
    guard let shown = masked(bytes, ranges) else { return text }
    // A caret inside a secret marks where it began.
    let place = ranges.first { $0.contains(caret) }?.lowerBound ?? caret
    let start = Array(bytes[..<place])
    let before =
      masked(start, ranges.filter { $0.upperBound <= place }) ?? String(decoding: start, as: UTF8.self)
    return "\(shown)\n\(String(repeating: " ", count: before.unicodeScalars.count))^"
  }

  /// What may be the rest of a word whose name was cut off.
  private static func firstWord(of bytes: [UInt8]) -> Range<Int> {
    let start = bytes.firstIndex { !$0.isBlank } ?? bytes.count
    return start..<(bytes[start...].firstIndex { $0.isBlank } ?? bytes.count)
  }

  private static func offset(ofScalar count: Int, in bytes: [UInt8]) -> Int {
    var left = count
    for (index, byte) in bytes.enumerated() where byte & 0xC0 != 0x80 {
      if left == 0 { return index }
      left -= 1
    }
    return bytes.count
  }

  /// The text with each range replaced; `nil` if there is none.
  private static func masked(_ bytes: [UInt8], _ ranges: [Range<Int>]) -> String? {
    guard !ranges.isEmpty else { return nil }
    var shown: [UInt8] = []
    var end = 0
    for range in ranges {
      shown += bytes[end..<range.lowerBound] + mask
      end = range.upperBound
    }
    return String(decoding: shown + bytes[end...], as: UTF8.self)
  }

  /// Ranges in order, those that overlap made one.
  static func joined(_ ranges: [Range<Int>]) -> [Range<Int>] {
    var result: [Range<Int>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
      if let last = result.last, range.lowerBound < last.upperBound {
        result[result.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        result.append(range)
      }
    }
    return result
  }
}

extension UInt8 {
  /// Blank or tab.
  fileprivate var isBlank: Bool { self == 0x20 || self == 0x09 }
}
