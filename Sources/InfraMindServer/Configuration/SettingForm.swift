internal import InfraMindEngine

/// How a setting's text becomes a value.
struct SettingForm<Value: Sendable>: Sendable {
  /// What is allowed, as it follows "must be".
  let allowed: String
  /// The words to choose from, if it is one of some words.
  var words: [String] = []
  /// The value; `nil` if the text is not allowed.
  let read: @Sendable (String) -> Value?
}

extension SettingForm where Value == String {
  /// Any text but an empty one.
  static let text = SettingForm(allowed: "a text that is not empty") { $0.isEmpty ? nil : $0 }

  /// A place under which something is served.
  static let servedPath = SettingForm(
    allowed: "a path such as `/healthz`: letters, digits and `-_.` between slashes, none at the end"
  ) { text in
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count > 1, parts[0].isEmpty, parts.dropFirst().allSatisfy(isPlain) else { return nil }
    return text
  }

  private static func isPlain(_ part: Substring) -> Bool {
    !part.isEmpty && part != "." && part != ".."
      && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
  }
}

extension SettingForm where Value == String? {
  /// A place under which something is served, or `off`.
  static let optionalPath = SettingForm(allowed: SettingForm<String>.servedPath.allowed + "; or `off`") {
    text in
    text == "off" ? .some(nil) : SettingForm<String>.servedPath.read(text).map { .some($0) }
  }

  /// The name of a file; empty for none.
  static let file = SettingForm(allowed: "the name of a file") { .some($0.isEmpty ? nil : $0) }
}

extension SettingForm where Value == Int {
  /// A whole number.
  static func count(_ range: ClosedRange<Int>) -> SettingForm {
    SettingForm(allowed: "a whole number from \(range.lowerBound) to \(range.upperBound)") { text in
      Int(text).flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// A number of bytes.
  static func bytes(_ range: ClosedRange<Int>) -> SettingForm {
    SettingForm(
      allowed: "a size from \(ByteText.text(range.lowerBound)) to \(ByteText.text(range.upperBound))"
    ) { text in
      ByteText.bytes(in: text).flatMap { range.contains($0) ? $0 : nil }
    }
  }
}

extension SettingForm where Value == Int? {
  /// A number of bytes, or `unlimited`.
  static func bytes(orUnlimited range: ClosedRange<Int>) -> SettingForm {
    let bytes = SettingForm<Int>.bytes(range)
    return SettingForm(allowed: bytes.allowed + "; or `unlimited`") { text in
      text == "unlimited" ? .some(nil) : bytes.read(text).map { .some($0) }
    }
  }
}

extension SettingForm where Value == Duration {
  /// A time.
  static func time(_ range: ClosedRange<Int64>) -> SettingForm {
    SettingForm(
      allowed: "a time such as `90s`, `20m` or `7d`, from \(range.lowerBound)s to \(range.upperBound)s"
    ) { text in
      DurationText.seconds(in: text, atMost: range.upperBound).flatMap {
        $0 >= range.lowerBound ? .seconds($0) : nil
      }
    }
  }
}

extension SettingForm where Value == Duration? {
  /// A time, or `ever`.
  static func time(orEver range: ClosedRange<Int64>) -> SettingForm {
    let time = SettingForm<Duration>.time(range)
    return SettingForm(allowed: time.allowed + "; or `ever`") { text in
      text == "ever" ? .some(nil) : time.read(text).map { .some($0) }
    }
  }
}

extension SettingForm where Value == Bool {
  /// Yes or no.
  static let flag = SettingForm(allowed: "`true` or `false`", words: ["true", "false"]) { text in
    switch text.lowercased() {
    case "true", "yes", "1": true
    case "false", "no", "0": false
    default: nil
    }
  }
}

extension SettingForm where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  /// One of the words of an enumeration.
  static var word: SettingForm {
    let words = Value.allCases.map(\.rawValue)
    return SettingForm(allowed: "one of " + words.joined(separator: ", "), words: words) { text in
      Value(rawValue: text.lowercased())
    }
  }
}

/// Numbers of bytes as people write them: `25MiB`, `512 KiB`, `1048576`.
enum ByteText {
  private static let units: [(name: String, factor: Int)] = [
    ("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10),
  ]

  /// The number; `nil` if the text is something else, or too much.
  static func bytes(in text: String) -> Int? {
    let trimmed = text.filter { !$0.isWhitespace }.lowercased()
    let digits = trimmed.prefix { $0.isASCII && $0.isNumber }
    guard digits.count <= 12, let amount = Int(digits) else { return nil }
    let unit = trimmed.dropFirst(digits.count)
    if unit.isEmpty || unit == "b" { return amount }
    guard let factor = units.first(where: { $0.name.lowercased() == unit })?.factor else { return nil }
    let (bytes, isTooMuch) = amount.multipliedReportingOverflow(by: factor)
    return isTooMuch ? nil : bytes
  }

  /// The shortest text that says a number exactly.
  static func text(_ bytes: Int) -> String {
    for unit in units where bytes >= unit.factor && bytes.isMultiple(of: unit.factor) {
      return "\(bytes / unit.factor) \(unit.name)"
    }
    return "\(bytes) B"
  }
}
