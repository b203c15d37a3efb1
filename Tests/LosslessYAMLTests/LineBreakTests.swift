import Testing

@testable import LosslessYAML

/// The line breaks of YAML 1.1, which libyaml knows all: CR, NEL, LS and PS besides LF and CRLF.
@Suite struct LineBreakTests {
  @Test(arguments: ["\n", "\r\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"])
  func `the first of two entries that share a dash goes, whatever ends its line`(lineBreak: String) throws {
    let text = "- a: 1\(lineBreak)  b: 2\(lineBreak)- c: 3\(lineBreak)"
    let revision = try YAMLStream(reading: text).applying([.remove([0, "a"])])
    #expect(String(decoding: revision.source, as: UTF8.self) == "- b: 2\(lineBreak)- c: 3\(lineBreak)")
  }

  @Test func `a root of two lines becomes a block with a comment`() throws {
    let stream = YAMLStream(reading: " -)  Y\ni) \u{2028}\n")
    let fragment = YAMLFragment.commented("two\nlines\n", trailing: "c")
    let revision = try stream.applying([.replace([], with: fragment)])
    #expect(revision.stream.documents.first?.root?.text == "two\nlines\n")
  }

  @Test func `a comment and a new entry come together where the file ends in an open block`() throws {
    let stream = YAMLStream(reading: "a: |\n  x")
    let revision = try stream.applying([
      .insertEntry(key: "b", value: 1, into: []), .comment(["a"], "c", placement: .trailing),
    ])
    #expect(String(decoding: revision.source, as: UTF8.self) == "a: |- # c\n  x\nb: 1")
  }

  private static let breaks = [
    "\u{2028}", "\u{2029}", "\u{85}", "\r", "\r\n", "\u{2028}\n", " \u{85}\n", "\u{2028}\u{2028}",
    " \u{2029}",
  ]

  #if DEBUG
    static let rounds = 8000
  #else
    static let rounds = 100_000
  #endif

  @Test
  func `edits of texts with odd line breaks are proven, or refused for a better reason than a failed proof`()
  {
    let texts = EditingCase.all.map(\.before) + WildInput.valid.map(\.text)
    var random = SteadyRandom(state: 7)
    for round in 0..<Self.rounds {
      var text = ""
      for scalar in texts[round % texts.count].unicodeScalars {
        let isOdd = scalar == "\n" && random.next() % 3 == 0
        text += isOdd ? Self.breaks[Int(random.next() % UInt64(Self.breaks.count))] : String(scalar)
      }
      let seed = (0..<16).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      let complaints = EditingLaws.complaints(about: seed + Array(text.utf8), strict: true)
      #expect(complaints.isEmpty, "\(text.debugDescription): \(complaints)")
    }
  }
}

/// A generator of random numbers that gives the same ones each time.
private struct SteadyRandom {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state ^ (state >> 33)) >> 16
  }
}
