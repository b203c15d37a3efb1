import Foundation
import Testing

@Suite struct ApplyTests {
  @Test func `without a terminal and without consent the diff is printed and nothing written`() throws {
    let checkout = try Checkout.missingCache()
    let result = try checkout.run("apply")
    #expect(result.status == 2)
    #expect(result.output.hasPrefix("diff --git a/.github/workflows/ci.yml b/.github/workflows/ci.yml\n"))
    #expect(result.errors.contains("--yes"))
    #expect(checkout.text(of: Checkout.workflowPath) == Checkout.workflow)
  }

  @Test func `the diff of a dry run is what git applies and what is written`() throws {
    let checkout = try Checkout.example()
    try checkout.commitAll()
    let dry = try checkout.run("apply", "--dry-run")
    #expect(dry.status == 0)
    #expect(try checkout.git("status", "--porcelain").output.isEmpty)
    let diff = try Checkout()
    try diff.write(dry.bytes, to: "x.diff")
    #expect(try checkout.git("apply", "--check", diff.path + "/x.diff").status == 0)
    #expect(try checkout.run("suggest", "--format", "diff").bytes == dry.bytes)

    let applied = try checkout.run("apply", "--yes")
    #expect(applied.status == 0)
    #expect(applied.output.contains("To undo: git checkout -- .github/workflows/"))
    #expect(try checkout.git("diff", "--stat").output.contains("ci.yml"))
    #expect(try checkout.git("apply", "--reverse", diff.path + "/x.diff").status == 0)
    #expect(try checkout.git("status", "--porcelain").output.isEmpty)
  }

  @Test func `applied twice, the second time changes nothing`() throws {
    let checkout = try Checkout.example()
    try checkout.commitAll()
    #expect(try checkout.run("apply", "--yes").status == 0)
    try checkout.commitAll()
    let again = try checkout.run("apply", "--yes")
    #expect(again.status == 0)
    #expect(again.output.contains("0 suggestions can be carried out"))
    #expect(try checkout.git("status", "--porcelain").output.isEmpty)
  }

