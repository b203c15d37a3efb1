import Testing

@testable import LosslessYAML

/// What the reader says of comments is what the editor does with them.
@Suite struct CommentOwnershipTests {
  @Test func `a comment at another column belongs to no element below it`() throws {
    let text = "a:\n  b: 1\n# low\n  c: 2\n    # deep, of c\n  # at c's column, of d\n  d: 3\n"
    let stream = YAMLStream(reading: text)
    #expect(stream.node(at: ["a", "c"])?.leadingComments.isEmpty == true)
    #expect(stream.node(at: ["a", "c"])?.member?.detachedComments.map(\.text) == ["low"])
    #expect(stream.node(at: ["a", "c"])?.member?.followingComments.map(\.text) == ["deep, of c"])
    #expect(stream.node(at: ["a", "d"])?.leadingComments.map(\.text) == ["at c's column, of d"])
    let revision = try stream.applying([.remove(["a", "c"])])
    #expect(
      String(decoding: revision.source, as: UTF8.self)
        == "a:\n  b: 1\n# low\n  # at c's column, of d\n  d: 3\n")
  }

  @Test(arguments: EditingCase.all.map(\.before) + WildInput.valid.map(\.text) + [CommentTests.text])
  func `the lines of a member are those that its removal takes`(text: String) {
    #expect(Self.disagreements(in: YAMLStream(reading: text)) == [])
  }

  @Test(.enabled(if: Corpus.isThere, "no corpus beside the package"), arguments: Corpus.platforms)
  func `the lines of real members are those that their removal takes`(platform: String) throws {
    for (number, file) in try Corpus.files(of: platform).enumerated() where number % Self.stride == 0 {
      let stream = YAMLStream(reading: file.bytes, file: file.name, dialect: Corpus.dialect(of: platform))
      #expect(Self.disagreements(in: stream) == [])
    }
  }

  #if DEBUG
    /// A part of them, since unoptimised code is slow.
    static let stride = 10
  #else
    static let stride = 1
  #endif

  /// Where the reader and the editor see the lines of an element begin or end apart from each other.
  private static func disagreements(in stream: YAMLStream) -> [String] {
    let lines = SourceLines(bytes: stream.source)
    var found: [String] = []
    for node in stream.documents.flatMap(\.nodes) where node.kind == .mapping || node.kind == .sequence {
      let members =
        node.kind == .mapping ? node.entries.map(\.member) : node.items.map(\.member)
      if node.style == .flow {
        guard let layout = FlowLayout(of: node, in: lines) else { continue }
        for (element, member) in zip(layout.elements, members) where element.startsLine {
          let lead = member?.leadingComments.first.map { lines.start(at: $0.range.lowerBound) }
          if let lead, lead != element.lead { found.append("\(node.position): \(lead), not \(element.lead)") }
        }
        continue
      }
      for (element, member) in zip(BlockLayout(of: node, in: lines).elements, members) {
        guard let range = member?.lines, element.startsLine else { continue }
        let removed = element.lead..<element.end
        if range != removed { found.append("\(node.position): \(range), not \(removed)") }
      }
    }
    return found
  }
}
