import LosslessYAML
import Testing

@Suite struct EditingTests {
  @Test(arguments: EditingCase.all)
  func `edits make exactly the text that is expected`(_ example: EditingCase) throws {
    let stream = YAMLStream(reading: example.before, file: "x.yml", dialect: example.dialect)
    let revision = try stream.applying(example.edits)
    #expect(String(decoding: revision.source, as: UTF8.self) == example.after)
    if let changedLines = example.changedLines { #expect(revision.changedLines == changedLines) }
  }
}
