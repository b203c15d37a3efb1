internal import InfraMindCore
internal import LosslessYAML

/// A text cut at its `<< … >>` templates.
struct Template {
  /// A part of the text.
  enum Piece: Hashable {
    /// Text to be taken as it is.
    case literal(String)
    /// A reference to one value, and the template as written.
    case reference(Reference, String)
    /// An expression, or something else that only CircleCI evaluates.
    case computed(String)
  }

  /// What a template refers to.
  enum Reference: Hashable {
    case parameter(String)
    case pipelineParameter(String)
    case matrix(String)

    init?(_ text: Substring) {
      let name: Substring
      if text.hasPrefix("parameters.") {
        name = text.dropFirst("parameters.".count)
        self = .parameter(String(name))
      } else if text.hasPrefix("pipeline.parameters.") {
        name = text.dropFirst("pipeline.parameters.".count)
        self = .pipelineParameter(String(name))
      } else if text.hasPrefix("matrix.") {
        name = text.dropFirst("matrix.".count)
        self = .matrix(String(name))
      } else {
        return nil
      }
      let isName = name.utf8.allSatisfy { byte in
        (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == 0x5F || byte == 0x2D
      }
      guard isName, !name.isEmpty else { return nil }
    }
  }

  /// The parts in order; adjacent literals may be several.
  private(set) var pieces: [Piece] = []

  /// Whether a text may hold a template; most do not.
  static func isIn(_ text: String) -> Bool { text.containsBytes(of: "<<") }

  /// A template longer than this is none.
  private static let longest = 1_000

  /// Cuts a text. `\<<` stands for `<<`; an opening without its end on the same line is text.
  init(_ text: String) {
    let bytes = Array(text.utf8)
    var start = 0
    var place = 0
    func slice(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    while place + 1 < bytes.count {
      guard bytes[place] == 0x3C, bytes[place + 1] == 0x3C else {
        place += 1
        continue
      }
      if place > start, bytes[place - 1] == 0x5C {
        pieces.append(.literal(slice(start..<place - 1) + "<<"))
        place += 2
        start = place
        continue
      }
      guard let end = Self.end(of: bytes, from: place + 2) else {
        place += 2
        continue
      }
      if place > start { pieces.append(.literal(slice(start..<place))) }
      let raw = slice(place..<end + 2)
      let inner = slice(place + 2..<end).drop { $0 == " " || $0 == "\t" }
      let trimmed = inner[
        ..<(inner.lastIndex { $0 != " " && $0 != "\t" }.map(inner.index(after:)) ?? inner.startIndex)]
      pieces.append(Reference(trimmed).map { .reference($0, raw) } ?? .computed(raw))
      place = end + 2
      start = place
    }
    if start < bytes.count { pieces.append(.literal(slice(start..<bytes.count))) }
  }

  /// Where the `>>` of a template stands that opens before a place.
  private static func end(of bytes: [UInt8], from start: Int) -> Int? {
    var place = start
    let last = min(bytes.count - 1, start + longest)
    while place < last {
      if bytes[place] == 0x0A { return nil }
      if bytes[place] == 0x3E, bytes[place + 1] == 0x3E { return place }
      place += 1
    }
    return nil
  }
}
