package import InfraMindCore

/// Numbers with their units, as people read them.
package enum Figures {
  /// A number with as few decimals as it needs, at most four.
  package static func plain(_ value: Double) -> String { rounded(value, 4, trimming: true) }

  /// Dollars: cents where that tells enough, otherwise two significant digits.
  package static func dollars(_ value: Double) -> String {
    let sign = value < 0 ? "−" : ""
    let amount = abs(value)
    if amount >= 1000 { return sign + "$" + grouped(amount) }
    if amount >= 0.995 || amount == 0 { return sign + "$" + rounded(amount, 2, trimming: false) }
    var decimals = 2
    var scaled = amount * 100
    while scaled < 10, decimals < 6 {
      decimals += 1
      scaled *= 10
    }
    return sign + "$" + rounded(amount, decimals, trimming: false)
  }

  /// A time: `45 s`, `3 min 20 s`, `1 h 5 min`.
  package static func time(_ seconds: Double) -> String {
    let sign = seconds < 0 ? "−" : ""
    let amount = min(abs(seconds), 1e9)
    if amount < 10 { return sign + rounded(amount, 1, trimming: true) + " s" }
    let whole = Int(amount.rounded())
    if whole < 60 { return "\(sign)\(whole) s" }
    if whole < 3600 { return sign + two(whole / 60, "min", whole % 60, "s") }
    return sign + two(whole / 3600, "h", whole % 3600 / 60, "min")
  }

  /// An amount of memory in GiB.
  package static func memory(_ size: MemorySize) -> String {
    rounded(size.gibibytes, 1, trimming: true) + " GiB"
  }

  /// A number and its noun: `1 job`, `3 jobs`, `2 caches`.
  package static func count(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
    number == 1 ? "1 \(noun)" : "\(number) \(plural ?? noun + "s")"
  }

  /// How sure a confidence is, in words and in percent: `very likely (88 %)`. Nothing is sure beyond 99 %.
  package static func confidence(_ value: Double) -> String {
    let percent = min(max((value * 100).rounded(), 1), 99)
    return "\(word(for: value)) (\(rounded(percent, 0, trimming: false)) %)"
  }

  private static func word(for confidence: Double) -> String {
    switch confidence {
    case 0.9...: "almost certain"
    case 0.75..<0.9: "very likely"
    case 0.5..<0.75: "likely"
    case 0.25..<0.5: "uncertain"
    default: "a guess"
    }
  }

  private static func two(_ large: Int, _ largeUnit: String, _ small: Int, _ smallUnit: String) -> String {
    small == 0 ? "\(large) \(largeUnit)" : "\(large) \(largeUnit) \(small) \(smallUnit)"
  }

  /// A whole number with a comma between thousands.
  static func grouped(_ amount: Int) -> String { grouped(Double(amount)) }

  private static func grouped(_ amount: Double) -> String {
    let digits = Array(rounded(amount, 0, trimming: false))
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }

  /// Decimal text of a number, rounded half away from zero; far too large numbers stay at a quadrillion.
  static func rounded(_ value: Double, _ decimals: Int, trimming: Bool) -> String {
    guard value.isFinite else { return "unknown" }
    let factor = (0..<decimals).reduce(1.0) { result, _ in result * 10 }
    let scaled = Int((min(max(value, -1e15 / factor), 1e15 / factor) * factor).rounded())
    var digits = String(abs(scaled))
    while digits.count <= decimals { digits = "0" + digits }
    var text = String(digits.dropLast(decimals))
    let fraction = digits.suffix(decimals)
    let kept = trimming ? fraction.trimmingZeros : String(fraction)
    if !kept.isEmpty { text += "." + kept }
    return scaled < 0 ? "-" + text : text
  }
}

extension Substring {
  fileprivate var trimmingZeros: String {
    var text = String(self)
    while text.last == "0" { text.removeLast() }
    return text
  }
}
