/// Writes scalars so that they read back as what they are.
struct ScalarWriter {
  /// Where a scalar stands.
  enum Place {
    case block
    case blockKey
    case flow
    case flowKey

    var isFlow: Bool { self == .flow || self == .flowKey }
  }

  let rules: YAMLScalarRules
  /// The quotes that the file uses more often.
  let prefersDoubleQuotes: Bool
  /// Whether a colon inside a plain word in brackets is fine, since one is there already; some older readers trip
  /// over it.
  var allowsColonInFlow = false

  /// One line that reads back as a value; `nil` if the dialect has none.
  func line(
    _ scalar: YAMLScalar, in place: Place, style: YAMLFragment.ScalarStyle = .automatic
  ) -> String? {
    switch scalar {
    case .string(let text): return line(text, in: place, style: style)
    case .null: return "null"
    case .bool(let value): return value ? "true" : "false"
    case .int(let value): return rules.resolve(String(value)) == scalar ? String(value) : nil
    case .float(let value):
      return Self.spellings(of: value).first { rules.resolve($0).isSame(as: scalar) }
    }
  }

  private func line(_ text: String, in place: Place, style: YAMLFragment.ScalarStyle) -> String {
    switch style {
    case .automatic:
      if isPlain(text, in: place) { return text }
      let prefersDouble = prefersDoubleQuotes && !text.utf8.contains { $0 == 0x22 || $0 == 0x5C }
      return prefersDouble ? Self.doubleQuoted(text) : Self.singleQuoted(text) ?? Self.doubleQuoted(text)
    case .singleQuoted: return Self.singleQuoted(text) ?? Self.doubleQuoted(text)
    case .doubleQuoted: return Self.doubleQuoted(text)
    }
  }

  private static func spellings(of value: Double) -> [String] {
    if value.isNaN { return [".nan"] }
    if value.isInfinite { return [value < 0 ? "-.inf" : ".inf"] }
    let text = value.description
    guard let exponent = text.firstIndex(of: "e"), !text[..<exponent].contains(".") else { return [text] }
    return [text, text[..<exponent] + ".0" + text[exponent...]]
  }

  // MARK: - Plain

  /// Whether text without quotes reads back as the same text, in this dialect and in careful older readers.
  func isPlain(_ text: String, in place: Place) -> Bool {
    guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last else { return false }
    guard case .string = rules.resolve(text), !isDate(text), text != "<<", text != "=" else { return false }
    guard !Self.indicators.contains(first), last != ":", last != " " else { return false }
    guard !text.hasPrefix("---"), !text.hasPrefix("...") else { return false }
    var before: Unicode.Scalar = " "
    for (index, scalar) in text.unicodeScalars.enumerated() {
      guard Self.isPrintable(scalar), scalar != "\t" else { return false }
      if index == 1, scalar == " ", "-?:".unicodeScalars.contains(first) { return false }
      if scalar == " ", before == ":" { return false }
      if scalar == "#", before == " " { return false }
      if place.isFlow, ",[]{}?".unicodeScalars.contains(scalar) { return false }
      if place.isFlow, scalar == ":", !allowsColonInFlow { return false }
      before = scalar
    }
    return !("-?:".unicodeScalars.contains(first) && text.unicodeScalars.count == 1) && first != "?"
      && first != ":"
  }

  private static let indicators = Set(" ,[]{}#&*!|>'\"%@`".unicodeScalars)

  /// Whether the reader might take text for a timestamp such as `2026-01-31`.
  private func isDate(_ text: String) -> Bool {
    guard rules.timestamps else { return false }
    let parts = text.utf8.prefix(10).split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    return parts.count == 3 && parts[0].count == 4
      && parts.allSatisfy { part in part.first.map { (0x30...0x39).contains($0) } ?? false }
  }

  // MARK: - Quoted

  static func singleQuoted(_ text: String) -> String? {
    guard text.unicodeScalars.allSatisfy(isPrintable) else { return nil }
    var quoted = "'"
    for scalar in text.unicodeScalars {
      if scalar == "'" { quoted.unicodeScalars.append(scalar) }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "'"
  }

  static func doubleQuoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case "\r": quoted += "\\r"
      case _ where isPrintable(scalar): quoted.unicodeScalars.append(scalar)
      default: quoted += escape(scalar)
      }
    }
    return quoted + "\""
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    let (letter, width) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
    return "\\\(letter)" + String(repeating: "0", count: width - digits.count) + digits
  }

  /// Whether a character may stand in a line of YAML as it is. Line breaks may not, nor may what some readers
  /// take for one.
  static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD: true
    case 0x10000...0x10FFFF: true
    default: false
    }
  }

  // MARK: - Blocks

  /// The header and the lines of a block scalar; `nil` if none holds the text.
  ///
  /// - Parameters:
  ///   - column: Of its lines.
  ///   - parent: The column of the block collection around it, -1 without one.
  ///   - mayKeep: Whether the scalar may claim the blank lines that end it.
  static func block(
    _ text: String, folded: Bool, column: Int, parent: Int, mayKeep: Bool
  ) -> (header: String, lines: [String])? {
    let isSafe = text.unicodeScalars.allSatisfy { isPrintable($0) || $0 == "\n" }
    guard isSafe, column > max(parent, 0) else { return nil }
    var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
      String(Substring($0))
    }
    let breaks = lines.reversed().prefix { $0.isEmpty }.count
    lines.removeLast(breaks)
    guard let first = lines.first(where: { !$0.isEmpty }), let top = lines.first, let last = lines.last else {
      return nil
    }
    let isHollow = [first, last, top].contains { !$0.isEmpty && $0.utf8.allSatisfy(\.isBlank) }
    guard !isHollow, !folded || lines.count == 1, breaks < 2 || mayKeep else { return nil }

    var header = folded ? ">" : "|"
    if first.utf8.first?.isBlank == true {
      let indent = column - max(parent, 0)
      guard !folded, (1...9).contains(indent) else { return nil }
      header += String(indent)
    }
    header += breaks == 0 ? "-" : breaks == 1 ? "" : "+"
    let blank = [String](repeating: "", count: max(0, breaks - 1))
    let margin = String(repeating: " ", count: column)
    return (header, lines.map { $0.isEmpty ? "" : margin + $0 } + blank)
  }
}
