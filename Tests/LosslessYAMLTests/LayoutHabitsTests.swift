import Testing

@testable import LosslessYAML

@Suite struct LayoutHabitsTests {
  private func read(_ text: String) throws -> (stream: YAMLStream, habits: LayoutHabits) {
    let stream = YAMLStream(reading: text)
    return (stream, LayoutHabits(of: try #require(stream.documents.first?.root).tree))
  }

  private func node(_ stream: YAMLStream, _ document: Int, _ steps: YAMLPath.Component...) throws -> YAMLNode
  {
    try #require(stream.node(at: YAMLPath(steps, document: document)))
  }

  @Test func `mappings are indented as near the place as there is an example, else by two`() throws {
    let (stream, habits) = try read("a:\n    b:\n        c: 1\nd:\n   e:\n      f: 1\n")
    #expect(habits.step(near: try node(stream, 0, "a")) == 4)
    #expect(habits.step(near: try node(stream, 0, "a", "b")) == 4)
    #expect(habits.step(near: try node(stream, 0, "d", "e")) == 3)
    let (flat, none) = try read("a: 1\nb: {c: {d: 1}}\n")
    #expect(none.step(near: try node(flat, 0)) == 2)
  }

  @Test(arguments: [[0, 1, 2], [2, 1, 0], [1, 0, 1, 2, 0]])
  func `what a whole document shows holds for that document alone, in whatever order it is asked`(
    order: [Int]
  ) throws {
    let (stream, habits) = try read(
      """
      - x:
            y: 1
            l:
             - 1
            m:
            - 2
            n:
            - 3
      - z: 1
      ---
      - x:
         y: 1
         l:
           - 1
      - z: 1
      ---
      - z: 1
      """)
    for document in order {
      let last = try node(stream, document, .index(document == 2 ? 0 : 1))
      #expect(habits.step(near: last) == [4, 1, 2][document])
      #expect(habits.sequenceOffset(near: last) == [0, 2, 2][document])
    }
  }

  @Test
  func
    `lists are indented like the mapping's own, else like most, and of equal numbers like the less indented`()
    throws
  {
    let (own, ownHabits) = try read("a:\n- 1\nb:\n- 2\nd:\n  e:\n    - 1\n  f: 1\n")
    #expect(ownHabits.sequenceOffset(near: try node(own, 0, "d")) == 2)
    #expect(ownHabits.sequenceOffset(near: try node(own, 0)) == 0)
    let (tie, tieHabits) = try read("x:\n  a:\n    - 1\n  b:\n  - 2\ny:\n  c: 1\n")
    #expect(tieHabits.sequenceOffset(near: try node(tie, 0, "y")) == 0)
    let (none, noHabits) = try read("x:\n    a: 1\ny: [1]\n")
    #expect(noHabits.sequenceOffset(near: try node(none, 0, "x")) == 4)
  }

  @Test(arguments: [
    ("a: \"x\"\nb: \"y\"\nc: 'z'\n", true), ("a: \"x\"\nb: 'y'\n", false), ("a: 'x'\n", false),
    ("a: x\n", false),
  ])
  func `double quotes are preferred where there are more of them`(text: String, isPreferred: Bool) throws {
    #expect(try read(text).habits.prefersDoubleQuotes == isPreferred)
  }
}
