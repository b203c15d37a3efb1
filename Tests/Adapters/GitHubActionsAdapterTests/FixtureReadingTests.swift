internal import AdapterTesting
internal import Foundation
internal import Testing

@testable internal import GitHubActionsAdapter

@Suite struct FixtureReadingTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Fixtures/Reading")

  static let names =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".yml") }.map { String($0.dropLast(4)) }.sorted()

  @Test(arguments: names)
  func `a real workflow is read as GitHub reads it`(_ name: String) throws {
    let source = try String(contentsOf: Self.folder.appending(path: name + ".yml"), encoding: .utf8)
    let expected = try String(contentsOf: Self.folder.appending(path: name + ".txt"), encoding: .utf8)
    let actual = ReadoutText.of(
      SampleRepository(files: ["\(name).yml": source]).readout(["\(name).yml"], named: ""))
    #expect(actual.split(separator: "\n") == expected.split(separator: "\n"))
  }

  @Test func `there are fixtures`() {
    #expect(Self.names.count >= 10)
  }
}
