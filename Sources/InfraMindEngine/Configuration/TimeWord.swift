package import FoundationEssentials
internal import InfraMindCore

/// Times as users write them.
package enum TimeWord {
  /// The time that a text means: RFC 3339, a date, or an age such as `30d`, `12h`, `45m`, `2w`; `nil` for anything else.
  package static func date(_ text: String, before now: Date) -> Date? {
    if let date = Timestamp.date(from: text) ?? Timestamp.date(from: text + "T00:00:00Z") { return date }
    guard let unit = text.last, let seconds = units[unit], let number = Double(text.dropLast()), number >= 0,
      number * seconds <= 100 * 366 * 86_400
    else { return nil }
    return now.addingTimeInterval(-number * seconds)
  }

  private static let units: [Character: Double] = ["m": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400]
}
