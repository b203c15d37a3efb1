internal import Foundation
internal import Testing

/// `scripts/mirror.sh` with repositories of its own.
@Suite struct MirrorTests {
  private let workshop: Workshop

  init() throws {
    workshop = try Workshop()
    let made = try git(
      """
      git init -q --bare remote.git
      git init -q clone && mkdir -p clone/part/inner && echo one >clone/part/inner/file && echo all >clone/other
      git -C clone add . && git -C clone commit -q -m first
      """)
    #expect(made.status == 0, "\(made.errors)")
  }

  private static let identity = [
    "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a@example.org", "GIT_CONFIG_NOSYSTEM": "1",
  ]

  private func git(_ script: String, _ more: [String: String] = [:]) throws -> Workshop.Result {
    try workshop.run(script, Self.identity.merging(more) { $1 })
  }

  private func mirror(_ arguments: String, _ more: [String: String] = [:]) throws -> Workshop.Result {
    let script = Workshop.root.appending(path: "scripts/mirror.sh").path
    return try git("cd clone && sh '\(script)' \(arguments)", more)
  }

  @Test func `a folder becomes a repository, a commit for each release`() throws {
    #expect(try mirror("part ../remote.git 1.0.0").status == 0)
    #expect(try git("git -C remote.git ls-tree -r --name-only 1.0.0").output == "inner/file\n")
    _ = try git("cd clone && echo two >part/inner/file && git commit -qam second")
    #expect(try mirror("part/ ../remote.git 1.1.0").status == 0)
    #expect(try git("git -C remote.git log --format=%s main").output == "Release 1.1.0\nRelease 1.0.0\n")
    #expect(try git("git -C remote.git show 1.0.0:inner/file").output == "one\n")
  }

  @Test func `what is there already is left alone`() throws {
    for _ in 0..<2 { #expect(try mirror("part ../remote.git 1.0.0").status == 0) }
    #expect(try mirror("part ../remote.git 1.0.1").status == 0)
    #expect(try git("git -C remote.git rev-list --count main").output == "1\n")
    _ = try git("cd clone && echo two >part/inner/file && git commit -qam second")
    let again = try mirror("part ../remote.git 1.0.0")
    #expect(again.status == 1 && again.errors.contains("1.0.0 is there already, with other files"))
    #expect(try git("git -C remote.git show main:inner/file").output == "one\n")
  }

  @Test func `what cannot be mirrored is told, and a token is never shown`() throws {
    for arguments in ["nowhere ../remote.git 1", "part ../no.git 1", "part"] {
      let result = try mirror(arguments, ["MIRROR_TOKEN": "t0p-secret"])
      #expect(result.status == 1 && result.errors.contains("error: "))
      #expect(!(result.errors + result.output).contains("t0p-secret"))
    }
  }
}
