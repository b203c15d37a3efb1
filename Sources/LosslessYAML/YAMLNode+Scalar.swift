extension YAMLNode {
  /// The value of a scalar as the dialect resolves it; an alias gives that of its target. `nil` for
  /// collections.
  public var scalar: YAMLScalar? {
    let node = resolved
    guard node.kind == .scalar else { return nil }
    let rules = node.tree.dialect.scalars
    switch node.tag {
    case nil:
      return node.style == .plain ? rules.resolve(node.text) : .string(node.text)
    case "tag:yaml.org,2002:null":
      return .null
    case "tag:yaml.org,2002:bool":
      return rules.bool(node.text).map { .bool($0) } ?? .string(node.text)
    case "tag:yaml.org,2002:int":
      return rules.number(node.text) ?? .string(node.text)
    case "tag:yaml.org,2002:float":
      guard case .int(let value)? = rules.number(node.text) else {
        return rules.number(node.text) ?? .string(node.text)
      }
      return .float(Double(value))
    default:
      return .string(node.text)
    }
  }
}

extension YAMLNode {
  /// Whether this is a plain scalar, or an alias of one, whose ``scalar`` is null.
  package var isPlainNull: Bool {
    let node = resolved
    guard node.kind == .scalar, node.style == .plain else { return false }
    switch node.tag {
    case nil: return Int(node.record.count) <= YAMLScalarRules.longestWord && node.rules.isNull(node.text)
    case "tag:yaml.org,2002:null": return true
    default: return false
    }
  }

  private var rules: YAMLScalarRules { tree.dialect.scalars }
}

extension YAMLScalarRules {
  /// The value of a plain scalar without a tag.
  public func resolve(_ text: String) -> YAMLScalar {
    if text.utf8.count <= Self.longestWord {
      if isNull(text) { return .null }
      if let value = bool(text) { return .bool(value) }
    }
    return number(text) ?? .string(text)
  }

  /// Bytes of the longest word that is no text, `false`.
  fileprivate static let longestWord = 5

  fileprivate func isNull(_ text: String) -> Bool {
    switch word(text) {
    case "", "~", "null", "Null", "NULL": true
    default: false
    }
  }

  /// A short text as it is compared with known words.
  private func word(_ text: String) -> String {
    ignoresCase && text.utf8.count <= 6 ? text.lowercased() : text
  }

  func bool(_ text: String) -> Bool? {
    switch word(text) {
    case "true", "True", "TRUE": return true
    case "false", "False", "FALSE": return false
    case "yes", "Yes", "YES", "on", "On", "ON": return truthWords == .none ? nil : true
    case "no", "No", "NO", "off", "Off", "OFF": return truthWords == .none ? nil : false
    case "y", "Y": return truthWords == .wordsAndLetters ? true : nil
    case "n", "N": return truthWords == .wordsAndLetters ? false : nil
    default: return nil
    }
  }

  func number(_ text: String) -> YAMLScalar? {
    guard let lead = text.utf8.first, (0x30...0x39).contains(lead) || "+-.".utf8.contains(lead) else {
      return nil
    }
    // Paths and options begin like numbers. Beyond ASCII, a character may be a digit with something above it.
    guard text.utf8.allSatisfy(Self.mayStandInNumber) else { return nil }
    let isNegative = lead == UInt8(ascii: "-")
    let isSigned = isNegative || lead == UInt8(ascii: "+")
    var digits = text[...]
    if isSigned { digits.removeFirst() }
    if let special = special(digits, isNegative: isNegative, signed: isSigned) { return special }
    if underscores, digits.utf8.contains(UInt8(ascii: "_")) { digits.removeAll { $0 == "_" } }
    if commas, digits.utf8.contains(UInt8(ascii: ",")), digits.first != ",",
      !digits.drop(while: { $0 != "." }).contains(",")
    {
      digits.removeAll { $0 == "," }
    }
    if let whole = whole(digits, isNegative: isNegative) { return whole }
    guard digits.contains(":") else { return decimal(digits, isNegative: isNegative) }
    switch sexagesimal {
    case .text: return nil
    case .number: return sexagesimal(digits, isNegative: isNegative)
    case .hours: return hours(digits, isNegative: isNegative)
    }
  }

