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
    while let dollar = rest.firstIndex(of: "$") {
      let before = rest[..<dollar]
      let behind = rest[rest.index(after: dollar)...]
      if before.last == "\\" {
        filled.text += before.dropLast() + "$"
        rest = behind
      } else if behind.first == "$" {
        filled.text += before + "$"
        rest = behind.dropFirst()
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
    guard text.first == "{" else {
      let name = text.prefix { $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) }
      guard let first = name.first, !first.isNumber else { return nil }
      self.name = String(name)
      body = name
      rest = text[name.endIndex...]
      return
    }
    guard let end = Self.closingBrace(of: text) else { return nil }
    body = text[text.index(after: text.startIndex)..<end]
    rest = text[text.index(after: end)...]
    let name = body.prefix { $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) }
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

  private static func closingBrace(of text: Substring) -> Substring.Index? {
    var depth = 0
    for index in text.indices {
      if text[index] == "{" { depth += 1 }
      if text[index] == "}" {
        depth -= 1
        if depth == 0 { return index }
      }
    }
    return nil
  }
}
