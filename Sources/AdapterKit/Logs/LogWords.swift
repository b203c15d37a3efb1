public import InfraMindCore

public import FoundationEssentials

/// What lines of logs are looked at with.
public enum LogWords {
  /// What stands behind words at a line's beginning, without blanks; `nil` if it does not begin so.
  public static func rest(of text: String, after words: String) -> Substring? {
    guard text.hasPrefix(words) else { return nil }
    var rest = text.dropFirst(words.count).drop(while: \.isWhitespace)
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return rest.isEmpty ? nil : rest
  }

  /// The time between two lines; `nil` if one of them tells none, or they are in another order.
  public static func span(_ begin: Date?, _ end: Date?) -> Duration? {
    guard let begin, let end, end >= begin else { return nil }
    return .milliseconds(Int64((min(end.timeIntervalSince(begin), 1e9) * 1000).rounded()))
  }

  /// A size as people write it, such as `84 MiB`, `1.2GB` or `312 B`; a unit with an `i` counts by 1024.
  public static func size(_ text: some StringProtocol) -> MemorySize? {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }.prefix(20)
    let unit = text.dropFirst(digits.count).drop(while: \.isWhitespace).prefix { $0.isASCII && $0.isLetter }
    let place = unit.first.flatMap { "bkmgt".firstIndex(of: Character($0.lowercased())) }
    guard let number = Double(digits), let place else { return nil }
    let power = "bkmgt".distance(from: "bkmgt".startIndex, to: place)
    let base = unit.dropFirst().first?.lowercased() == "i" ? 1024.0 : 1000
    let bytes = (0..<power).reduce(number) { bytes, _ in bytes * base }
    return bytes < 1e15 ? MemorySize(bytes: Int64(bytes)) : nil
  }

  /// A duration as Go writes it, such as `1.25s`, `350ms` or `2m3.5s`.
  public static func duration(_ text: some StringProtocol) -> Duration? {
    var seconds = 0.0
    var rest = text[...]
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }.prefix(20)
      let unit = rest.dropFirst(digits.count).prefix { $0.isLetter }
      let scales = ["h": 3600.0, "m": 60, "s": 1, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9]
      guard let number = Double(digits), let scale = scales[String(unit)] else { return nil }
      seconds += number * scale
      rest = rest.dropFirst(digits.count + unit.count)
    }
    return text.isEmpty || seconds > 1e9 ? nil : .milliseconds(Int64((seconds * 1000).rounded()))
  }
}
