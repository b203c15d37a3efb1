internal import InfraMindCore

/// Broken and twisted versions of a JSON text, the same ones each time.
enum JSONMutations {
  /// Texts that no platform sends.
  static let hostile: [[UInt8]] =
    [
      "", "{", "[]", "{}", "null", "0", "\"\"", "{\"a\":}", "payload=", "payload=%7B", "a=b&c",
      String(repeating: "[", count: 20_000), String(repeating: "{\"a\":", count: 5_000),
    ].map { Array($0.utf8) } + [[0xff, 0xfe], [0], [0xef, 0xbb, 0xbf]]

  /// The text cut off, at so many places at most.
  static func truncations(of text: [UInt8], atMost count: Int) -> [[UInt8]] {
    let stride = max(1, (text.count + count - 1) / max(count, 1))
    return Swift.stride(from: 0, to: text.count, by: stride).map { Array(text[..<$0]) }
  }

  /// The text with some bytes changed, doubled or gone.
  static func damages(of text: [UInt8], count: Int, seed: UInt64) -> [[UInt8]] {
    guard !text.isEmpty else { return [] }
    var dice = SeededGenerator(seed: seed)
    let signs = Array("{}[]\":,\\0-e.tfn \u{0}é".utf8)
    return (0..<count).map { _ in
      var bytes = text
      for _ in 0...(dice.next() % 3) {
        let place = Int(dice.next() % UInt64(bytes.count))
        let end = min(bytes.count, place + 1 + Int(dice.next() % 20))
        switch dice.next() % 4 {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: dice.next())
        case 1: bytes[place] = signs[Int(dice.next() % UInt64(signs.count))]
        case 2: bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
        default: if bytes.count > end - place { bytes.removeSubrange(place..<end) }
        }
      }
      return bytes
    }
  }

  /// The text with the value of a member or an element replaced by one of another kind or size.
  static func twists(of text: [UInt8], count: Int, seed: UInt64) -> [[UInt8]] {
    let places = scalars(of: text)
    guard !places.isEmpty else { return [] }
    var dice = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      let place = places[Int(dice.next() % UInt64(places.count))]
      let value = values[Int(dice.next() % UInt64(values.count))]
      return Array(text[..<place.lowerBound]) + value + Array(text[place.upperBound...])
    }
  }

  private static let values: [[UInt8]] = [
    "null", "true", "0", "-1", "1e400", "99999999999999999999", "0.5", "\"\"", "\"x\"", "[]", "{}", "[[]]",
    "{\"id\": {}}", "\"../../..\"", "\"https://evil.example.com/x\"", "\"\\u0000\\ud800\"",
    "\"9999-99-99T99:99:99Z\"",
    "\"1970-01-01T00:00:00Z\"", "\"a/b/c/d\"", "\"" + String(repeating: "y", count: 5_000) + "\"",
    String(repeating: "[", count: 40) + String(repeating: "]", count: 40),
  ].map { Array($0.utf8) }

  /// Where strings, numbers and words stand that are values; keys are left out.
  private static func scalars(of text: [UInt8]) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var position = 0
    while position < text.count {
      let start = position
      if text[position] == UInt8(ascii: "\"") {
        position = endOfString(in: text, from: position)
        let after = text[position...].first { $0 > 0x20 }
        if after != UInt8(ascii: ":") { found.append(start..<position) }
      } else if isWord(text[position]) {
        position = text[position...].firstIndex { !isWord($0) } ?? text.count
        found.append(start..<position)
      } else {
        position += 1
      }
    }
    return found
  }

  private static func endOfString(in text: [UInt8], from start: Int) -> Int {
    var position = start + 1
    while position < text.count, text[position] != UInt8(ascii: "\"") {
      position += text[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(position + 1, text.count)
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"),
      UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "E"):
      true
    default: false
    }
  }
}
