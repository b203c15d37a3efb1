internal import Testing

@testable internal import AdapterTesting

@Suite struct RecordingFilesTests {
  @Test(arguments: [
    ("a/b.yml", false), ("./a", false), ("a/../b", false), ("**/*.yml", false), ("", false), ("a/..", false),
    ("../a", true), ("a/../../b", true), ("/a", true), ("a\\b", true), ("C:/a", true), ("http://a", true),
    ("..", true), ("./../a", true),
  ])
  func `a path that leaves the root is recognised`(path: String, leaves: Bool) {
    #expect(RecordingFiles.leavesTheRoot(path) == leaves)
  }
}
