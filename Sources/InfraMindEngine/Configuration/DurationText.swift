/// Times as people write them: `90s`, `20m`, `1h30m`.
enum DurationText {
  /// Whole seconds, from 1 to 30 days; `nil` if the text is something else.
  static func seconds(in text: String) -> Int64? {
    var rest = Substring(text.lowercased().filter { !$0.isWhitespace })
    var total: Int64 = 0
    var units: [(Character, Int64)] = [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)]
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      rest = rest.dropFirst(digits.count)
      guard digits.count <= 7, let amount = Int64(digits), let unit = rest.popFirst(),
        let place = units.firstIndex(where: { $0.0 == unit })
      else { return nil }
      total += amount * units[place].1
      units.removeFirst(place + 1)
    }
    return (1...2_592_000).contains(total) ? total : nil
  }
}
