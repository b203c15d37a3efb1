import Foundation
import Testing

@testable import LosslessYAML

@Suite struct ListingTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Fixtures/Listings")

  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".yml") }.map { String($0.dropLast(4)) }.sorted()
  }()

  @Test func `there are listings`() {
    #expect(Self.names.count > 20)
  }

  @Test(arguments: names)
  func `nodes, texts and places are those that another parser finds`(name: String) throws {
    let source = Array(try Data(contentsOf: Self.folder.appending(path: "\(name).yml")))
    let data = try Data(contentsOf: Self.folder.appending(path: "\(name).expected"))
    let expected = String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    let stream = YAMLStream(reading: source, file: name)
    #expect(stream.problem == nil)
    #expect(NodeListing.lines(of: stream) == expected)
  }
}
