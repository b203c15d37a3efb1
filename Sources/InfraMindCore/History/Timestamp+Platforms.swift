public import FoundationEssentials

extension Timestamp {
  /// The time that a platform writes in one of the forms met in payloads: RFC 3339, `2023-01-10 13:50:02 UTC`,
  /// `2023-01-10 13:50:02 +0200`, `20251124T160142+0000`, with blanks around; `nil` for anything else.
  public static func date(fromPlatform text: String) -> Date? {
    if let date = date(from: text) { return date }
    let trimmed = text.drop(while: \.isWhitespace)
    guard trimmed.utf8.count <= 40 else { return nil }
    let parts = trimmed.split(separator: " ")
    switch parts.count {
    case 1: return date(from: spelledOut(String(parts[0])))
    case 3: return date(from: "\(parts[0])T\(parts[1])\(offset(String(parts[2])))")
    default: return nil
    }
  }

  /// The time that is `seconds` after the epoch; `nil` for 0, which platforms write for "not yet", and for years
  /// that no run has.
  public static func date(fromEpoch seconds: Double) -> Date? {
    guard seconds >= 946_684_800, seconds < 4_133_980_800 else { return nil }
    return Date(timeIntervalSince1970: seconds)
  }

  /// `2025-11-24T16:01:42+00:00` for `20251124T160142+0000`; any other text as it is.
  private static func spelledOut(_ text: String) -> String {
    let characters = Array(text)
    guard characters.count >= 16, characters[8] == "T", characters[0..<8].allSatisfy(\.isNumber) else {
      return text
    }
    func part(_ range: Range<Int>) -> String { String(characters[range]) }
    return "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))T\(part(9..<11)):\(part(11..<13)):\(part(13..<15))"
      + offset(part(15..<characters.count))
  }

  /// `+02:00` for `+0200`, `Z` for `UTC`; any other text as it is.
  private static func offset(_ text: String) -> String {
    if text == "UTC" || text == "GMT" { return "Z" }
    guard text.count == 5, let sign = text.first, sign == "+" || sign == "-" else { return text }
    return "\(text.prefix(3)):\(text.suffix(2))"
  }
}
