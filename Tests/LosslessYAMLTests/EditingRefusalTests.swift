import LosslessYAML
import Testing

/// A text, edits that must be refused, and how.
struct EditingRefusal: Sendable, CustomTestStringConvertible {
  let name: String
  let text: String
  let edits: [YAMLEdit]
  let code: YAMLError.Code
  /// The line of the refusal; 0 for none.
  let line: Int
  /// The lines of the related places.
  let related: [Int]
  var dialect = YAMLDialect.core12

  init(
    _ name: String, _ text: String, _ edits: [YAMLEdit], _ code: YAMLError.Code, line: Int = 1,
    related: [Int] = [], dialect: YAMLDialect = .core12
  ) {
    self.name = name
    self.text = text
    self.edits = edits
    self.code = code
    self.line = line
    self.related = related
    self.dialect = dialect
  }

  var testDescription: String { name }
}

@Suite struct EditingRefusalTests {
  static let refusals: [EditingRefusal] = [
    EditingRefusal("a route to nothing", "a: 1\n", [.set(["b"], to: 1)], .noSuchNode),
    EditingRefusal(
      "a route to nothing further down", "a: 1\nb: [x]\n", [.remove(["b", 1])], .noSuchNode, line: 2),
    EditingRefusal(
      "a document that is not there", "a: 1\n", [.set(YAMLPath(["a"], document: 1), to: 1)], .noSuchNode,
      line: 0),
    EditingRefusal("an empty file", "", [.set([], to: 1)], .noSuchNode, line: 0),
    EditingRefusal("a text that is no YAML", "a: [\n", [.set(["a"], to: 1)], .noSuchNode, line: 0),
    EditingRefusal(
      "a neighbour that is not there", "a: 1\n",
      [.insertEntry(key: "x", value: 1, into: [], at: .after("b"))], .noSuchNode),
    EditingRefusal(
      "an item that is not there", "- a\n", [.insertItem(1, into: [], at: .before(1))], .noSuchNode),
    EditingRefusal("set a collection", "a: [1]\n", [.set(["a"], to: 1)], .notAScalar),
    EditingRefusal(
      "an entry into a sequence", "- a\n", [.insertEntry(key: "x", value: 1, into: [])], .notAMapping),
    EditingRefusal(
      "an entry into text", "a: x\n", [.insertEntry(key: "x", value: 1, into: ["a"])], .notAMapping),
    EditingRefusal("an item into a mapping", "a: 1\n", [.insertItem(1, into: [])], .notASequence),
    EditingRefusal(
      "a key that is there", "x: 0\na: 1\n", [.insertEntry(key: "a", value: 2, into: [])], .duplicateKey,
      line: 2, related: [1]),
    EditingRefusal(
      "a key twice in a fragment", "a: 1\n", [.replace(["a"], with: ["x": 1, "x": 2])], .duplicateKey),
    EditingRefusal("the root", "a: 1\n", [.remove([])], .unrepresentable),
    EditingRefusal(
      "a comment at the root", "a: 1\n", [.comment([], "c", placement: .above)], .unrepresentable),
    EditingRefusal(
      "a comment above an inner first entry", "- a: 1\n", [.comment([0, "a"], "c", placement: .above)],
      .unrepresentable),
    EditingRefusal(
      "a comment behind an item of entries", "- a: 1\n", [.comment([0], "c", placement: .trailing)],
      .unrepresentable),
    EditingRefusal(
      "a comment inside one line of flow", "[a, b]\n", [.comment([0], "c", placement: .trailing)],
      .unrepresentable),
    EditingRefusal(
      "a comment above in one line of flow", "[a, b]\n", [.comment([1], "c", placement: .above)],
      .unrepresentable),
    EditingRefusal(
      "a comment of two lines behind", "a: 1\n", [.comment(["a"], "c\nd", placement: .trailing)],
      .unrepresentable),
    EditingRefusal(
      "a comment with a carriage return", "a: 1\n", [.comment(["a"], "c\rb: 2", placement: .above)],
      .unrepresentable),
    EditingRefusal(
      "a commented fragment in flow", "[a]\n", [.insertItem(.commented("b", trailing: "c"), into: [])],
      .unrepresentable),
    EditingRefusal(
      "into a bare pair", "[a: b]\n", [.insertEntry(key: "c", value: 1, into: [0])], .unrepresentable),
    EditingRefusal("out of a bare pair", "[{a: b}: c, d]\n", [.remove([0, .entry(0)])], .unrepresentable),
    EditingRefusal("a key without a colon", "? a\n? b\n", [.set(["a"], to: 1)], .unrepresentable),
    EditingRefusal(
      "a key that is too long", "a: 1\n",
      [.insertEntry(key: String(repeating: "k", count: 1100), value: 1, into: [])], .unrepresentable),
    EditingRefusal("a tag forbids text", "a: !!int 1\n", [.set(["a"], to: "x")], .unrepresentable),
    EditingRefusal("a tag forbids numbers", "a: !x y\n", [.set(["a"], to: 1)], .unrepresentable),
    EditingRefusal(
      "a tag forbids a mapping", "a: !!null\n", [.insertEntry(key: "x", value: 1, into: ["a"])],
      .unrepresentable),
    EditingRefusal(
      "too deep a fragment", "a: 1\n", [.replace(["a"], with: [[[["x"]]]])], .tooDeep,
      dialect: YAMLDialect.core12.limited(to: YAMLLimits(depth: 3))),
    EditingRefusal(
      "too deep a result", "a: {b: {c: 1}}\n", [.replace(["a", "b", "c"], with: [1])], .tooDeep,
      dialect: YAMLDialect.core12.limited(to: YAMLLimits(depth: 3))),
    EditingRefusal(
      "too large a result", "a: 1\n", [.set(["a"], to: "xxxxxxxx")], .tooLarge,
      dialect: YAMLDialect.core12.limited(to: YAMLLimits(bytes: 8))),

    EditingRefusal("a line with a tab below", "a\n\t\n", [.set([], to: "")], .unrepresentable),

    EditingRefusal(
      "a mapping as a key without a colon", "? g:\n", [.set([.entry(0)], to: 1)], .unrepresentable),

    // Shared nodes
    EditingRefusal(
      "an alias", "a: &x 1\nb: *x\nc: *x\n", [.set(["b"], to: 2)], .sharedNode, line: 2, related: [1, 2, 3]),
    EditingRefusal(
      "replace an alias", "a: &x 1\nb: *x\n", [.replace(["b"], with: 2)], .sharedNode, line: 2,
      related: [1, 2]),
    EditingRefusal(
      "through an alias", "a: &x {k: 1}\nb: *x\n", [.set(["b", "k"], to: 2)], .sharedNode, line: 2,
      related: [1, 2]),
    EditingRefusal(
      "through an alias, detached", "a: &x {k: 1}\nb: *x\n", [.set(["b", "k"], to: 2, sharing: .detach)],
      .sharedNode, line: 2, related: [1, 2]),
    EditingRefusal(
      "a comment through an alias", "a: &x {k: 1}\nb: *x\n", [.comment(["b", "k"], "c", placement: .above)],
      .sharedNode, line: 2, related: [1, 2]),
    EditingRefusal(
      "through a merge key", "a: &x {k: 1}\nb:\n  <<: *x\n", [.set(["b", "k"], to: 2)], .sharedNode, line: 3,
      related: [1, 3], dialect: .yaml11),
    EditingRefusal("an anchored node", "a: &x 1\nb: *x\n", [.set(["a"], to: 2)], .sharedNode, related: [2]),
    EditingRefusal(
      "inside an anchored node", "a: &x\n  k: [1]\nb: *x\n", [.insertItem(2, into: ["a", "k"])], .sharedNode,
      line: 2, related: [3]),
    EditingRefusal(
      "out of an anchored node", "a: &x\n  k: 1\nb: *x\n", [.remove(["a", "k"])], .sharedNode, line: 2,
      related: [3]),
    EditingRefusal(
      "an anchor that others need", "a: &x 1\nb: *x\n", [.remove(["a"], sharing: .editAnchor)], .sharedNode,
      related: [2]),
    EditingRefusal(
      "an anchor inside that others need", "a:\n  b: &x 1\nc: *x\n", [.replace(["a"], with: 1)], .sharedNode,
      line: 2, related: [3]),
    EditingRefusal("an undefined alias", "a: *x\n", [.set(["a"], to: 1, sharing: .editAnchor)], .noSuchNode),
    EditingRefusal(
      "a recursive alias", "a: &x [*x]\n", [.set(["a", 0], to: 1, sharing: .editAnchor)], .noSuchNode),

    // Conflicts
    EditingRefusal(
      "the same twice", "a: 1\n", [.set(["a"], to: 2), .set(["a"], to: 3)], .conflictingEdits, related: [1]),
    EditingRefusal(
      "inside what goes", "a: 1\nb:\n  c: 1\n", [.remove(["b"]), .set(["b", "c"], to: 3)], .conflictingEdits,
      line: 3, related: [2]),
    EditingRefusal(
      "into what is replaced", "a: 1\nb:\n  c: 1\n",
      [.replace(["b"], with: 1), .insertEntry(key: "x", value: 1, into: ["b"])], .conflictingEdits, line: 3,
      related: [3]),
    EditingRefusal(
      "beside what goes", "a: 1\nb: 2\n",
      [.remove(["b"]), .insertEntry(key: "x", value: 1, into: [], at: .after("b"))], .conflictingEdits,
      related: [2]),
    EditingRefusal(
      "a comment on what goes", "a: 1\nb: 2\n", [.remove(["b"]), .comment(["b"], "c", placement: .above)],
      .conflictingEdits, line: 2, related: [2]),
    EditingRefusal(
      "two comments", "a: 1\n",
      [.comment(["a"], "c", placement: .above), .comment(["a"], "d", placement: .above)], .conflictingEdits,
      related: [1]),
    EditingRefusal(
      "a comment behind what is replaced by lines", "- a\n",
      [.comment([0], "c", placement: .trailing), .replace([0], with: ["b": 1])], .conflictingEdits,
      related: [1]),
    EditingRefusal(
      "the same key twice", "a: 1\n",
      [.insertEntry(key: "x", value: 1, into: []), .insertEntry(key: "x", value: 1, into: [])],
      .conflictingEdits, related: [1]),
    EditingRefusal(
      "an entry and an item into nothing", "a:\n",
      [.insertEntry(key: "x", value: 1, into: ["a"]), .insertItem(1, into: ["a"])], .conflictingEdits,
      related: [1]),
    EditingRefusal(
      "all go and one comes", "a: 1\n", [.remove(["a"]), .insertEntry(key: "x", value: 1, into: [])],
      .conflictingEdits, related: [1]),
    EditingRefusal(
      "through two routes", "a: &x {k: 1}\nb: *x\n",
      [.set(["a", "k"], to: 2, sharing: .editAnchor), .set(["b", "k"], to: 3, sharing: .editAnchor)],
      .conflictingEdits, related: [1]),
  ]