  @Test func `no other byte changes, and permissions stay`() throws {
    let checkout = try Checkout()
    let crlf = Checkout.workflow.replacing("\n", with: "\r\n")
    try checkout.addMissingCache()
    try checkout.write("\u{FEFF}" + crlf.dropLast(2), to: Checkout.workflowPath)
    try checkout.setPermissions(0o664, of: Checkout.workflowPath)
    #expect(try checkout.run("apply", "--yes").status == 0)
    let text = try #require(checkout.text(of: Checkout.workflowPath))
    #expect(text.contains("cache: npm\r\n"))
    let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false).filter {
      !$0.contains("cache")
    }
    #expect(lines.joined(separator: "\r\n") == "\u{FEFF}" + crlf.dropLast(2))
    #expect(try checkout.permissions(of: Checkout.workflowPath) == 0o664)
    #expect(checkout.names(in: ".github/workflows") == ["ci.yml"])
  }

  @Test func `a file with uncommitted changes is refused unless forced`() throws {
    let checkout = try Checkout.missingCache()
    try checkout.commitAll()
    try checkout.write(Checkout.workflow + "# mine\n", to: Checkout.workflowPath)
    let refused = try checkout.run("apply", "--yes", "--format", "json")
    #expect(refused.status == 0)
    let outcomes = try #require(try refused.json()["outcomes"] as? [[String: Any]])
    #expect(outcomes.map { $0["code"] as? String } == ["uncommitted-changes"])
    #expect(try refused.json()["written"] as? Bool == false)
    #expect(checkout.text(of: Checkout.workflowPath) == Checkout.workflow + "# mine\n")
    #expect(try checkout.run("apply", "--yes", "--strict").status == 1)

    let forced = try checkout.run("apply", "--yes", "--force")
    #expect(forced.status == 0)
    #expect(checkout.text(of: Checkout.workflowPath)?.contains("cache: npm") == true)
    #expect(!forced.output.contains("git checkout --"))
  }

  @Test func `changes elsewhere in the work tree are no obstacle`() throws {
    let checkout = try Checkout.missingCache()
    try checkout.commitAll()
    try checkout.write("changed", to: "README")
    #expect(try checkout.run("apply", "--yes", "--strict").status == 0)
    #expect(checkout.text(of: Checkout.workflowPath)?.contains("cache: npm") == true)
  }

  @Test func `a work tree without git is left alone unless forced`() throws {
    let checkout = try Checkout.missingCache()
    try checkout.commitAll()
    let result = try checkout.run("apply", "--yes", environment: ["PATH": "/nowhere"])
    #expect(result.status == 0)
    #expect(result.output.contains("unknown-git-state"))
    #expect(checkout.text(of: Checkout.workflowPath) == Checkout.workflow)
    #expect(try checkout.run("apply", "--yes", "--force", environment: ["PATH": "/nowhere"]).status == 0)
    #expect(checkout.text(of: Checkout.workflowPath) != Checkout.workflow)
  }

  @Test func `a link is refused, and a read-only file stays one`() throws {
    let linked = try Checkout.missingCache()
    try FileManager.default.moveItem(
      atPath: "\(linked.path)/\(Checkout.workflowPath)", toPath: "\(linked.path)/real.yml")
    try FileManager.default.createSymbolicLink(
      atPath: "\(linked.path)/\(Checkout.workflowPath)", withDestinationPath: "../../real.yml")
    #expect(try linked.run("apply", "--yes").output.contains("symbolic-link"))
    #expect(linked.text(of: "real.yml") == Checkout.workflow)

    let fixed = try Checkout.missingCache()
    try fixed.setPermissions(0o444, of: Checkout.workflowPath)
    #expect(try fixed.run("apply", "--yes").status == 0)
    #expect(fixed.text(of: Checkout.workflowPath)?.contains("cache: npm") == true)
    #expect(try fixed.permissions(of: Checkout.workflowPath) == 0o444)
  }

  @Test func `only what is selected is applied`() throws {
    let checkout = try Checkout.example()
    let json = try checkout.run("suggest", "--kind", "cache", "--format", "json").json()
    let suggestion = try #require(
      (json["suggestions"] as? [[String: Any]])?.first { $0["adviceOnly"] is NSNull })
    let id = try #require(suggestion["id"] as? String)
    let result = try checkout.run("apply", "--yes", "--only", id, "--format", "json")
    #expect(result.status == 0)
    let outcomes = try #require(try result.json()["outcomes"] as? [[String: Any]])
    #expect(outcomes.map { $0["id"] as? String } == [id])
    #expect(outcomes.map { $0["status"] as? String } == ["edited"])
    #expect(try result.json()["written"] as? Bool == true)
  }

  @Test func `on a terminal it shows the changes and asks`() throws {
    let checkout = try Checkout.missingCache()
    let no = try Terminal.run("apply", in: checkout.path, typing: "n\n")
    #expect(no.status == 0)
    #expect(no.screen.contains("Write these changes? [y/N]"))
    #expect(no.screen.contains("Nothing was written."))
    #expect(checkout.text(of: Checkout.workflowPath) == Checkout.workflow)
    let yes = try Terminal.run("apply", in: checkout.path, typing: "y\n")
    #expect(yes.status == 0)
    #expect(checkout.text(of: Checkout.workflowPath)?.contains("cache: npm") == true)
  }

  @Test func `nothing to apply is no failure`() throws {
    let folder = try Checkout()
    let result = try folder.run("apply", "--yes")
    #expect(result.status == 0)
    #expect(result.output == "Nothing to apply.\n")
  }

  @Test func `the step that measures is added to each job once, and can be taken out again`() throws {
    let folder = try Checkout.missingCache()
    try folder.commitAll()
    let before = try #require(folder.text(of: Checkout.workflowPath))
    #expect(
      try !folder.run("suggest", "--format", "json").output.contains("\"measure\""), "only if asked for")
    let found = try folder.run("suggest", "--kind", "measure")
    #expect(found.output.contains("Measure test."), "\(found.output)")
    let applied = try folder.run("apply", "--kind", "measure", "--yes")
    #expect(applied.status == 0, "\(applied.errors)")
    let after = try #require(folder.text(of: Checkout.workflowPath))
    let step = "      - uses: inframind/inframind/action@v1\n"
    #expect(after == before.replacing("    steps:\n", with: "    steps:\n" + step))
    let again = try folder.run("suggest", "--kind", "measure")
    #expect(again.output.contains("nothing to suggest"), "\(again.output)")
  }
}
