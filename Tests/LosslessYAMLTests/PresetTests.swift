import Testing

@testable import LosslessYAML

/// What each reader makes of a text, by its own sources.
@Suite struct PresetTests {
  struct Reading: Sendable, CustomTestStringConvertible {
    let text: String
    let python, psych, snake, go2, go3: YAMLScalar
    var testDescription: String { text }

    init(
      _ text: String, _ python: YAMLScalar, psych: YAMLScalar, snake: YAMLScalar, go2: YAMLScalar,
      go3: YAMLScalar
    ) {
      self.text = text
      self.python = python
      self.psych = psych
      self.snake = snake
      self.go2 = go2
      self.go3 = go3
    }

    /// The same for all of them.
    init(all text: String, _ value: YAMLScalar) {
      self.init(text, value, psych: value, snake: value, go2: value, go3: value)
    }
  }

  static let readings: [Reading] = [
    // Truth values and null
    Reading("yes", true, psych: true, snake: true, go2: true, go3: "yes"),
    Reading("No", false, psych: false, snake: false, go2: false, go3: "No"),
    Reading("ON", true, psych: true, snake: true, go2: true, go3: "ON"),
    Reading("off", false, psych: false, snake: false, go2: false, go3: "off"),
    Reading("y", "y", psych: "y", snake: "y", go2: true, go3: "y"),
    Reading("N", "N", psych: "N", snake: "N", go2: false, go3: "N"),
    Reading("yEs", "yEs", psych: true, snake: "yEs", go2: "yEs", go3: "yEs"),
    Reading("tRUE", "tRUE", psych: true, snake: "tRUE", go2: "tRUE", go3: "tRUE"),
    Reading("nuLL", "nuLL", psych: nil, snake: "nuLL", go2: "nuLL", go3: "nuLL"),
    Reading(all: "True", true), Reading(all: "FALSE", false),
    Reading(all: "~", nil), Reading(all: "null", nil), Reading(all: "NULL", nil), Reading(all: "", nil),
    Reading(all: "nil", "nil"), Reading(all: "none", "none"), Reading(all: "Nulls", "Nulls"),
    // Whole numbers
    Reading("010", 8, psych: 8, snake: 8, go2: 8, go3: 8),
    Reading("08", "08", psych: "08", snake: 8.0, go2: 8.0, go3: 8.0),
    Reading("0o17", "0o17", psych: "0o17", snake: "0o17", go2: 15, go3: 15),
    Reading("0X1F", "0X1F", psych: "0X1F", snake: "0X1F", go2: 31, go3: 31),
    Reading(all: "0x1F", 31), Reading(all: "0b11", 3), Reading(all: "-7", -7), Reading(all: "1_000", 1000),
    Reading("1,000", "1,000", psych: 1000, snake: "1,000", go2: "1,000", go3: "1,000"),
    Reading("1,000.5", "1,000.5", psych: 1000.5, snake: "1,000.5", go2: "1,000.5", go3: "1,000.5"),
    Reading(all: "1.5,3", "1.5,3"), Reading(all: ",1", ",1"),
    // Sexagesimal numbers
    Reading("1:30", 90, psych: 5400, snake: 90, go2: "1:30", go3: "1:30"),
    Reading("01:30", "01:30", psych: 5400, snake: "01:30", go2: "01:30", go3: "01:30"),
    Reading("1:30:15", 5415, psych: 5415, snake: 5415, go2: "1:30:15", go3: "1:30:15"),
    Reading("-1:30", -90, psych: -1800, snake: -90, go2: "-1:30", go3: "-1:30"),
    Reading("1:1:1:1", 219_661, psych: "1:1:1:1", snake: 219_661, go2: "1:1:1:1", go3: "1:1:1:1"),
    Reading("1:30.5", 90.5, psych: 5430.0, snake: 90.5, go2: "1:30.5", go3: "1:30.5"),
    Reading(all: "1:60", "1:60"), Reading(all: "22:99", "22:99"), Reading(all: "1:", "1:"),
    // Fractions
    Reading("1e3", "1e3", psych: "1e3", snake: 1000.0, go2: 1000.0, go3: 1000.0),
    Reading("1.5e3", "1.5e3", psych: "1.5e3", snake: 1500.0, go2: 1500.0, go3: 1500.0),
    Reading(all: "1.5e+3", 1500.0), Reading(all: "3.10", 3.1), Reading(all: ".5", 0.5),
    Reading(all: "5.", 5.0), Reading(all: ".", "."), Reading(all: "1.2.3", "1.2.3"),
    Reading(all: ".inf", .float(.infinity)), Reading(all: "-.Inf", .float(-.infinity)),
    Reading(".iNf", ".iNf", psych: .float(.infinity), snake: ".iNf", go2: ".iNf", go3: ".iNf"),
    // Text that begins as a number does
    Reading(all: "./gradlew", "./gradlew"), Reading(all: "-c", "-c"), Reading(all: "1/2", "1/2"),
    Reading(all: "10%", "10%"), Reading(all: "+é", "+é"), Reading(all: "3.10-slim", "3.10-slim"),
    Reading(all: "-.nan", "-.nan"),
    // Timestamps have no value of their own
    Reading(all: "2026-01-31", "2026-01-31"), Reading(all: "2026-01-31T10:00:00Z", "2026-01-31T10:00:00Z"),
  ]

