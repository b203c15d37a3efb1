import Testing

@testable import LosslessYAML

@Suite struct DialectTests {
  static let twoMerges = """
    a: &a {k: 1, m: 2}
    b: &b {k: 3, n: 4}
    c:
      own: 0
      <<: *a
      <<: *b
      n: 5
    """

  /// What each reader gives for a key of `c` in the text above.
  static let merged: [(name: String, dialect: YAMLDialect, key: String, value: YAMLScalar?)] = [
    ("PyYAML", .yaml11, "k", 3), ("PyYAML", .yaml11, "m", 2), ("PyYAML", .yaml11, "n", 5),
    ("Psych", .psych, "k", 3), ("Psych", .psych, "m", 2), ("Psych", .psych, "n", 5),
    ("go-yaml 2", .goYAML2, "k", 3), ("go-yaml 2", .goYAML2, "m", 2),
    ("go-yaml 3", .goYAML3, "k", 3), ("go-yaml 3", .goYAML3, "m", nil), ("go-yaml 3", .goYAML3, "n", 5),
    ("SnakeYAML", .snakeYAML, "k", 1), ("SnakeYAML", .snakeYAML, "m", 2), ("SnakeYAML", .snakeYAML, "n", 5),
    ("YAML 1.2", .core12, "k", nil), ("YAML 1.2", .core12, "n", 5),
  ]

  @Test(arguments: merged)
  func `two merge keys give what the reader would`(
    expected: (name: String, dialect: YAMLDialect, key: String, value: YAMLScalar?)
  ) throws {
    let document = try YAMLDocument(parsing: Self.twoMerges, dialect: expected.dialect)
    #expect(document.node(at: ["c", .key(expected.key)])?.scalar == expected.value)
  }

  @Test func `a key that a merge key overwrites is not in force`() throws {
    let text = "a: &a {k: 1}\nb: {k: 0, <<: *a}\nc: {<<: *a, k: 0}\n"
    let psych = try YAMLDocument(parsing: text, dialect: .psych)
    #expect(psych.node(at: ["b", "k"])?.path == ["a", "k"])
    #expect(psych.node(at: ["b"])?.entries.map(\.isInForce) == [false, true])
    #expect(psych.node(at: ["b", .entry(0)])?.path == ["b", .entry(0)])
    #expect(psych.node(at: ["c", "k"])?.path == ["c", "k"])
    let python = try YAMLDocument(parsing: text, dialect: .yaml11)
    #expect(python.node(at: ["b", "k"])?.scalar == 0)
    #expect(python.node(at: ["b"])?.entries.map(\.isInForce) == [true, true])
  }

  @Test func `in a sequence of merged mappings the first gives a key`() throws {
    let text =
      "a: &a {k: 1}\nb: &b {k: 2, m: 3}\nc: {<<: [*a, *b, {z: 9}], o: 4}\nd: &d {<<: *b}\ne: {<<: *d}\n"
    for dialect in [YAMLDialect.yaml11, .psych, .goYAML2, .goYAML3, .snakeYAML, .yamlDotNet] {
      let document = try YAMLDocument(parsing: text, dialect: dialect)
      #expect(document.node(at: ["c", "k"])?.scalar == 1)
      #expect(document.node(at: ["c", "m"])?.scalar == 3)
      #expect(document.node(at: ["c", "z"])?.scalar == 9)
      #expect(document.node(at: ["e", "m"])?.path == ["b", "m"])
      #expect(document.node(at: ["c", "<<"]) == nil)
    }
    let core = try YAMLDocument(parsing: text)
    #expect(core.node(at: ["c", "<<", 0, "k"])?.path == ["a", "k"])
  }

  @Test func `duplicate keys are kept, reported, and one is in force`() throws {
    let text = "a: 1\nb: 2\na: 3\n'a': 4\n"
    for (rule, value, inForce) in [
      (YAMLDialect.DuplicateKeys.lastWins, 4, [false, true, false, true]),
      (.firstWins, 1, [true, true, false, false]),
    ] {
      var dialect = YAMLDialect.core12
      dialect.duplicateKeys = rule
      let stream = YAMLStream(reading: text, file: "x.yml", dialect: dialect)
      let root = try #require(stream.documents.first?.root)
      #expect(root["a"]?.scalar == .int(value))
      #expect(root.entries.map(\.isInForce) == inForce)
      #expect(root.entries.map(\.isDuplicate) == [true, false, true, true])
      #expect(stream.warnings.map(\.code) == [.duplicateKey, .duplicateKey])
      #expect(stream.warnings.first?.position?.line == 3)
      #expect(stream.warnings.first?.related.first?.line == 1)
      for entry in root.entries {
        #expect(stream.node(at: entry.value.path) == entry.value)
      }
    }
  }

  @Test func `duplicate keys are found in large mappings too`() {
    let keys = (0..<50).map { "key-\($0): \($0)\n" }.joined()
    let stream = YAMLStream(reading: keys + "key-7: x\n? [a]\n: b\n? [a]\n: c\n")
    #expect(stream.warnings.map { $0.related.first?.line } == [8])
    #expect(stream.node(at: ["key-7"])?.scalar == "x")
  }

