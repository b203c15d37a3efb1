/// Numbers of the expression language as text: read as in JavaScript's `Number()`, written with up to 15
/// digits.
///
/// - SeeAlso: actions/runner, `ExpressionUtility.ParseNumber`, `ExpressionConstants.NumberFormat` (`G15`).
enum ExpressionNumber {
  /// The number that a text spells; 0 for an empty text, `nil` for anything else.
  static func parse(_ text: String) -> Double? {
    let bytes = trimmed(Array(text.utf8))
    guard !bytes.isEmpty else { return 0 }
    if isDecimal(bytes) { return Double(String(decoding: bytes, as: UTF8.self)) }
    switch String(decoding: bytes, as: UTF8.self) {
    case "Infinity": return .infinity
    case "-Infinity": return -.infinity
    case let word where word.hasPrefix("0x"): return digits(word.dropFirst(2), radix: 16)
    case let word where word.hasPrefix("0o"): return digits(word.dropFirst(2), radix: 8)
    default: return nil
    }
  }

  /// The shortest text with at most 15 significant digits; scientific from 1E+15 on and below 1E-05.
  static func text(of value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
    if value == 0 { return "0" }
    if abs(value) < 1e15, let whole = Int64(exactly: value) { return String(whole) }
    var (digits, exponent) = decimal(abs(value))
    round(&digits, &exponent, to: 15)
    return (value < 0 ? "-" : "") + written(digits, exponent)
  }

  private static func trimmed(_ bytes: [UInt8]) -> [UInt8] {
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
    return Array(bytes.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
  }

  private static func digits(_ text: Substring, radix: Int) -> Double? {
    guard let first = text.first, first != "-", first != "+" else { return nil }
    return Int32(text, radix: radix).map(Double.init)
  }

  /// `[+-]digits[.digits][e[+-]digits]`, digits on at least one side of the point.
  private static func isDecimal(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
    let whole = dropDigits(&rest)
    var fraction = 0
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      fraction = dropDigits(&rest)
    }
    guard whole + fraction > 0 else { return false }
    guard let mark = rest.first else { return true }
    guard mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") else { return false }
    rest = rest.dropFirst()
    if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
    return dropDigits(&rest) > 0 && rest.isEmpty
  }

  private static func dropDigits(_ bytes: inout ArraySlice<UInt8>) -> Int {
    let count = bytes.prefix { (0x30...0x39).contains($0) }.count
    bytes = bytes.dropFirst(count)
    return count
  }

  /// The digits of a positive number without leading and trailing zeros, and the power of ten of the first.
  private static func decimal(_ value: Double) -> (digits: [UInt8], exponent: Int) {
    var digits: [UInt8] = []
    var point: Int?
    var power = 0
    let text = Array(value.description.utf8)
    for (place, byte) in text.enumerated() {
      if byte == UInt8(ascii: ".") {
        point = digits.count
      } else if byte == UInt8(ascii: "e") {
        power = Int(String(decoding: text[(place + 1)...], as: UTF8.self)) ?? 0
        break
      } else {
        digits.append(byte - 0x30)
      }
    }
    let zeros = digits.prefix { $0 == 0 }.count
    let exponent = (point ?? digits.count) - 1 - zeros + power
    digits.removeFirst(zeros)
    while digits.last == 0 { digits.removeLast() }
    return (digits, exponent)
  }

  private static func round(_ digits: inout [UInt8], _ exponent: inout Int, to count: Int) {
    guard digits.count > count else { return }
    let roundsUp = digits[count] >= 5
    digits.removeLast(digits.count - count)
    if roundsUp {
      while digits.last == 9 { digits.removeLast() }
      if let last = digits.popLast() {
        digits.append(last + 1)
      } else {
        digits = [1]
        exponent += 1
      }
    }
    while digits.last == 0 { digits.removeLast() }
  }

  private static func written(_ digits: [UInt8], _ exponent: Int) -> String {
    let figures = digits.map { Character(Unicode.Scalar($0 + 0x30)) }
    if exponent >= 15 || exponent < -5 {
      let power = String(abs(exponent))
      let fraction = figures.count > 1 ? "." + String(figures[1...]) : ""
      let padded = power.utf8.count < 2 ? "0" + power : power
      return String(figures[0]) + fraction + (exponent < 0 ? "E-" : "E+") + padded
    }
    if exponent < 0 { return "0." + String(repeating: "0", count: -exponent - 1) + String(figures) }
    if figures.count <= exponent + 1 {
      return String(figures) + String(repeating: "0", count: exponent + 1 - figures.count)
    }
    return String(figures[...exponent]) + "." + String(figures[(exponent + 1)...])
  }
}