  @Test(arguments: readings)
  func `a plain scalar is what its reader makes of it`(reading: Reading) throws {
    for (rules, value) in [
      (YAMLScalarRules.yaml11, reading.python), (.psych, reading.psych), (.snakeYAML, reading.snake),
      (.goYAML2, reading.go2), (.goYAML3, reading.go3),
    ] {
      #expect(rules.resolve(reading.text) == value)
    }
  }

  @Test(arguments: presets)
  func `a plain scalar is null exactly where its value is`(dialect: YAMLDialect) {
    let texts = Self.readings.map(\.text).filter { !$0.hasSuffix(":") && !$0.hasPrefix(",") }
    let values = texts + ["'null'", "!!null x", "!!str null", "!!int null", "!!null 'x'", "&n ~", "*n", "[]"]
    let stream = YAMLStream(reading: values.map { "- \($0)\n" }.joined(), dialect: dialect)
    let items = stream.documents.first?.root?.items.map(\.self) ?? []
    #expect(items.count == values.count)
    for item in items {
      let node = item.resolved
      let isNull = node.kind == .scalar && node.style == .plain && node.scalar == .null
      #expect(item.isPlainNull == isNull, "\(item.text)")
    }
  }

  static let presets: [YAMLDialect] = [
    .core12, .yaml11, .psych, .goYAML2, .goYAML3, .goYAML3Nodes, .snakeYAML, .yamlDotNet,
  ]

  @Test(arguments: presets)
  func `text that a reader would take for something else gets quotes`(dialect: YAMLDialect) throws {
    let stream = YAMLStream(reading: "a: x\n", dialect: dialect)
    for text in Self.readings.map(\.text) + [":symbol", "=", "<<"] {
      let revision = try stream.applying([.set(["a"], to: .string(text))])
      #expect(revision.stream.node(at: ["a"])?.scalar == .string(text))
      let isQuoted = revision.stream.node(at: ["a"])?.style != .plain
      let isDate = text.hasPrefix("2026-") && dialect.scalars.timestamps
      let mustQuote =
        isDate || dialect.scalars.resolve(text) != .string(text) || ":=<,".contains(text.prefix(1))
      #expect(isQuoted == mustQuote || text.hasSuffix(":"), "\(text)")
    }
  }

  /// `k` of a mapping that has the key itself, above or below two `<<`, and one of a sequence.
  @Test func `merge keys rank as the reader has it`() throws {
    let text = """
      a: &a {k: a, m: a}
      b: &b {k: b, n: b}
      above: {k: own, <<: *a}
      below: {<<: *a, k: own}
      two: {<<: *a, <<: *b}
      list: {<<: [*a, *b]}
      """
    let expected: [(YAMLDialect, [String: String])] = [
      (.yaml11, ["above": "own", "below": "own", "two": "b", "list": "a"]),
      (.psych, ["above": "a", "below": "own", "two": "b", "list": "a"]),
      (.goYAML2, ["above": "a", "below": "own", "two": "b", "list": "a"]),
      (.goYAML3, ["above": "own", "below": "own", "two": "b", "list": "a"]),
      (.goYAML3Nodes, ["above": "own", "below": "own", "two": "a", "list": "a"]),
      (.snakeYAML, ["above": "own", "below": "own", "two": "a", "list": "a"]),
      (.yamlDotNet, ["above": "a", "below": "own", "two": "b", "list": "a"]),
    ]
    for (dialect, values) in expected {
      let stream = YAMLStream(reading: text, dialect: dialect)
      for (key, value) in values {
        #expect(stream.node(at: [.key(key), "k"])?.text == value, "\(key) of \(dialect.mergeKeys)")
        #expect(stream.node(at: [.key(key)])?.effectiveEntry(forKey: "k")?.value.text == value)
      }
      let hasBoth = stream.node(at: ["two", "m"]) != nil
      #expect(hasBoth == (dialect != .goYAML3) && stream.node(at: ["two", "n"])?.text == "b")
    }
  }

  @Test(arguments: presets)
  func `of equal keys the last counts, and each further one is a warning`(dialect: YAMLDialect) {
    let stream = YAMLStream(reading: "a: 1\nb: 2\na: 3\n", dialect: dialect)
    #expect(stream.node(at: ["a"])?.text == "3")
    #expect(stream.warnings.map(\.code) == [.duplicateKey])
    #expect(stream.node(at: ["a"])?.path == ["a"])
  }

  @Test(arguments: presets)
  func `tags of one's own are kept, and their contents are ordinary nodes`(dialect: YAMLDialect) throws {
    let stream = YAMLStream(reading: "a: !reference [.b, script]\nc: !var on\n", dialect: dialect)
    #expect(stream.problem == nil)
    let reference = try #require(stream.node(at: ["a"]))
    #expect(reference.tag == "!reference" && reference.items.map(\.text) == [".b", "script"])
    #expect(stream.node(at: ["c"])?.scalar == "on")
  }
}
