import Testing

@testable import InfraMindEngine

@Suite struct GitTests {
  @Test func `the remote called origin goes before others`() {
    let remotes = GitConfiguration.remotes(
      in: """
        [core]
        \turl = no
        [remote "fork"]
        \turl = https://host/me/r
        [remote "origin"] ; here
          URL=git@host:o/r.git
          url
        [branch "x"]
          url = https://host/not/this
        """)
    #expect(remotes.map(\.name) == ["fork", "origin"])
    #expect(remotes.map(\.address) == ["https://host/me/r", "git@host:o/r.git"])
  }

  @Test func `the name comes from git's own files, also those of a linked work tree`() throws {
    let folder = try TemporaryFolder()
    try folder.write("[remote \"origin\"]\n url = https://host/o/r.git\n", to: "main/.git/config")
    try folder.write("../..\n", to: "main/.git/worktrees/w/commondir")
    try folder.write("gitdir: ../main/.git/worktrees/w\n", to: "linked/.git")
    #expect(GitConfiguration.repositoryName(ofWorkTree: folder.path + "/main") == "o/r")
    #expect(GitConfiguration.repositoryName(ofWorkTree: folder.path + "/linked") == "o/r")
    #expect(GitConfiguration.repositoryName(ofWorkTree: folder.path) == "")
  }

  @Test func `git tells which files have changes`() throws {
    let folder = try TemporaryFolder()
    try folder.write("1", to: "sub/clean.yml")
    try folder.write("1", to: "sub/dirty name.yml")
    try folder.write("1", to: "sub/staged.yml")
    try #require(try folder.git("init", "-q") == 0)
    try folder.git("add", ".")
    try folder.git("commit", "-qm", "first")
    try folder.write("2", to: "sub/dirty name.yml")
    try folder.write("2", to: "sub/staged.yml")
    try folder.git("add", "sub/staged.yml")
    try folder.write("1", to: "sub/new.yml")
    let names = ["clean.yml", "dirty name.yml", "staged.yml", "new.yml"]
    #expect(
      GitStatus.of(names, in: folder.path + "/sub")
        == .uncommitted(["dirty name.yml", "staged.yml", "new.yml"]))
    #expect(GitStatus.of([], in: folder.path) == .uncommitted([]))
  }

  @Test func `outside a work tree there is nothing to tell, and a broken one is said to be so`() throws {
    let folder = try TemporaryFolder()
    try folder.write("1", to: "a.yml")
    #expect(GitStatus.of(["a.yml"], in: folder.path) == .noWorkTree)
    try folder.write("gitdir: /nowhere\n", to: ".git")
    guard case .unknown(let reason) = GitStatus.of(["a.yml"], in: folder.path) else {
      Issue.record("a broken work tree must be unknown")
      return
    }
    #expect(reason.contains("git cannot tell"))
  }

  @Test func `a program's output and status come back, however much it prints`() throws {
    let output = try #require(
      ProgramOutput.run(
        "/bin/sh", ["-c", "head -c 300000 /dev/zero; echo oops >&2; head -c 200000 /dev/zero >&2; exit 3"]))
    #expect(output.status == 3)
    #expect(output.bytes.count == 300_000)
    #expect(output.errors.hasPrefix("oops\n"))
    #expect(ProgramOutput.run("/nowhere/at/all", []) == nil)
    #expect(ProgramOutput.run("/bin/sh", ["-c", "kill -9 $$"])?.status == 137)
  }
}
