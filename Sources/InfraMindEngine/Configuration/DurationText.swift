/// Times as people write them: `90s`, `20m`, `1h30m`.
package enum DurationText {
  /// Whole seconds, from 1 to 30 days or what is allowed instead; `nil` if the text is something else.
  package static func seconds(in text: String, atMost most: Int64 = 2_592_000) -> Int64? {
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
    return (1...most).contains(total) ? total : nil
  }
}
