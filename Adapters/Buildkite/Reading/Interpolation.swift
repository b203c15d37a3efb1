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
        rest = take(behind, into: &filled, depth: depth)
      }
    }
    filled.text += rest
    return filled
  }

  /// Puts in the variable that begins behind a `$`, and gives what follows it.
  private func take(_ behind: Substring, into filled: inout Filled, depth: Int) -> Substring {
    guard let reference = VariableReference(behind) else {
      filled.text += "$"
      return behind
    }
    if let value = variables[reference.name], !(value.isEmpty && reference.defaultsIfEmpty) {
      filled.text += reference.isPlain ? value : "${\(reference.body)}"
      if !reference.isPlain { filled.unknown.append(reference.name) }
    } else if let standIn = reference.standIn, depth < Self.deepest {
      let inner = fill(standIn, depth: depth + 1)
      filled.text += inner.text
      filled.unknown += inner.unknown
    } else {
      filled.text += "$" + behind[..<reference.rest.startIndex]
      filled.unknown.append(reference.name)
    }
    return reference.rest
  }

  private static let deepest = 8
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
  init?(_ text: Substring) {
    guard text.utf8.first == UInt8(ascii: "{") else {
      let name = Self.name(at: text)
      guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return nil }
      self.name = String(name)
      body = name
      rest = text[name.endIndex...]
      return
    }
    guard let end = Self.closingBrace(of: text) else { return nil }
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

  private static func closingBrace(of text: Substring) -> Substring.Index? {
    var depth = 0
    for index in text.utf8.indices {
      switch text.utf8[index] {
      case UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "}"):
        depth -= 1
        if depth == 0 { return index }
      default: break
      }
    }
    return nil
  }
}