  @Test(arguments: refusals)
  func `what cannot be done is refused with its place`(_ example: EditingRefusal) throws {
    let stream = YAMLStream(reading: example.text, file: "x.yml", dialect: example.dialect)
    let error = try #require(throws: YAMLError.self) { try stream.applying(example.edits) }
    #expect(error.code == example.code)
    #expect(error.position?.line ?? 0 == example.line, "\(error)")
    #expect(error.related.map(\.line) == example.related, "\(error)")
    #expect((error.excerpt == nil) == (error.position == nil || error.code == .tooLarge))
  }

  @Test func `a refusal names the lines of all who share a node`() throws {
    let stream = YAMLStream(reading: "a: &x 1\nb: *x\nc: *x\n", file: "x.yml")
    let error = try #require(throws: YAMLError.self) { try stream.applying([.set(["b"], to: 2)]) }
    #expect(
      "\(error)" == """
        x.yml:2:4: 'b' is reached through the alias '*x', so lines 1, 2 and 3 share it; edit the anchor itself \
        to change all [shared-node]
        b: *x
           ^
        """)
  }

  @Test func `one refused edit refuses them all`() {
    let stream = YAMLStream(reading: "a: 1\nb: 2\n")
    #expect(throws: YAMLError.self) { try stream.applying([.set(["a"], to: 2), .set(["c"], to: 3)]) }
  }
}
