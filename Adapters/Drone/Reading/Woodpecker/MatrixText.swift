/// `${NAME}` in a workflow's text, which Woodpecker fills before it reads the YAML.
///
/// - SeeAlso: drone/envsubst; woodpecker-ci/woodpecker, `pipeline/frontend/metadata/substitution.go`.
enum MatrixText {
  /// A text with the values of a row in it.
  struct Filled: Hashable {
    var text = ""
    /// The first name that no axis has; then only a run knows the text.
    var unknown: String?
  }

  /// Puts values in. `$$` stands for a dollar; a name without braces is the shell's.
  static func fill(_ text: String, with row: [String: String]) -> Filled {
    guard text.utf8.contains(UInt8(ascii: "$")) else { return Filled(text: text) }
    var filled = Filled()
    var rest = text[...]
    while let dollar = rest.firstIndex(of: "$") {
      filled.text += rest[..<dollar]
      rest = rest[dollar...].dropFirst()
      if rest.first == "$" {
        filled.text += "$"
        rest = rest.dropFirst()
      } else if rest.first == "{", let close = rest.firstIndex(of: "}") {
        let name = String(rest[..<close].dropFirst())
        if let value = row[name] { filled.text += value } else { filled.unknown = filled.unknown ?? name }
        rest = rest[close...].dropFirst()
      } else {
        filled.text += "$"
      }
    }
    filled.text += rest
    return filled
  }

  /// The axis that a text consists of, as in `${SIZE}`; `nil` for any other text.
  static func axis(in text: String) -> String? {
    guard text.hasPrefix("${"), text.hasSuffix("}") else { return nil }
    let name = text.dropFirst(2).dropLast()
    return name.isEmpty || name.contains(where: { !isWord($0) }) ? nil : String(name)
  }

  /// Adds the names that a text refers to, in braces or as variables of the shell.
  static func collectNames(in text: String, into names: inout Set<String>) {
    for piece in text.split(separator: "$").dropFirst(text.hasPrefix("$") ? 0 : 1) {
      let name = piece.drop { $0 == "{" || $0 == "#" }.prefix(while: isWord)
      if !name.isEmpty { names.insert(String(name)) }
    }
  }

  private static func isWord(_ character: Character) -> Bool {
    character == "_" || character.isASCII && (character.isLetter || character.isNumber)
  }
}
