import Testing

@testable import LosslessYAML

/// The editor and the reader must mean the same comments.
@Suite struct EditingLayoutTests {
  @Test(.enabled(if: Corpus.isThere, "no corpus beside the package"), arguments: Corpus.platforms)
  func `the editor takes the lines that the reader gives to a member`(platform: String) throws {
    for file in try Corpus.files(of: platform) where file.bytes.count < 20_000 {
      compare(YAMLStream(reading: file.bytes, file: file.name), name: file.name)
    }
  }

  @Test func `the editor takes the lines that the reader gives to a member of a hand-written text`() {
    for input in WildInput.valid { compare(YAMLStream(reading: input.text), name: input.name) }
    for example in EditingCase.all { compare(YAMLStream(reading: example.before), name: example.name) }
  }

  private func compare(_ stream: YAMLStream, name: String) {
    for node in stream.documents.flatMap(\.nodes) where node.style == .block && node.elementCount > 0 {
      let layout = BlockLayout(of: node, in: SourceLines(bytes: stream.source))
      for (index, element) in layout.elements.enumerated() where element.startsLine {
        let lines = YAMLMember(of: node, at: index).lines
        let start = SourceLines(bytes: stream.source).start(at: element.lead)
        #expect(lines == start..<element.end, "\(name): \(node.path) \(index)")
      }
    }
  }
}
