import Testing

@testable import LosslessYAML

@Suite struct SpanTests {
  /// The files of each platform that are no YAML: templates, fragments and mistakes.
  static let unreadable = ["buildkite": 2, "teamcity": 1]

  @Test(.enabled(if: Corpus.isThere, "no corpus beside the package"), arguments: Corpus.platforms)
  func `every node of every real file is itself when read alone`(platform: String) throws {
    let files = try Corpus.files(of: platform)
    #expect(!files.isEmpty)
    var unreadable = 0
    for file in files {
      let stream = YAMLStream(reading: file.bytes, file: file.name, dialect: Corpus.dialect(of: platform))
      let check = SpanCheck(stream)
      #expect(check.complaints.isEmpty, "\(check.complaints.prefix(5).joined(separator: "\n"))")
      #expect(stream.source == file.bytes)
      unreadable += stream.problem == nil ? 0 : 1
    }
    #expect(unreadable <= Self.unreadable[platform, default: 0])
  }

  @Test func `an error says what is wrong, where, and what to do`() {
    let stream = YAMLStream(reading: "name: x\njobs:\n  a: [b\n  c: é: d\n", file: "w.yml")
    #expect(
      stream.problem?.description == """
        w.yml:4:4: the '[' of line 3 is not closed here; add a ',' or ']' [syntax]
          c: é: d
           ^
        """)
    #expect(stream.problem?.related.first?.line == 3)
  }

  @Test(arguments: WildInput.valid)
  func `every node of a hand-written text is itself when read alone`(input: (name: String, text: String)) {
    let stream = YAMLStream(reading: input.text, file: input.name, dialect: .yaml11)
    #expect(stream.problem == nil)
    let check = SpanCheck(stream)
    #expect(check.complaints.isEmpty, "\(check.complaints.joined(separator: "\n"))")
  }

  @Test(arguments: WildInput.invalid)
  func `a text that is no YAML is read up to its problem`(
    input: (name: String, text: String, line: Int, documents: Int)
  ) {
    let stream = YAMLStream(reading: input.text, file: input.name)
    #expect(stream.problem?.position?.line == input.line, "\(stream.problem.map { "\($0)" } ?? "")")
    #expect(stream.documents.count == input.documents)
    #expect(SpanCheck(stream).complaints.isEmpty)
  }
}
