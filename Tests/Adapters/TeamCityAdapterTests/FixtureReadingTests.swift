internal import AdapterKit
internal import AdapterTesting
internal import Foundation
internal import TeamCityAdapter
internal import Testing

@Suite struct FixtureReadingTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Fixtures/Reading")

  static let names =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { !$0.hasSuffix(".txt") }.sorted()

  @Test(arguments: names)
  func `a file is read as TeamCity reads it`(_ name: String) throws {
    let file = Self.folder.appending(path: name)
    let source = [UInt8](try Data(contentsOf: file))
    let path = name.hasSuffix(".yml") ? ".teamcity.yml" : ".teamcity/\(name)"
    let sample = SampleRepository(name: name, bytes: [path: source])
    let actual = ReadoutText.of(TeamCity().jobs(in: [path], of: sample, named: "octo/cat"))
    let expected = try String(
      contentsOf: file.deletingPathExtension().appendingPathExtension("txt"), encoding: .utf8)
    #expect(actual.split(separator: "\n") == expected.split(separator: "\n"))
  }

  @Test func `there are fixtures`() { #expect(Self.names.count >= 10) }
}
