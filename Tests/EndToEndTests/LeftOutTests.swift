import Foundation
import ProgramTesting
import Testing

/// What stands where pipelines stand and cannot be read is told, never taken for nothing.
@Suite struct LeftOutTests {
  private func problems(_ result: Inframind.Result) throws -> [[String: String]] {
    let problems = try #require(try result.json()["problems"] as? [[String: Any]])
    return problems.map { $0.compactMapValues { $0 as? String } }
  }

  @Test(
    .enabled(if: Inframind.canBeUnprivileged, "permissions bind nobody here"),
    arguments: [".github/workflows", ".github", ""])
  func `a folder that permissions close is a problem, and with nothing else the status is 2`(
    _ folder: String
  ) throws {
    let checkout = try Checkout.missingCache()
    let inner = folder.isEmpty ? "inner" : ""
    if !inner.isEmpty { try checkout.addMissingCache(below: "inner/") }
    let closed = inner + folder
    try checkout.setPermissions(0o000, of: closed)
    defer { try? checkout.setPermissions(0o755, of: closed) }
    let place = inner.isEmpty ? "." : inner
    let result = try Inframind.runUnprivileged("suggest", "--format", "json", place, in: checkout.path)
    #expect(result.status == 2)
    #expect(try problems(result).map { $0["code"] } == ["unreadable"])
    #expect(try problems(result).first?["severity"] == "error")
    #expect(result.errors.contains("Permission denied"))
    let text = try Inframind.runUnprivileged("suggest", place, in: checkout.path)
    #expect(!text.output.contains("No pipeline files"))
  }

  @Test(.enabled(if: Inframind.canBeUnprivileged, "permissions bind nobody here"))
  func `beside a folder that permissions close the others are read`() throws {
    let folder = try Checkout()
    try folder.addMissingCache(below: "one/")
    try folder.addMissingCache(below: "two/")
    try folder.setPermissions(0o000, of: "one/.github/workflows")
    defer { try? folder.setPermissions(0o755, of: "one/.github/workflows") }
    let result = try Inframind.runUnprivileged("suggest", "--format", "json", in: folder.path)
    #expect(result.status == 0)
    #expect(try problems(result).map { $0["file"] } == ["one/.github/workflows"])
    #expect((try result.json()["suggestions"] as? [Any])?.count == 1)
  }

  @Test func `a name that is not UTF-8 is told, escaped`() throws {
    let checkout = try Checkout.missingCache()
    let script = "printf 'on: push\n' > \"$(printf '.github/workflows/caf\\351.yml')\""
    try #require(try ChildProgram("sh", ["-c", script], in: checkout.path).run() == 0)
    let result = try checkout.run("suggest", "--format", "json")
    #expect(result.status == 0)
    let problem = try #require(try problems(result).first)
    #expect(problem["code"] == "name-not-utf8")
    #expect(problem["message"]?.contains("`caf\\xE9.yml`") == true)
    #expect((try result.json()["suggestions"] as? [Any])?.count == 1)
    try FileManager.default.removeItem(atPath: "\(checkout.path)/\(Checkout.workflowPath)")
    #expect(try checkout.run("suggest").status == 2)
  }

  @Test func `of names that differ in normalisation only one is read, and both are told`() throws {
    let checkout = try Checkout.missingCache()
    for name in ["caf\u{E9}.yml", "cafe\u{301}.yml"] {
      try checkout.write(Checkout.workflow, to: ".github/workflows/\(name)")
    }
    let result = try checkout.run("suggest", "--format", "json")
    let problem = try #require(try problems(result).first)
    #expect(problem["code"] == "same-name")
    #expect(problem["message"]?.contains("`cafe\\xCC\\x81.yml` and `caf\\xC3\\xA9.yml`") == true)
    #expect((try result.json()["suggestions"] as? [Any])?.count == 2)
  }

  @Test func `links, folders and pipes among the workflows are told`() throws {
    let checkout = try Checkout.missingCache()
    let outside = try Checkout.missingCache()
    let script = """
      cd .github/workflows && mkfifo pipe.yml && mkdir folder.yml && ln -s nowhere broken.yml \
        && ln -s "$0/.github/workflows/ci.yml" out.yml && ln -s ci.yml in.yml
      """
    let made = try ChildProgram("sh", ["-c", script, outside.path], in: checkout.path).run()
    try #require(made == 0)
    let result = try checkout.run("suggest", "--format", "json", "--strict")
    #expect(result.status == 0)
    let told = try problems(result).map { "\($0["file"] ?? "") \($0["code"] ?? "")" }
    #expect(
      told == [
        ".github/workflows/broken.yml symbolic-link", ".github/workflows/folder.yml not-a-file",
        ".github/workflows/out.yml symbolic-link", ".github/workflows/pipe.yml not-a-file",
      ])
    #expect((try result.json()["suggestions"] as? [Any])?.count == 2)
  }

  @Test func `a folder of workflows that is a link out of the repository is told`() throws {
    let outside = try Checkout.missingCache()
    let checkout = try Checkout()
    try FileManager.default.createSymbolicLink(
      atPath: checkout.path + "/.github", withDestinationPath: outside.path + "/.github")
    let result = try checkout.run("suggest", "--format", "json")
    #expect(try problems(result).map { $0["code"] } == ["outside"])
    #expect((try result.json()["suggestions"] as? [Any])?.isEmpty == true)
  }

  @Test func `a history may come through a pipe, and settings too`() throws {
    let checkout = try Checkout.example()
    let binary = Inframind.binary.path(percentEncoded: false)
    let script = """
      exec "$0" suggest --kind size --check --history <(cat .inframind/runs.jsonl) --config <(cat .inframind.yml)
      """
    #expect(try ChildProgram("bash", ["-c", script, binary], in: checkout.path).run() == 1)
    #expect(try checkout.run("suggest", "--kind", "size", "--check", "--history", "/dev/null").status == 0)
  }

  @Test func `a pipe that settings name is not waited for`() throws {
    let checkout = try Checkout.missingCache()
    try #require(try ChildProgram("mkfifo", ["pipe"], in: checkout.path).run() == 0)
    try checkout.write("history: pipe\n", to: ".inframind.yml")
    let result = try checkout.run("suggest")
    #expect(result.status == 2)
    #expect(result.errors.contains("no regular file"))
  }

  @Test(arguments: ["--assume-unchanged", "--skip-worktree"])
  func `changes that git was told to overlook are changes`(_ flag: String) throws {
    let checkout = try Checkout.missingCache()
    try checkout.commitAll()
    try checkout.git("update-index", flag, Checkout.workflowPath)
    #expect(try checkout.run("apply", "--dry-run", "--strict").status == 0)
    try checkout.write(Checkout.workflow + "# mine\n", to: Checkout.workflowPath)
    try #require(try checkout.git("status", "--porcelain").output.isEmpty)
    let result = try checkout.run("apply", "--yes")
    #expect(result.output.contains("[uncommitted-changes]"))
    #expect(result.output.contains("assume-unchanged"))
    #expect(checkout.text(of: Checkout.workflowPath) == Checkout.workflow + "# mine\n")
  }
}