  @Test func `an alias means the latest anchor before it`() throws {
    let text = "a: &x 1\nb: *x\nc: &x 2\nd: *x\ne: *y\nf: &y 3\n"
    let stream = YAMLStream(reading: text)
    #expect(stream.node(at: ["b"])?.scalar == 1)
    #expect(stream.node(at: ["d"])?.scalar == 2)
    let undefined = try #require(stream.node(at: ["e"]))
    #expect(undefined.kind == .alias && undefined.text == "y" && undefined.target == nil)
    #expect(undefined.resolved == undefined && undefined.scalar == nil)
    #expect(stream.node(at: ["f"])?.sharedBy.isEmpty == true)
    #expect(stream.warnings.map(\.code) == [.undefinedAlias])
    var strict = YAMLDialect.core12
    strict.redefinedAnchorsAllowed = false
    #expect(
      YAMLStream(reading: text, dialect: strict).warnings.map(\.code) == [.redefinedAnchor, .undefinedAlias])
    #expect(YAMLStream(reading: "a: &x 1\n---\nb: *x\n").warnings.map(\.code) == [.undefinedAlias])
  }

  @Test func `a recursive alias is a node that leads nowhere`() throws {
    let text = "a: &x\n  b: *x\n  <<: *x\n  c: 1\nd: *x\n"
    for dialect in [YAMLDialect.yaml11, .psych, .core12] {
      let stream = YAMLStream(reading: text, dialect: dialect)
      #expect(stream.warnings.map(\.code) == [.recursiveAlias, .recursiveAlias])
      #expect(stream.node(at: ["a", "b", "c"]) == nil)
      #expect(stream.node(at: ["d", "c"])?.scalar == 1)
      #expect(stream.node(at: ["a", "nothing"]) == nil)
      #expect(stream.node(at: ["a", "b"])?.target == stream.node(at: ["a"]))
    }
  }

  static let scalars: [(text: String, core: YAMLScalar, old: YAMLScalar)] = [
    ("on", "on", true), ("Off", "Off", false), ("y", "y", "y"), ("true", true, true),
    ("tRUE", "tRUE", "tRUE"),
    ("~", nil, nil), ("NULL", nil, nil), ("", nil, nil), ("nil", "nil", "nil"),
    ("0", 0, 0), ("-12", -12, -12), ("+1", 1, 1), ("3.10", 3.1, 3.1), ("08", 8, "08"), ("017", 17, 15),
    ("0o17", 15, "0o17"), ("0x1F", 31, 31), ("0b11", "0b11", 3), ("1_000", "1_000", 1000),
    ("1:30", "1:30", 90), ("190:20:30", "190:20:30", 685_230), ("01:30", "01:30", "01:30"),
    ("1:60", "1:60", "1:60"), ("12e3", 12000.0, "12e3"), ("1e+3", 1000.0, "1e+3"), ("1.0e+2", 100.0, 100.0),
    (".5", 0.5, 0.5), ("5.", 5.0, 5.0), (".", ".", "."), ("1.2.3", "1.2.3", "1.2.3"),
    ("1e", "1e", "1e"), (".inf", .float(.infinity), .float(.infinity)),
    ("-.INF", .float(-.infinity), .float(-.infinity)),
    ("18446744073709551616", 18446744073709551616.0, 18446744073709551616.0),
    ("v1", "v1", "v1"), ("1 ", 1, 1), ("--1", "--1", "--1"), ("0x", "0x", "0x"),
    ("infinity", "infinity", "infinity"),
    ("-\u{20E8}5", "-\u{20E8}5", "-\u{20E8}5"), ("5\u{301}", "5\u{301}", "5\u{301}"),
    ("\u{663}", "\u{663}", "\u{663}"),
  ]

  @Test(arguments: scalars)
  func `plain scalars resolve as the dialect says`(
    expected: (text: String, core: YAMLScalar, old: YAMLScalar)
  ) throws {
    let core = try YAMLDocument(parsing: "a: \(expected.text)")
    #expect(core.node(at: ["a"])?.scalar == expected.core)
    let old = try YAMLDocument(parsing: "a: \(expected.text)", dialect: .yaml11)
    #expect(old.node(at: ["a"])?.scalar == expected.old)
  }

  @Test func `quotes and tags say what a scalar is`() throws {
    let text =
      "[!!str 1, '1', \"on\", ! 2, !!int '3', !!float 4, !!bool 'true', !!null x, !own 5, !!int x, |\n 1\n]"
    let inline = text.replacing(", |\n 1\n]", with: "]")
    let document = try YAMLDocument(parsing: inline, dialect: .yaml11)
    let values = document.root?.items.map(\.scalar)
    #expect(values == ["1", "1", "on", "2", 3, 4.0, true, .null, "5", "x"])
    #expect(document.root?.items.map { $0.tag ?? "-" }[3] == "!")
    #expect(document.root?.items[0].tag == "tag:yaml.org,2002:str")
    #expect(document.root?.items[8].tag == "!own")
    let commented = try YAMLDocument(parsing: "&x # wow!\n1")
    #expect(commented.root?.scalar == 1 && commented.root?.tag == nil)
  }

  @Test func `not a number is a number`() throws {
    guard case .float(let value)? = try YAMLDocument(parsing: ".nan").root?.scalar else {
      Issue.record("not a float")
      return
    }
    #expect(value.isNaN)
  }
}
