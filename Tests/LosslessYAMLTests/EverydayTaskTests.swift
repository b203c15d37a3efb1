import LosslessYAML
import Testing

/// What the callers of the library do every day, in as few words as they may.
@Suite struct EverydayTaskTests {
  private func text(
    _ source: String, _ dialect: YAMLDialect = .yaml11, _ edits: YAMLEdit...
  ) throws -> String {
    let revision = try YAMLStream(reading: source, dialect: dialect).applying(edits)
    return String(decoding: revision.source, as: UTF8.self)
  }

  @Test func `one document of several is edited`() throws {
    let source = "kind: a\nname: x\n---\n# second\nkind: b\nsteps:\n- run: x\n---\nkind: c\n"
    let stream = YAMLStream(reading: source, dialect: .goYAML2)
    let second = try #require(stream.documents.first { $0.root?["kind"]?.text == "b" })
    let steps = try #require(second.root?["steps"])
    #expect(steps.path == YAMLPath(["steps"], document: 1))
    let revision = try stream.applying([
      .insertItem(["run": "z"], into: steps.path, at: .first),
      .insertEntry(key: "size", value: 2, into: second.path),
    ])
    #expect(
      String(decoding: revision.source, as: UTF8.self)
        == "kind: a\nname: x\n---\n# second\nkind: b\nsteps:\n- run: z\n- run: x\nsize: 2\n---\nkind: c\n")
  }

  @Test func `a merged value is overridden by an entry of the mapping's own`() throws {
    let source = "base: &base\n  image: old\njob:\n  <<: *base\n  script: x\n"
    let expected = "base: &base\n  image: old\njob:\n  <<: *base\n  script: x\n  image: new\n"
    for dialect in [YAMLDialect.yaml11, .psych, .goYAML2, .goYAML3, .snakeYAML] {
      let job = try #require(YAMLStream(reading: source, dialect: dialect).node(at: ["job"]))
      let image = try #require(job.effectiveEntry(forKey: "image"))
      #expect(!image.isOwn && image.anchor == "base")
      #expect(try text(source, dialect, .insertEntry(key: "image", value: "new", into: job.path)) == expected)
    }
  }

  @Test func `an entry that a merge key below would overwrite is refused`() throws {
    let source = "base: &base {image: old}\njob:\n  script: x\n  <<: *base\n"
    let edit = YAMLEdit.insertEntry(key: "image", value: "new", into: ["job"], at: .after("script"))
    for dialect in [YAMLDialect.psych, .goYAML2] {
      let error = try #require(throws: YAMLError.self) { try text(source, dialect, edit) }
      #expect(error.code == .outranked && error.related.map(\.line) == [4])
      let other = YAMLEdit.insertEntry(key: "size", value: 1, into: ["job"], at: .first)
      #expect(try text(source, dialect, other).hasSuffix("job:\n  size: 1\n  script: x\n  <<: *base\n"))
      #expect(
        try text(source, dialect, edit, .remove(["job", .entry(1)])).hasSuffix(
          "script: x\n  image: new\n"))
    }
    #expect(try text(source, .yaml11, edit).hasSuffix("script: x\n  image: new\n  <<: *base\n"))
  }

  @Test func `what only an alias gives is refused with all lines, unless the anchor is edited`() throws {
    let source = "base: &base\n  size: 1\na: *base\nb: *base\n"
    let stream = YAMLStream(reading: source, dialect: .yaml11)
    let error = try #require(throws: YAMLError.self) {
      try stream.applying([.insertEntry(key: "x", value: 1, into: ["a"])])
    }
    #expect(error.code == .sharedNode && error.related.map(\.line) == [1, 3, 4])
    #expect(
      try text(source, .yaml11, .insertEntry(key: "x", value: 1, into: ["a"], sharing: .editAnchor))
        == "base: &base\n  size: 1\n  x: 1\na: *base\nb: *base\n")
    let merged = "base: &base\n  size: {a: 1}\nc:\n  <<: *base\n"
    let refusal = try #require(throws: YAMLError.self) {
      try text(merged, .yaml11, .set(["c", "size", "a"], to: 2))
    }
    #expect(refusal.code == .sharedNode && refusal.related.map(\.line).contains(2))
  }

  @Test func `an item goes before or after one of many lines`() throws {
    let source = """
      steps:
        # install
        - name: a
          script: |
            one

            two
          # inside a

        # test
        - name: b

      """
    #expect(
      try text(source, .yaml11, .insertItem(["name": "c"], into: ["steps"], at: .after(0))) == """
        steps:
          # install
          - name: a
            script: |
              one

              two
            # inside a

          - name: c

          # test
          - name: b

        """)
    #expect(
      try text(source, .yaml11, .insertItem(["name": "c"], into: ["steps"], at: .before(1))) == """
        steps:
          # install
          - name: a
            script: |
              one

              two
            # inside a

          - name: c

          # test
          - name: b

        """)
  }

  @Test func `a new key at the top level`() throws {
    #expect(
      try text(
        "# header\n\na: 1\n\nb:\n  c: 2\n", .yaml11,
        .insertEntry(key: "cache", value: ["paths": ["x"]], into: [], at: .after("a")))
        == "# header\n\na: 1\n\ncache:\n  paths:\n    - x\n\nb:\n  c: 2\n")
  }

  @Test func `an empty item takes a mapping at the column that the dashes' blanks give`() throws {
    #expect(
      try text("a:\n- \n-  b: 1\n", .yaml11, .replace(["a", 0], with: ["c": 2, "d": 3]))
        == "a:\n-  c: 2 \n   d: 3\n-  b: 1\n")
  }

  @Test func `blank lines with blanks do not become text of the block above`() throws {
    let stream = YAMLStream(reading: "a: |\n  x\nb: 1\n     \nc: 2\n")
    let revision = try stream.applying([.remove(["b"])])
    #expect(String(decoding: revision.source, as: UTF8.self) == "a: |\n  x\nc: 2\n")
  }

  @Test func `what has no place is refused with the reason`() throws {
    let key = try #require(throws: YAMLError.self) {
      try text("{a, {b,\nc}, d: 1}", .yaml11, .set([.entry(1)], to: 1))
    }
    #expect(key.code == .unrepresentable)
    let comment = try #require(throws: YAMLError.self) {
      try text("? |\n a\nb: 1\n", .yaml11, .comment([.entry(0)], "c", placement: .trailing))
    }
    #expect(comment.code == .unrepresentable)
    let tagged = try YAMLStream(reading: "{! , b: 1}").applying([.set([.entry(0)], to: 1)])
    #expect(tagged.stream.documents.first?.root?.entries.map(\.value.scalar) == [1, 1])
  }
}
