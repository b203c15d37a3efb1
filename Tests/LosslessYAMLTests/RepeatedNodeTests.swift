import LosslessYAML
import Testing

@Suite struct RepeatedNodeTests {
  private func node(_ text: String, _ dialect: YAMLDialect = .yaml11) throws -> YAMLNode {
    try #require(try YAMLDocument(parsing: text, dialect: dialect).node(at: ["a"]))
  }

  @Test func `values are repeated with their kinds, and flow stays flow`() throws {
    let node = try node("a:\n  key: 'x' # why\n  n: 3\n  on: [true, \"1\", null]\n  nothing:\n", .core12)
    let expected: YAMLFragment = [
      "key": "x", "n": 3, "on": .flow([true, "1", nil]), "nothing": nil,
    ]
    #expect(YAMLFragment(repeating: node) == expected)
    #expect(YAMLFragment(unfolding: node) == expected)
  }

  @Test(arguments: [
    "a: !!str x", "a: [!reference [b, c]]", "a: {1: x}", "a: 0x1F", "a: 1.50", "a: [010]", "a: yes",
    "a: {? [x] : y}",
  ])
  func `what only its own text says is not`(text: String) throws {
    #expect(YAMLFragment(repeating: try node(text)) == nil)
    #expect(YAMLFragment(unfolding: try node(text)) == nil)
  }

  @Test func `aliases, merge keys and anchors are carried out only if asked for`() throws {
    let node = try node("x: &x {p: 1, q: [z]}\na: {<<: *x, p: 2, r: &r *x}\n".replacing(" &r", with: ""))
    #expect(YAMLFragment(repeating: node) == nil)
    let copy: YAMLFragment = .flow(["p": 1, "q": .flow(["z"])])
    #expect(
      YAMLFragment(unfolding: node)
        == .flow(["q": .flow(["z"]), "p": 2, "r": copy]))
    let anchored = try self.node("a: &n [1]\nb: *n\n")
    #expect(YAMLFragment(repeating: anchored) == nil)
    #expect(YAMLFragment(unfolding: anchored) == .flow([1]))
  }

  @Test func `aliases of aliases do not unfold without end`() throws {
    var text = "x0: &x0 [z, z, z, z, z, z, z, z, z, z]\n"
    for level in 1...9 {
      let items = Array(repeating: "*x\(level - 1)", count: 10).joined(separator: ", ")
      text += "x\(level): &x\(level) [\(items)]\n"
    }
    #expect(YAMLFragment(unfolding: try node(text + "a: *x9\n")) == nil)
  }
}
