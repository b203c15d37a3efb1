/// A file's documents as Drone finds them: by its lines, before any of them is read as YAML.
///
/// - A line that begins with `---` separates, whatever follows on it, also within a block of text.
/// - A line that begins with `...` ends the file.
/// - What stands above the first separator is a document of its own.
/// - A line of 64 KiB or more ends the file without a word.
///
/// - SeeAlso: drone/drone-yaml, `yaml/parse.go`.
struct DocumentSplit {
  /// The lines between two separators.
  struct Section {
    /// Offsets of its bytes.
    var range: Range<Int>
    /// Line of its separator, or of its first line.
    var line: Int
    /// Whether there is anything but blanks and comments.
    var hasContent = false

    /// Whether bytes lie in it.
    func holds(_ bytes: Range<Int>) -> Bool {
      range.lowerBound <= bytes.lowerBound && bytes.upperBound <= range.upperBound
    }
  }

  /// In the order of the file.
  private(set) var sections: [Section] = []
  /// Offset at which Drone stops reading.
  private(set) var end: Int
  /// Line of a separator whose own text Drone drops.
  private(set) var lineOfDroppedText: Int?
  /// Line that is too long for Drone's scanner.
  private(set) var lineTooLong: Int?

  private static let longestLine = 65_536

  init(_ source: [UInt8]) {
    end = source.count
    var isOpen = false
    var start = 0
    var line = 0
    while start < source.count {
      line += 1
      let feed = source[start...].firstIndex(of: 0x0A)
      let next = feed.map { $0 + 1 } ?? source.count
      let text = source[start..<(feed ?? source.count)]
      guard text.count < Self.longestLine else {
        lineTooLong = line
        end = start
        break
      }
      let isSeparator = text.starts(with: [0x2D, 0x2D, 0x2D])
      if isSeparator || !isOpen {
        sections.append(
          Section(range: (isSeparator ? next : start)..<(isSeparator ? next : start), line: line))
        isOpen = true
      }
      if isSeparator {
        if Self.isContent(text.dropFirst(3)), lineOfDroppedText == nil { lineOfDroppedText = line }
      } else if text.starts(with: [0x2E, 0x2E, 0x2E]) {
        end = start
        break
      } else {
        let last = sections.count - 1
        sections[last].range = sections[last].range.lowerBound..<next
        if Self.isContent(text) { sections[last].hasContent = true }
      }
      start = next
    }
  }

  /// Whether a line holds more than blanks and a comment.
  private static func isContent(_ text: ArraySlice<UInt8>) -> Bool {
    guard let first = text.first(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) else { return false }
    return first != UInt8(ascii: "#")
  }
}