  /// Digits, letters of `0x1F`, `1e3` and `.inf`, and the signs between them.
  private static func mayStandInNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: ":"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "+")...UInt8(ascii: "."), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  private func special(_ text: Substring, isNegative: Bool, signed: Bool) -> YAMLScalar? {
    guard text.utf8.first == UInt8(ascii: ".") else { return nil }
    switch word(String(text)) {
    case ".inf", ".Inf", ".INF": return .float(isNegative ? -.infinity : .infinity)
    case ".nan", ".NaN", ".NAN": return signed ? nil : .float(.nan)
    default: return nil
    }
  }

  private func whole(_ text: Substring, isNegative: Bool) -> YAMLScalar? {
    let (radix, digits) = radix(of: text)
    guard !digits.isEmpty, digits.utf8.allSatisfy({ Self.value(of: $0) < radix }) else { return nil }
    if let value = Int((isNegative ? "-" : "") + digits, radix: radix) { return .int(value) }
    let value = digits.utf8.reduce(0.0) { $0 * Double(radix) + Double(Self.value(of: $1)) }
    return .float(isNegative ? -value : value)
  }

  private func radix(of text: Substring) -> (Int, Substring) {
    let prefix = capitalPrefixes ? text.prefix(2).lowercased() : String(text.prefix(2))
    if prefix == "0x" { return (16, text.dropFirst(2)) }
    if prefix == "0o", prefixedOctal { return (8, text.dropFirst(2)) }
    if prefix == "0b", binary { return (2, text.dropFirst(2)) }
    if text.hasPrefix("0"), text.utf8.count > 1, zeroOctal { return (8, text.dropFirst()) }
    return (10, text)
  }

  private static func value(of digit: UInt8) -> Int {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(digit) - 0x30
    case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(digit) - 0x61 + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(digit) - 0x41 + 10
    default: Int.max
    }
  }

  private func sexagesimal(_ text: Substring, isNegative: Bool) -> YAMLScalar? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard let first = parts.first, let lead = first.utf8.first, lead != 0x30, parts.count > 1 else {
      return nil
    }
    var value = 0.0
    for (place, part) in parts.enumerated() {
      let isLast = place == parts.count - 1
      guard let number = Double(part),
        part.utf8.allSatisfy({ (0x30...0x39).contains($0) || isLast && $0 == 0x2E })
      else { return nil }
      guard place == 0 || number < 60 else { return nil }
      value = value * 60 + number
    }
    let signed = isNegative ? -value : value
    let isWhole = !text.contains(".") && abs(signed) < 9e15
    return isWhole ? .int(Int(signed)) : .float(signed)
  }

  /// Psych multiplies the parts by 3600, 60 and 1, and gives the sign to the first alone.
  private func hours(_ text: Substring, isNegative: Bool) -> YAMLScalar? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count) else { return nil }
    var value = 0.0
    for (place, part) in parts.enumerated() {
      let isLast = place == parts.count - 1
      let whole = isLast ? part.prefix { $0 != "." } : part
      guard !whole.isEmpty, whole.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
      guard part.dropFirst(whole.count).dropFirst().utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
        return nil
      }
      guard let number = Double(part.last == "." ? whole : part) else { return nil }
      guard place == 0 || whole.utf8.count <= 2 && number < 60 else { return nil }
      value += (place == 0 && isNegative ? -number : number) * [3600, 60, 1][place]
    }
    let isWhole = !text.contains(".") && abs(value) < 9e15
    return isWhole ? .int(Int(value)) : .float(value)
  }

  private func decimal(_ text: Substring, isNegative: Bool) -> YAMLScalar? {
    let place = text.utf8.firstIndex { $0 | 0x20 == UInt8(ascii: "e") } ?? text.endIndex
    guard isMantissa(text.utf8[..<place]), isExponent(text.utf8[place...]) else { return nil }
    guard let value = Double(text) else { return nil }
    return .float(isNegative ? -value : value)
  }

  private func isMantissa(_ text: Substring.UTF8View.SubSequence) -> Bool {
    let points = text.count { $0 == UInt8(ascii: ".") }
    let digits = text.count { (0x30...0x39).contains($0) }
    return digits > 0 && points + digits == text.count && points < 2 && (points == 1 || !strictFloats)
  }

  private func isExponent(_ text: Substring.UTF8View.SubSequence) -> Bool {
    guard !text.isEmpty else { return true }
    var digits = text.dropFirst()
    let isSigned = digits.first == UInt8(ascii: "+") || digits.first == UInt8(ascii: "-")
    if isSigned { digits = digits.dropFirst() }
    return !digits.isEmpty && digits.allSatisfy { (0x30...0x39).contains($0) } && (isSigned || !strictFloats)
  }
}
