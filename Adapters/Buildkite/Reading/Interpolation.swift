/// Variables as `pipeline upload` puts them in: `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}`; `$$` and `\$`
/// are a plain `$`.
///
/// Known are only the variables of the pipeline's own `env`; the rest is the uploading job's.
struct Interpolation: Hashable, Sendable {
  private(set) var variables: [String: String] = [:]

  /// A text after interpolation.
  struct Filled: Hashable, Sendable {
    /// The text; a variable that is not known stays as written.
    var text = ""
    /// Names that only an upload knows.
    var unknown: [String] = []

    var isKnown: Bool { unknown.isEmpty }
  }

  /// No variables.
  init() {}

  /// The pipeline's own, in their order: each may use those above it.
  init(_ pairs: [(name: String, value: String)]) {
    for pair in pairs {
      let filled = fill(pair.value)
      if filled.isKnown { variables[pair.name] = filled.text }
    }
  }

  /// Puts the variables into a text.
  func fill(_ text: String) -> Filled { fill(text[...], depth: 0) }

  private func fill(_ text: Substring, depth: Int) -> Filled {
    guard text.utf8.contains(UInt8(ascii: "$")) else { return Filled(text: String(text)) }
    let braces = BracePairs(in: text)
    var filled = Filled()
    var rest = text
    while let dollar = rest.utf8.firstIndex(of: UInt8(ascii: "$")) {
      let before = rest[..<dollar]
      let behind = rest[rest.utf8.index(after: dollar)...]
      if before.utf8.last == UInt8(ascii: "\\") {
        filled.text += Substring(before.utf8.dropLast())
        filled.text += "$"
        rest = behind
      } else if behind.utf8.first == UInt8(ascii: "$") {
        filled.text += before
        filled.text += "$"
        rest = Substring(behind.utf8.dropFirst())
      } else {
        filled.text += before
        rest = take(behind, braces, into: &filled, depth: depth)
      }
    }
    filled.text += rest
    return filled
  }

  /// Puts in the variable that begins behind a `$`, and gives what follows it.
  private func take(
    _ behind: Substring, _ braces: BracePairs, into filled: inout Filled, depth: Int
  ) -> Substring {
    guard let reference = VariableReference(behind, braces) else {
      filled.text += "$"
      return behind
    }
    let room = Self.longest - filled.text.utf8.count
    if let value = variables[reference.name], !(value.isEmpty && reference.defaultsIfEmpty) {
      if reference.isPlain, value.utf8.count <= room {
        filled.text += value
        return reference.rest
      }
    } else if let standIn = reference.standIn, depth < Self.deepest {
      let inner = fill(standIn, depth: depth + 1)
      if inner.text.utf8.count <= room {
        filled.text += inner.text
        filled.unknown += inner.unknown
        return reference.rest
      }
    }
    filled.text += "$" + behind[..<reference.rest.startIndex]
    filled.unknown.append(reference.name)
    return reference.rest
  }

  private static let deepest = 8
  /// Beyond this many bytes no more values are put in: variables made of variables grow without bound.
  private static let longest = 100_000
}

/// A variable behind a `$`.
struct VariableReference {
  var name: String
  /// What stands between the braces; the name where there are none.
  var body: Substring
  /// The default behind `:-` or `-`.
  var standIn: Substring?
  /// Whether an empty value counts as none, as with `:-`.
  var defaultsIfEmpty = false
  /// Whether nothing but a name, or a name and a default, is there; `false` for parts of a value.
  var isPlain = true
  /// What follows it.
  var rest: Substring

  /// Reads a name, or braces; `nil` where neither follows.
  init?(_ text: Substring) { self.init(text, BracePairs(in: text)) }

  /// The same, with the pairs of braces in the text or in one around it.
  fileprivate init?(_ text: Substring, _ braces: BracePairs) {
    guard text.utf8.first == UInt8(ascii: "{") else {
      let name = Self.name(at: text)
      guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return nil }
      self.name = String(name)
      body = name
      rest = text[name.endIndex...]
      return
    }
    guard let end = braces.end(of: text.startIndex) else { return nil }
    body = text[text.utf8.index(after: text.startIndex)..<end]
    rest = text[text.utf8.index(after: end)...]
    let name = Self.name(at: body)
    guard !name.isEmpty else { return nil }
    self.name = String(name)
    let operation = body[name.endIndex...]
    if operation.isEmpty { return }
    if operation.hasPrefix(":-") {
      standIn = operation.dropFirst(2)
      defaultsIfEmpty = true
    } else if operation.hasPrefix("-") {
      standIn = operation.dropFirst()
    } else if !operation.hasPrefix("?"), !operation.hasPrefix(":?") {
      isPlain = false
    }
  }

  /// The letters, digits and `_` that a text begins with.
  private static func name(at text: Substring) -> Substring {
    Substring(
      text.utf8.prefix { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
          true
        default: false
        }
      })
  }
}

/// Which braces of a text close which, found in one walk.
private struct BracePairs {
  private var ends: [Substring.Index: Substring.Index] = [:]

  init(in text: Substring) {
    var open: [Substring.Index] = []
    for (index, byte) in zip(text.utf8.indices, text.utf8) {
      if byte == UInt8(ascii: "{") { open.append(index) }
      if byte == UInt8(ascii: "}"), let start = open.popLast() { ends[start] = index }
    }
  }

  /// Where the brace that opens at a place is closed; `nil` if it is not.
  func end(of start: Substring.Index) -> Substring.Index? { ends[start] }
}
