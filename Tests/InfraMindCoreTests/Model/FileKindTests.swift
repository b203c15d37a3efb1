import Testing

@testable import InfraMindCore

@Suite struct FileKindTests {
  @Test(arguments: [
    (
      FileKind.source,
      ["Sources/A/B.swift", "src/latest.py", "cmd/main.go", "web/contest.ts", "a.d/x.C", "fit.rs"]
    ),
    (
      .test,
      [
        "Tests/ATests/B.swift", "src/test/java/A.java", "pkg/a_test.go", "web/a.spec.tsx", "web/a-test.js",
        "lib/test_a.py", "app/ServerTest.kt", "app/ServerIT.java", "spec/fixtures/a.json",
        "web/__tests__/a.js",
      ]
    ),
    (
      .document,
      [
        "README.md", "docs/index.html", "LICENSE", "docs/conf.py", "tests/README.md", "notes.txt",
        "CHANGELOG",
        "LICENSE-MIT", "man/a.1",
      ]
    ),
    (
      .other,
      [
        "package-lock.json", ".github/workflows/ci.yml", "CMakeLists.txt", "requirements.txt", "logo.png",
        "Makefile", "", "/", ".gitignore", "requirements-dev.txt",
      ]
    ),
  ])
  func `a path tells the kind`(kind: FileKind, paths: [String]) {
    for path in paths { #expect(FileKind(path: path) == kind, "\(path)") }
  }

  @Test func `a source named like a document is a source`() {
    #expect(FileKind(path: "src/changes.go") == .source)
    #expect(FileKind(path: "src/Security.swift") == .source)
  }
}
