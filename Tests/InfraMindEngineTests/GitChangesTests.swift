import InfraMindCore
import Testing

@testable import InfraMindEngine

@Suite struct GitChangesTests {
  /// A clone with a beginning, a change of all kinds, one on a branch, and a merge; the names of its commits by number.
  private static func history() throws -> (folder: TemporaryFolder, commits: [String]) {
    let folder = try TemporaryFolder()
    try folder.git("init", "-q", "-b", "main")
    try folder.write("1\n2\n", to: "Sources/a.swift")
    try folder.git("add", ".")
    try folder.git("commit", "-qm", "0")
    try folder.write("1\n3\n4\n", to: "Sources/a.swift")
    try folder.write("x\ny\n", to: "Tests/b \"é\n.swift")
    try folder.write("text\n", to: "README.md")
    try folder.write([0, 1, 2, 0], to: "logo.png")
    try folder.git("add", ".")
    try folder.git("commit", "-qm", "1")
    try folder.git("checkout", "-qb", "side", "HEAD~1")
    try folder.write("z\n", to: "z.go")
    try folder.git("add", ".")
    try folder.git("commit", "-qm", "2")
    try folder.git("checkout", "-q", "main")
    try folder.git("merge", "-q", "--no-ff", "-m", "3", "side")
    let commits = try ["main~2", "main~1", "side", "main"].map { try name(of: $0, in: folder) }
    return (folder, commits)
  }

  private static func name(of revision: String, in folder: TemporaryFolder) throws -> String {
    let git = try #require(ProgramOutput.executable("git"))
    let output = try #require(ProgramOutput.run(git, ["-C", folder.path, "rev-parse", revision]))
    return String(decoding: output.bytes.dropLast(), as: UTF8.self)
  }

  private static func size(
    _ files: Int, lines: (Int, Int)?, source: Int = 0, test: Int = 0, document: Int = 0, testLines: Int? = 0
  ) -> ChangeSize {
    var size = ChangeSize(files: files, additions: lines?.0, deletions: lines?.1)
    (size.sourceFiles, size.testFiles, size.documentFiles) = (source, test, document)
    size.testLines = testLines
    return size
  }

  @Test func `files and lines are counted by kind, a merge against its first parent`() throws {
    let (folder, commits) = try Self.history()
    let clone = try GitChanges(in: folder.path + "/Sources", within: 60)
    let unknown = String(repeating: "0123456789", count: 4)
    let found = clone.changes(of: commits + [unknown, "HEAD", "--all", ""])
    #expect(
      found == [
        commits[1]: Self.size(4, lines: (5, 1), source: 1, test: 1, document: 1, testLines: 2),
        commits[2]: Self.size(1, lines: (1, 0), source: 1),
        commits[3]: Self.size(1, lines: (1, 0), source: 1),
      ])
    #expect(clone.change(of: "side") == found[commits[2]])
    #expect(clone.change(of: "main~2") == nil, "a beginning has nothing to be compared with")
    for word in ["nowhere", "--all", "-h", "main:README.md", "\u{0}"] {
      #expect(clone.change(of: word) == nil)
    }
  }

  @Test func `what a shallow clone lacks stays unknown, and a clone without texts tells names alone`() throws
  {
    let (folder, commits) = try Self.history()
    try folder.git("config", "uploadpack.allowFilter", "true")
    let clones = try TemporaryFolder()
    let source = "file://" + folder.path
    #expect(try clones.git("clone", "-q", "--depth", "1", source, "shallow") == 0)
    let shallow = try GitChanges(in: clones.path + "/shallow", within: 60)
    #expect(shallow.changes(of: commits) == [:])
    #expect(shallow.change(of: "HEAD") == nil)

    #expect(try clones.git("clone", "-q", "--filter=blob:none", "--no-checkout", source, "partial") == 0)
    let partial = try GitChanges(in: clones.path + "/partial", within: 60)
    #expect(
      partial.changes(of: commits) == [
        commits[1]: Self.size(4, lines: nil, source: 1, test: 1, document: 1, testLines: nil),
        commits[2]: Self.size(1, lines: nil, source: 1, testLines: nil),
        commits[3]: Self.size(1, lines: nil, source: 1, testLines: nil),
      ])
  }

  @Test func `a clone's settings start no programs, and no time means no answer`() throws {
    let (folder, commits) = try Self.history()
    let trap = "sh -c 'touch \(folder.path)/trapped'"
    for key in [
      "core.fsmonitor", "diff.external", "core.pager", "gpg.program", "diff.x.textconv", "diff.x.command",
    ] {
      try folder.git("config", key, trap)
    }
    try folder.git("config", "log.showSignature", "true")
    try folder.write("* diff=x\n", to: ".gitattributes")
    #expect(try GitChanges(in: folder.path, within: 60).changes(of: commits).count == 3)
    #expect(folder.bytes(of: "trapped") == nil)
    #expect(try GitChanges(in: folder.path, within: 0).changes(of: commits) == [:])
  }

  @Test func `outside of a clone an error says so`() throws {
    let folder = try TemporaryFolder()
    for place in [folder.path, folder.path + "/nowhere"] {
      let error = #expect(throws: EngineError.self) { try GitChanges(in: place, within: 1) }
      #expect(error?.code == "no-clone")
    }
  }

  @Test func `names of files that look like marks are names`() {
    let commit = String(repeating: "a", count: 40)
    let bytes = Array("\u{1}\(commit) b\u{0}\nM\u{0}\u{1}c d\u{0}A\u{0}x.md\u{0}".utf8)
    #expect(GitChangeLog.names(bytes) == [commit: Self.size(2, lines: nil, document: 1, testLines: nil)])
    #expect(GitChangeLog.names([]) == [:] && GitChangeLog.lines(Array("junk\u{0}\u{0}1\t2".utf8)) == [:])
  }
}
