import Testing

@testable import LosslessYAML

@Suite struct LimitTests {
  private func read(_ text: String, _ limits: YAMLLimits) -> YAMLStream {
    YAMLStream(reading: text, file: "x.yml", dialect: .yaml11.limited(to: limits))
  }

  @Test func `a file above the limit is not read`() {
    let stream = read("a: 1\n", YAMLLimits(bytes: 4))
    #expect(stream.problem?.code == .tooLarge)
    #expect(stream.documents.isEmpty)
    #expect(stream.source.count == 5)
    #expect(read("a: 1\n", YAMLLimits(bytes: 5)).problem == nil)
    #expect(read("a", YAMLLimits(bytes: -1, depth: -1, nodes: -1)).problem?.code == .tooLarge)
  }

  @Test func `nesting above the limit stops reading where it happens`() {
    for text in ["a: {b: [c]}", "a:\n  b:\n  - c\n", "- - - c\n", "? ? ? a\n", "- {a: [b: c]}"] {
      #expect(read(text, YAMLLimits(depth: 4)).problem == nil)
      #expect(read("x: 1\n---\n" + text, YAMLLimits(depth: 2)).problem?.code == .tooDeep)
      #expect(read("x: 1\n---\n" + text, YAMLLimits(depth: 2)).documents.count == 1)
    }
    #expect(read("a", YAMLLimits(depth: 0)).problem == nil)
    #expect(read("[]", YAMLLimits(depth: 0)).problem?.position?.line == 1)
  }

  @Test func `more nodes than the limit stop reading`() {
    #expect(read("[a, b, c]", YAMLLimits(nodes: 4)).problem == nil)
    #expect(read("[a, b, c]", YAMLLimits(nodes: 3)).problem?.code == .tooManyNodes)
    #expect(read("a\n---\nb\n---\nc\n", YAMLLimits(nodes: 2)).documents.count == 2)
  }

  @Test(arguments: ["[", "{a: ", "- ", "? ", "{? ", "[a: ", "&a ["])
  func `a hundred thousand levels end in an error soon`(opening: String) {
    let stream = YAMLStream(reading: String(repeating: opening, count: 100_000))
    #expect([.tooDeep, .syntax].contains(stream.problem?.code))
  }

  @Test func `deep blocks below a raised limit are read and walked`() throws {
    let depth = 5_000
    let stream = read(String(repeating: "- ", count: depth) + "x", YAMLLimits(depth: depth))
    #expect(stream.problem == nil)
    let last = try #require(stream.documents.first?.nodes.last)
    #expect(last.path.components.count == depth)
    #expect(stream.node(at: last.path) == last)
    #expect(last.member?.range.lowerBound == 2 * depth - 2)
  }

  @Test func `an alias bomb stays small`() throws {
    var text = "a0: &a0 {k: v}\n"
    for level in 1...100 {
      text +=
        "a\(level): &a\(level) {<<: [*a\(level - 1), *a\(level - 1)], x: [*a\(level - 1), *a\(level - 1)]}\n"
    }
    for dialect in [YAMLDialect.yaml11, .psych, .goYAML3, .snakeYAML] {
      let stream = YAMLStream(reading: text, dialect: dialect)
      #expect(stream.problem == nil)
      #expect(stream.node(at: ["a100", "k"])?.scalar == "v")
      #expect(stream.node(at: ["a100", "none"]) == nil)
      let last = try #require(stream.documents.first?.root?.entries.last)
      #expect(last.isInForce)
      #expect(stream.node(at: ["a0", "k"])?.sharedBy.count == 4)
    }
  }

  @Test func `long scalars and many of them are read`() throws {
    let long = String(repeating: "x ", count: 500_000) + "x"
    let stream = YAMLStream(reading: "a: \(long)\nb: '\(long)'\nc: |\n  \(long)\n")
    #expect(stream.problem == nil)
    #expect(stream.node(at: ["a"])?.text == long)
    #expect(stream.node(at: ["b"])?.range.count == long.utf8.count + 2)
    #expect(stream.node(at: ["c"])?.text == long + "\n")
    let many = String(repeating: "- a\n", count: 200_000)
    #expect(YAMLStream(reading: many).documents.first?.root?.items.count == 200_000)
    let same = String(repeating: "a: 1\n", count: 50_000)
    #expect(YAMLStream(reading: same).warnings.count == 49_999)
  }

  @Test func `bytes that are not UTF-8 are named with their place`() {
    func problem(_ bytes: [UInt8]) -> YAMLError? { YAMLStream(reading: bytes, file: "x.yml").problem }
    #expect(
      problem(Array("a: é\nb: ".utf8) + [0xFF, 0x0A])?.position
        == YAMLPosition(file: "x.yml", line: 2, column: 4, offset: 9))
    for bytes: [UInt8] in [
      [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xC3], [0x80],
    ] {
      #expect(problem(Array("a: ".utf8) + bytes)?.code == .encoding)
    }
    for bytes: [UInt8] in [[0], [0x1B], [0x7F], [0xC2, 0x80], [0xEF, 0xBF, 0xBF]] {
      #expect(problem(Array("a: ".utf8) + bytes)?.code == .encoding)
    }
    #expect(
      problem([0xFF, 0xFE, 0x61, 0])?.message == "the file is UTF-16 and only UTF-8 is read; save it as UTF-8"
    )
    #expect(problem([0xFE, 0xFF, 0, 0x61])?.code == .encoding)
    for bytes: [UInt8] in [[0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0], [0, 0, 0xFE, 0xFF, 0, 0, 0, 0x61]] {
      #expect(problem(bytes)?.message == "the file is UTF-32 and only UTF-8 is read; save it as UTF-8")
    }
    for (name, bytes) in [
      ("UTF-16", [0, 0x61, 0, 0x3A]), ("UTF-16", [0x61, 0, 0x3A, 0]), ("UTF-32", [0, 0, 0, 0x61]),
      ("UTF-32", [0x61, 0, 0, 0]),
    ] as [(String, [UInt8])] {
      let sentence =
        "the file looks like \(name) without a byte order mark, and only UTF-8 is read; save it as UTF-8"
      #expect(problem(bytes)?.message == sentence)
    }
    #expect(problem([0x61, 0])?.code == .encoding)
    #expect(problem([0, 0x61, 0x3A, 0x20])?.message.contains("U+0000") == true)
    #expect(problem([0xEF, 0xBB, 0xBF]) == nil)
    #expect(problem([0xEF, 0xBB]) != nil)
  }

  @Test func `a document cut off by bad bytes does not count`() {
    #expect(YAMLStream(reading: Array("a: 1\n---\nb: 2\n".utf8) + [0]).documents.count == 1)
    #expect(YAMLStream(reading: Array("a: 1\n---\nb: 2\n...\n".utf8) + [0]).documents.count == 2)
    #expect(YAMLStream(reading: Array("a: [\n".utf8) + [0]).problem?.code == .syntax)
  }
}
