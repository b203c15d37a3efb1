public import FoundationEssentials

/// Reads and writes times as RFC 3339 has them, to the microsecond.
///
/// Years 2000 to 2100 are accepted: anything else in a history of CI runs is a mistake of its writer.
public enum Timestamp {
  /// Years accepted.
  static let years = 2000...2100

  /// The time that a text names, such as `2026-10-01T12:00:05.25+02:00`; `nil` if it names none.
  ///
  /// `t`, `z` and a blank instead of `T` are accepted, as the RFC allows; a time without an offset is not,
  /// since nobody could tell what it means. Digits beyond microseconds are dropped. Second 60 is that before,
  /// plus one.
  public static func date(from text: String) -> Date? {
    var text = text
    return text.withUTF8 { date(in: $0) }
  }

  private static func date(in bytes: UnsafeBufferPointer<UInt8>) -> Date? {
    guard bytes.count >= 20, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      bytes[10] | 0x20 == UInt8(ascii: "t") || bytes[10] == UInt8(ascii: " "),
      bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
      let year = number(in: bytes, 0..<4), years.contains(year),
      let month = number(in: bytes, 5..<7), (1...12).contains(month),
      let day = number(in: bytes, 8..<10), (1...daysInMonth(month, of: year)).contains(day),
      let hour = number(in: bytes, 11..<13), hour < 24, let minute = number(in: bytes, 14..<16), minute < 60,
      let second = number(in: bytes, 17..<19), second <= 60
    else { return nil }

    var position = 19
    guard let microseconds = fraction(in: bytes, at: &position), let offset = offset(in: bytes, at: position)
    else { return nil }
    let seconds = daysSinceEpoch(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset
    return Date(timeIntervalSince1970: Double(seconds) + Double(microseconds) / 1e6)
  }

  private static func number(in bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int? {
    var number = 0
    for index in range {
      let digit = bytes[index] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      number = number * 10 + Int(digit)
    }
    return number
  }

  /// Microseconds of `.25`, or none; `position` moves behind it.
  private static func fraction(in bytes: UnsafeBufferPointer<UInt8>, at position: inout Int) -> Int? {
    guard bytes[position] == UInt8(ascii: ".") else { return 0 }
    position += 1
    let start = position
    var microseconds = 0
    var unit = 100_000
    while position < bytes.count, case let digit = bytes[position] &- UInt8(ascii: "0"), digit < 10 {
      microseconds += Int(digit) * unit
      unit /= 10
      position += 1
    }
    return position > start ? microseconds : nil
  }

  /// Seconds east of Greenwich, from `Z` or `±hh:mm` at the end.
  private static func offset(in bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> Int? {
    guard position < bytes.count else { return nil }
    if bytes[position] | 0x20 == UInt8(ascii: "z") { return position + 1 == bytes.count ? 0 : nil }
    guard bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-"),
      bytes.count == position + 6, bytes[position + 3] == UInt8(ascii: ":"),
      let hours = number(in: bytes, (position + 1)..<(position + 3)), hours < 24,
      let minutes = number(in: bytes, (position + 4)..<(position + 6)), minutes < 60
    else { return nil }
    let seconds = hours * 3600 + minutes * 60
    return bytes[position] == UInt8(ascii: "-") ? -seconds : seconds
  }

  // MARK: - Writing

  /// A time in UTC, such as `2026-10-01T10:00:05.25Z`; without a fraction where there is none.
  ///
  /// Times outside the years accepted are written as the nearest one inside.
  public static func text(of date: Date) -> String {
    let earliest = Double(daysSinceEpoch(years.lowerBound, 1, 1)) * 86_400
    let latest = Double(daysSinceEpoch(years.upperBound + 1, 1, 1)) * 86_400 - 1
    let exact = date.timeIntervalSince1970
    let bounded = exact.isNaN ? earliest : min(max(exact, earliest), latest)
    let microseconds = Int((bounded * 1e6).rounded())
    let (seconds, fraction) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
    let (days, second) = seconds.quotientAndRemainder(dividingBy: 86_400)
    let (year, month, day) = civil(daysSinceEpoch: days)
    let time = "\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
    return "\(year)-\(two(month))-\(two(day))T\(time)\(fractionText(fraction))Z"
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static func fractionText(_ microseconds: Int) -> String {
    guard microseconds > 0 else { return "" }
    var digits = String(String(1_000_000 + microseconds).dropFirst())
    while digits.last == "0" { digits.removeLast() }
    return "." + digits
  }

  // MARK: - Calendar

  static func daysInMonth(_ month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days from 1970-01-01 in the Gregorian calendar.
  ///
  /// - SeeAlso: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`.
  private static func daysSinceEpoch(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted % 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// The reverse of ``daysSinceEpoch(_:_:_:)``, for days from 1970 on.
  static func civil(daysSinceEpoch days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }
}
