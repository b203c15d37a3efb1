internal import AdapterKit
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

    /// - Parameter text: What stands between `<<` and `>>`, without blanks around.
    init?(_ text: ArraySlice<UInt8>) {
      if let name = Self.name(in: text, behind: "parameters.") {
        self = .parameter(name)
      } else if let name = Self.name(in: text, behind: "pipeline.parameters.") {
        self = .pipelineParameter(name)
      } else if let name = Self.name(in: text, behind: "matrix.") {
        self = .matrix(name)
      } else {
        return nil
      }
    }

    private static func name(in text: ArraySlice<UInt8>, behind prefix: StaticString) -> String? {
      guard text.starts(with: UnsafeBufferPointer(start: prefix.utf8Start, count: prefix.utf8CodeUnitCount))
      else { return nil }
      let name = text.dropFirst(prefix.utf8CodeUnitCount)
      return name.isEmpty || !name.allSatisfy(mayStandInName) ? nil : String(decoding: name, as: UTF8.self)
    }

    private static func mayStandInName(_ byte: UInt8) -> Bool {
      (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == 0x5F || byte == 0x2D
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
    while let open = bytes[place...].firstIndex(of: 0x3C), open + 1 < bytes.count {
      guard bytes[open + 1] == 0x3C else {
        place = open + 1
        continue
      }
      place = open
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
      let trimmed = bytes[place + 2..<end].withoutBlanks
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
