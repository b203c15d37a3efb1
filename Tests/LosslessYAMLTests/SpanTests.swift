import Testing

@testable import LosslessYAML

@Suite struct SpanTests {
  @Test(.enabled(if: Corpus.isThere, "no corpus beside the package"), arguments: Corpus.platforms)
  func `every node of every real file is itself when read alone`(platform: String) throws {
    let files = try Corpus.files(of: platform)
    #expect(!files.isEmpty)
    var read = 0
    for file in files {
      let stream = YAMLStream(reading: file.bytes, file: file.name, dialect: .yaml11)
      let check = SpanCheck(stream)
      #expect(check.complaints.isEmpty, "\(check.complaints.prefix(5).joined(separator: "\n"))")
      #expect(stream.source == file.bytes)
      if stream.problem == nil { read += 1 } else { print(stream.problem!.description) }
    }
    print("\(platform): \(read) of \(files.count) files are YAML")
  }
}
