import Foundation
import Testing

@testable import LosslessYAML

/// Reads again what the fuzzer once found.
@Suite struct FuzzFindsTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fuzz/FailCases")

  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { !$0.hasPrefix(".") }.sorted()
  }()

  @Test(arguments: names)
  func `what the fuzzer found breaks no law`(name: String) throws {
    let bytes = Array(try Data(contentsOf: Self.folder.appending(path: name)))
    #expect(ReadingLaws.complaints(about: bytes) == [])
    #expect(EditingLaws.complaints(about: bytes, strict: true) == [])
  }

  @Test(arguments: WildInput.valid)
  func `hand-written texts break no law`(input: (name: String, text: String)) {
    #expect(ReadingLaws.complaints(about: Array(input.text.utf8)) == [])
  }

  @Test(.enabled(if: Corpus.isThere, "no corpus beside the package"), arguments: Corpus.platforms)
  func `real files break no law`(platform: String) throws {
    for file in try Corpus.files(of: platform) where file.bytes.count < 4000 {
      #expect(ReadingLaws.complaints(about: file.bytes) == [], "\(file.name)")
    }
  }
}
