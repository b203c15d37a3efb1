import Testing

@testable import LosslessYAML

/// The editor and the reader must mean the same comments, but for one kind: what stands right above an element at
/// another indentation is shown with it by the reader, and left alone by the editor.
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
        let member = YAMLMember(of: node, at: index)
        guard let whole = member.lines else {
          Issue.record("\(name): \(node.path) \(index) has no lines")
          continue
        }
        let start = SourceLines(bytes: stream.source).start(at: element.lead)
        let others = member.leadingComments.filter { $0.range.lowerBound < start }
        let isApart =
          others.last.map { $0.position.column - 1 != layout.column } ?? (whole.lowerBound == start)
        #expect(isApart && whole.upperBound == element.end, "\(name): \(node.path) \(index)")
      }
    }
  }
}
