import Testing

@testable import LosslessYAML

@Suite struct EffectiveEntryTests {
  static let text = """
    .a: &a {image: one, tags: [x], only: a}
    .b: &b
      <<: *a
      image: two
    job:
      stage: test
      <<: [*b, {extra: 1}]
      script: [x]
    other: *b
    """

  @Test func `an entry knows whether it is the mapping's own, or which anchor gives it`() throws {
    let document = try YAMLDocument(parsing: Self.text, dialect: .yaml11)
    let job = try #require(document.node(at: ["job"]))
    let stage = try #require(job.effectiveEntry(forKey: "stage"))
    #expect(stage.isOwn && stage.anchor == nil && stage.home == job && stage.value.text == "test")
    let image = try #require(job.effectiveEntry(forKey: "image"))
    #expect(!image.isOwn && image.anchor == "b" && image.value.position.line == 4)
    #expect(image.mergedBy.map(\.key.position.line) == [7])
    let tags = try #require(job.effectiveEntry(forKey: "tags"))
    #expect(tags.anchor == "a" && tags.mergedBy.map(\.key.position.line) == [7, 3])
    let extra = try #require(job.effectiveEntry(forKey: "extra"))
    #expect(!extra.isOwn && extra.anchor == nil && extra.home.position.line == 7)
    #expect(job.effectiveEntry(forKey: "<<") == nil && job.effectiveEntry(forKey: "nothing") == nil)
    #expect(document.node(at: ["other"])?.effectiveEntry(forKey: "only")?.anchor == "a")
    #expect(document.node(at: ["job", "script"])?.effectiveEntry(forKey: "0") == nil)
  }

  @Test func `all entries come once each, merged ones in the place of their merge key`() throws {
    let document = try YAMLDocument(parsing: Self.text, dialect: .yaml11)
    let job = try #require(document.node(at: ["job"]))
    #expect(
      job.effectiveEntries.map(\.key.text) == ["stage", "tags", "only", "image", "extra", "script"])
    #expect(document.node(at: ["other"])?.effectiveEntries.map(\.value.text) == ["", "a", "two"])
    let core = try YAMLDocument(parsing: Self.text)
    #expect(core.node(at: ["job"])?.effectiveEntries.map(\.key.text) == ["stage", "<<", "script"])
  }

  static let dialects: [YAMLDialect] = [
    .core12, .yaml11, .psych, .goYAML2, .goYAML3, .snakeYAML, .yamlDotNet,
  ]

  @Test(arguments: dialects)
  func `all entries are those that one by one are found`(dialect: YAMLDialect) throws {
    let texts =
      WildInput.valid.map(\.text) + [
        Self.text, DialectTests.twoMerges,
        "a: &x\n  b: *x\n  <<: *x\n  c: 1\nd: *x\ne: {<<: [*x, *x], c: 2, <<: {c: 3, f: 4}, c: 5}\n",
      ]
    for text in texts {
      for node in YAMLStream(reading: text, dialect: dialect).documents.flatMap(\.nodes) {
        let entries = node.effectiveEntries
        #expect(Set(entries.map { $0.key.resolved.text }).count == entries.count)
        for entry in entries {
          #expect(node.effectiveEntry(forKey: entry.key.resolved.text) == entry)
          #expect(node[entry.key.resolved.text] == entry.value)
        }
        for entry in node.entries where entry.key.resolved.kind == .scalar && !entry.isMerge {
          #expect(entries.contains { $0.key.resolved.text == entry.key.resolved.text })
        }
      }
    }
  }

  @Test func `an alias bomb of merge keys is read in no time`() throws {
    var text = "a0: &a0 {k0: 0}\n"
    for number in 1...200 {
      let before = "*a\(number - 1)"
      text += "a\(number): &a\(number) {k\(number): 0, <<: [\(before), \(before)], <<: \(before)}\n"
    }
    for dialect in Self.dialects {
      let document = try YAMLDocument(parsing: text, dialect: dialect)
      let count = document.node(at: ["a200"])?.effectiveEntries.count
      #expect(count == (dialect == .core12 ? 2 : 201))
    }
  }

  /// A chain of mappings, each with a key of its own, that merge the one before.
  private func chain(of length: Int) throws -> YAMLDocument {
    let rest = (1..<length).map { "a\($0): &a\($0)\n  k\($0): 0\n  <<: *a\($0 - 1)\n" }
    return try YAMLDocument(parsing: "a0: &a0 {k0: 0}\n" + rest.joined(), dialect: .yaml11)
  }

  @Test(arguments: [200, 1_000, 5_000])
  func `what all mappings of a chain of merges have together is bounded`(length: Int) throws {
    let document = try chain(of: length)
    let root = try #require(document.root)
    let entries = root.entries.reduce(0) { $0 + $1.value.effectiveEntries.count }
    #expect(entries <= 150_000)
    let last = try #require(document.node(at: [.key("a\(length - 1)")]))
    #expect(last.effectiveEntries.count == (length == 200 ? 200 : length == 1_000 ? 132 : 27))
    for number in [0, length - 133, length - 132, length - 28, length - 27] where number >= 0 {
      let found = last.effectiveEntry(forKey: "k\(number)")
      #expect((found != nil) == last.effectiveEntries.contains { $0.key.text == "k\(number)" })
    }
  }

  @Test func `the scalars of a subtree are its values, through aliases once each`() throws {
    let text = "a: &x [1, {k: 2, l: &y 3}]\nb:\n  - *x\n  - [*x, *y, 4]\n  - &z {r: *z, <<: *x}\n"
    let stream = YAMLStream(reading: text)
    let b = try #require(stream.node(at: ["b"]))
    #expect(b.scalars().map(\.text) == ["1", "2", "3", "3", "4"])
    #expect(b.scalars(throughAliases: false).map(\.text) == ["4"])
    #expect(stream.node(at: ["a", 0])?.scalars().map(\.text) == ["1"])
    #expect(
      stream.node(at: ["a"])?.subtree.map(\.text) == ["", "1", "", "k", "2", "l", "3"])
    #expect(stream.node(at: ["a"])?.subtree.map(\.kind).first == .sequence)
  }
}
