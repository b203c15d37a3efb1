/// The bytes of one file, its name, and where its lines begin.
struct SourceText: Sendable {
  let bytes: [UInt8]
  let file: String
  let scan: InputScan
  private var laterLines: ContiguousArray<Int32> { scan.laterLines }

  /// - Parameter limit: Of a file with more bytes than this, nothing is looked at.
  init(_ bytes: [UInt8], file: String, limit: Int) {
    self.bytes = bytes
    self.file = file
    let seen = bytes.count <= limit ? bytes.count : 0
    scan = bytes.withUnsafeBufferPointer { InputScan(UnsafeBufferPointer(rebasing: $0[..<seen])) }
  }

  /// How many bytes a byte order mark takes at the start: 3 or 0.
  var markLength: Int {
    bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF ? 3 : 0
  }

  /// The line that holds an offset, from 0.
  func line(at offset: Int) -> Int {
    var low = 0
    var high = laterLines.count
    while low < high {
      let middle = (low + high) / 2
      if Int(laterLines[middle]) <= offset { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The offset of a line's first byte, behind a byte order mark; lines beyond the last begin at the end.
  func start(ofLine line: Int) -> Int {
    if line <= 0 { return markLength }
    return line <= laterLines.count ? Int(laterLines[line - 1]) : bytes.count
  }

  /// Where a line's text ends, before its line break.
  func end(ofLine line: Int) -> Int {
    let start = start(ofLine: line)
    var end = line < laterLines.count ? Int(laterLines[max(line, 0)]) : bytes.count
    while end > start, bytes[end - 1] == .lineFeed || bytes[end - 1] == .carriageReturn { end -= 1 }
    return end
  }

  func position(at offset: Int) -> YAMLPosition {
    let offset = min(max(offset, 0), bytes.count)
    let line = line(at: offset)
    let start = min(start(ofLine: line), offset)
    return YAMLPosition(file: file, line: line + 1, column: characters(start, offset) + 1, offset: offset)
  }

  /// Where the line begins that YAML sees around an offset, behind a byte order mark: NEL, LS and PS end a
  /// line too, unlike in ``position(at:)``.
  func startOfLine(at offset: Int) -> Int {
    if offset <= scan.firstNonASCII { return min(start(ofLine: line(at: offset)), offset) }
    return bytes.withUnsafeBufferPointer { LineBreak.startOfLine(in: $0, at: offset) }
  }

  /// The column, from 0, that YAML sees at an offset.
  func column(at offset: Int) -> Int { characters(startOfLine(at: offset), offset) }

  private func characters(_ start: Int, _ end: Int) -> Int {
    if end <= scan.firstNonASCII { return end - start }
    return bytes[start..<end].reduce(0) { $1.isContinuation ? $0 : $0 + 1 }
  }

  /// A line and a caret below an offset; long lines are cut around it.
  func excerpt(at offset: Int) -> String? {
    guard !bytes.isEmpty else { return nil }
    let offset = min(max(offset, 0), bytes.count)
    let line = line(at: offset)
    let end = end(ofLine: line)
    let caret = min(offset, end)
    var from = max(start(ofLine: line), caret - 60)
    while from < caret, bytes[from].isContinuation { from += 1 }
    var to = min(end, caret + 60)
    while to > caret, to < end, bytes[to].isContinuation { to -= 1 }

    let before = String(decoding: bytes[from..<max(from, caret)], as: UTF8.self)
    let after = String(decoding: bytes[max(from, caret)..<max(to, caret)], as: UTF8.self)
    let shown = Self.printable(before) + Self.printable(after)
    return "\(shown)\n\(String(repeating: " ", count: before.unicodeScalars.count))^"
  }

  private static func printable(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
      result.append(isControl ? (scalar == "\t" ? " " : "\u{FFFD}") : scalar)
    }
    return String(result)
  }
}

extension UInt8 {
  static let tab = UInt8(ascii: "\t")
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let space = UInt8(ascii: " ")
  static let hash = UInt8(ascii: "#")
  static let colon = UInt8(ascii: ":")
  static let ampersand = UInt8(ascii: "&")
  static let exclamation = UInt8(ascii: "!")

  /// Whether the byte continues a UTF-8 sequence.
  var isContinuation: Bool { self & 0xC0 == 0x80 }
  /// Blank or tab.
  var isBlank: Bool { self == .space || self == .tab }
}
