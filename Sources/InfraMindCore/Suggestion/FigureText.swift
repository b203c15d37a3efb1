/// Figures as people read them in suggestions; the same input gives the same text everywhere.
package enum FigureText {
  /// A number with a fixed number of decimals (0...9), halves rounded away from zero.
  static func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite, abs(value) < 1e9 else { return value.isFinite ? value.short : "unknown" }
    let scale = (0..<decimals).reduce(1.0) { product, _ in product * 10 }
    let scaled = Int64((abs(value) * scale).rounded())
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard decimals > 0 else { return "\(sign)\(scaled)" }
    let (whole, rest) = scaled.quotientAndRemainder(dividingBy: Int64(scale))
    let digits = String(Int64(scale) + rest).dropFirst()
    return "\(sign)\(whole).\(digits)"
  }

  /// Seconds as `48 s`, `8 min 3 s` or `2 h 5 min`; the sign is dropped.
  static func time(_ seconds: Double) -> String {
    guard seconds.isFinite, abs(seconds) < 1e9 else { return "unknown" }
    let whole = Int64(abs(seconds).rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min" + (whole % 60 == 0 ? "" : " \(whole % 60) s") }
    let minutes = (whole + 30) / 60
    return "\(minutes / 60) h" + (minutes % 60 == 0 ? "" : " \(minutes % 60) min")
  }

  /// Dollars as `$0.0060`, `$0.055`, `$0.42` or `$130`; a loss as `-$0.42`.
  static func dollars(_ value: Double) -> String {
    let text = fixed(value, decimals(of: value))
    return text.hasPrefix("-") ? "-$" + text.dropFirst() : "$" + text
  }

  private static func decimals(of dollars: Double) -> Int {
    let size = abs(dollars)
    return size >= 100 ? 0 : size >= 0.1 || size == 0 ? 2 : size >= 0.01 ? 3 : 4
  }

  /// A price of a minute as ``dollars(_:)`` writes it, with as many more decimals as it has, six at most.
  package static func price(_ money: Money) -> String {
    let least = decimals(of: money.dollars)
    var text = fixed(money.dollars, 6)
    var decimals = 6
    while decimals > least, text.hasSuffix("0") {
      text.removeLast()
      decimals -= 1
    }
    return "$" + (text.hasSuffix(".") ? String(text.dropLast()) : text)
  }

  /// An amount of memory in GiB with at most one decimal.
  static func gibibytes(_ bytes: Double) -> String {
    let text = fixed(bytes / 1_073_741_824, 1)
    return (text.hasSuffix(".0") ? String(text.dropLast(2)) : text) + " GiB"
  }

  /// A number and its noun: `1 run`, `3 runs`.
  static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

  /// Money saved, as a verb and an amount: `saves $0.42`, `costs $0.42 more`.
  static func saving(_ dollars: Double) -> String {
    dollars < 0 ? "costs \(Self.dollars(-dollars)) more" : "saves \(Self.dollars(dollars))"
  }

  /// An interval of money saved: `$1 to $2 saved`, `$1 to $2 more`, `$1 more to $2 saved`.
  static func savings(_ interval: Interval) -> String {
    let (low, high) = (interval.low, interval.high)
    if low >= 0 { return "\(dollars(low)) to \(dollars(high)) saved" }
    if high <= 0 { return "\(dollars(-high)) to \(dollars(-low)) more" }
    return "\(dollars(-low)) more to \(dollars(high)) saved"
  }

  /// An interval in words, each end as `text` gives it.
  static func range(_ interval: Interval, _ text: (Double) -> String) -> String {
    "\(text(interval.low)) to \(text(interval.high))"
  }
}

extension Runner {
  /// The machine by its label, or by its name where it has none, with its size.
  package var described: String {
    let size = [cpus.map { "\($0.short) vCPU" }, memory.map { FigureText.gibibytes(Double($0.bytes)) }]
      .compactMap(\.self).joined(separator: ", ")
    guard !labels.isEmpty else { return name }
    return labels.joined(separator: ", ") + (size.isEmpty ? "" : " (\(size))")
  }
}
