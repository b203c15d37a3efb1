import Foundation
import ProgramTesting
import Testing

@Suite struct SuggestTests {
  @Test func `says what is missing, where, why, and how to apply it`() throws {
    let checkout = try Checkout.missingCache()
    let result = try checkout.run("suggest")
    #expect(result.status == 0)
    #expect(result.output.contains(".github/workflows/ci.yml:"))
    #expect(result.output.contains("job test"))
    #expect(result.output.contains("inframind apply --only "))
    #expect(result.output.contains("Looked at 1 pipeline file with 1 job: 1 suggestion."))
    #expect(result.output.contains("--history FILE"))
    #expect(!result.output.contains("\u{1B}"))
    #expect(result.errors.isEmpty)
  }

  @Test func `the example has suggestions of both kinds with prices and intervals`() throws {
    let checkout = try Checkout.example()
    let result = try checkout.run("suggest", "--format", "json")
    #expect(result.status == 0)
    let suggestions = try #require(try result.json()["suggestions"] as? [[String: Any]])
    #expect(Set(suggestions.compactMap { $0["kind"] as? String }) == ["cache", "size"])
    let size = try #require(suggestions.first { $0["kind"] as? String == "size" })
    let effect = try #require(size["effect"] as? [String: Any])
    for key in ["secondsPerRun", "billThen", "dollarsPerMonth"] {
      let interval = try #require(effect[key] as? [String: Double])
      #expect(try #require(interval["low"]) <= #require(interval["middle"]))
      #expect(try #require(interval["middle"]) <= #require(interval["high"]))
    }
    #expect(effect["billNow"] is Double)
  }

  @Test(arguments: ["text", "json", "markdown", "sarif", "diff"])
  func `equal input gives byte-equal output`(_ format: String) throws {
    let checkout = try Checkout.example()
    let first = try checkout.run("suggest", "--format", format)
    let second = try checkout.run("suggest", "--format", format)
    #expect(first.status == 0)
    #expect(!first.bytes.isEmpty)
    #expect(first.bytes == second.bytes)
  }

  @Test func `check tells by the exit status whether there is anything to do`() throws {
    let checkout = try Checkout.missingCache()
    #expect(try checkout.run("suggest", "--check").status == 1)
    #expect(try checkout.run("suggest", "--check", "--kind", "size").status == 0)
    #expect(try checkout.run("suggest", "--check", "--job", "ci.yml:test").status == 1)
    #expect(try checkout.run("suggest", "--check", "--kind", "size").status == 0)
  }

  @Test(arguments: [
    ["suggest", "nowhere"], ["suggest", "--no-such-flag"], ["no-such-command"],
    ["suggest", "--format", "xml"],
    ["suggest", "--platform", "nonesuch"], ["suggest", "--only", "ffffffffffff"],
    ["suggest", "--history", "none.jsonl"],
    ["suggest", "--config", "none.yml"], ["suggest", "--quiet", "--verbose"], ["suggest", "package.json"],
    ["apply", "--dry-run", "--yes"], ["suggest", "--now", "soon"],
  ])
  func `bad usage ends with 2 and a reason`(_ arguments: [String]) throws {
    let checkout = try Checkout.missingCache()
    let result = try Inframind.run(arguments, in: checkout.path)
    #expect(result.status == 2)
    #expect(result.errors.lowercased().contains("error: "))
  }

  @Test func `help and version end well, and each command shows an example`() throws {
    let folder = try Checkout()
    #expect(try folder.run("--version").output == "inframind 0.1.0\n")
    for command in [["--help"], ["suggest", "--help"], ["apply", "--help"], ["help", "apply"]] {
      let result = try Inframind.run(command, in: folder.path)
      #expect(result.status == 0)
      #expect(result.output.contains("Examples:\n  inframind "))
    }
    for shell in ["bash", "zsh", "fish"] {
      let result = try folder.run("--generate-completion-script", shell)
      #expect(result.status == 0 && result.output.contains("inframind"))
    }
  }

  @Test func `an empty folder is looked at and said to be so`() throws {
    let folder = try Checkout()
    let result = try folder.run("suggest")
    #expect(result.status == 0)
    #expect(result.output.hasPrefix("No pipeline files in ., nor below. Looked for "))
    #expect(result.output.contains(".github/workflows/*.y"))
    let json = try folder.run("suggest", "--format", "json")
    #expect((try json.json()["suggestions"] as? [Any])?.isEmpty == true)
  }

  @Test func `a repository that needs nothing is told so`() throws {
    let checkout = try Checkout()
    try checkout.write(
      "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: 'true'\n",
      to: Checkout.workflowPath)
    let result = try checkout.run("suggest", "--check", "--strict")
    #expect(result.status == 0)
    #expect(result.output.hasPrefix("Looked at 1 pipeline file with 1 job: nothing to suggest.\n"))
  }

  @Test func `an unreadable file is a diagnostic and silences no other`() throws {
    let checkout = try Checkout.missingCache()
    try checkout.write("jobs: [", to: ".github/workflows/bad.yml")
    let result = try checkout.run("suggest", "--format", "json")
    #expect(result.status == 0)
    #expect(result.errors.contains(".github/workflows/bad.yml:1:"))
    #expect(result.errors.contains("error: "))
    let problems = try #require(try result.json()["problems"] as? [[String: Any]])
    #expect(
      problems.contains {
        $0["file"] as? String == ".github/workflows/bad.yml" && $0["severity"] as? String == "error"
      })
    #expect((try result.json()["suggestions"] as? [Any])?.count == 1)
    #expect(try checkout.run("suggest", "--strict").status == 1)
    #expect(try checkout.run("suggest", "--quiet").errors.isEmpty)
  }

  @Test(arguments: [Array("a: \u{0}".utf8), [0xff, 0xfe, 0x00, 0xd8], [0x61, 0x3a, 0x20, 0xff, 0xc3, 0x28]])
  func `where nothing is readable the status is 2`(_ bytes: [UInt8]) throws {
    let checkout = try Checkout()
    try checkout.write(bytes, to: Checkout.workflowPath)
    let result = try checkout.run("suggest", "--format", "json")
    #expect(result.status == 2)
    #expect(try !result.json().isEmpty)
    #expect(!result.errors.isEmpty)
  }

  @Test func `a file of ten megabytes is refused, and the rest is read`() throws {
    let checkout = try Checkout.missingCache()
    try checkout.write(
      Array("# big\n".utf8) + [UInt8](repeating: UInt8(ascii: "#"), count: 10_000_000),
      to: ".github/workflows/big.yml")
    let result = try checkout.run("suggest", "--format", "json")
    #expect(result.status == 0)
    #expect(result.errors.contains("big.yml"))
    #expect((try result.json()["suggestions"] as? [Any])?.count == 1)
  }

  @Test func `five hundred workflows are read in one go`() throws {
    let checkout = try Checkout.missingCache()
    for number in 0..<499 { try checkout.write(Checkout.workflow, to: ".github/workflows/w\(number).yml") }
    let result = try checkout.run("suggest", "--format", "json")
    #expect(result.status == 0)
    #expect((try result.json()["suggestions"] as? [Any])?.count == 500)
    #expect(result.errors.isEmpty)
  }

  @Test func `several repositories below a folder are told apart`() throws {
    let folder = try Checkout()
    try folder.addMissingCache(below: "one/")
    try folder.addMissingCache(below: "deep/two/")
    try folder.write("[remote \"origin\"]\n  url = git@github.com:acme/one.git\n", to: "one/.git/config")
    let result = try folder.run("suggest")
    #expect(result.output.contains("acme/one\n"))
    #expect(result.output.contains("deep/two/.github/workflows/ci.yml:"))
    #expect(result.output.contains("in 2 repositories"))
    let diff = try folder.run("suggest", "--format", "diff").output
    #expect(diff.contains("+++ b/deep/two/.github/workflows/ci.yml"))
  }

  @Test func `recursive looks below a repository too`() throws {
    let folder = try Checkout.missingCache()
    try folder.addMissingCache(below: "module/")
    #expect(try folder.run("suggest").output.contains("1 pipeline file "))
    #expect(try folder.run("suggest", "--recursive").output.contains("2 pipeline files"))
  }

  @Test func `files count by their place, and elsewhere by the platform given`() throws {
    let checkout = try Checkout.missingCache()
    try checkout.write(Checkout.workflow, to: "ci/odd.yml")
    #expect(try checkout.run("suggest", Checkout.workflowPath).output.contains("1 suggestion."))
    #expect(try checkout.run("suggest", "ci/odd.yml").status == 2)
    let odd = try checkout.run("suggest", "ci/odd.yml", "--platform", "github-actions")
    #expect(odd.status == 0)
    #expect(odd.output.contains("1 pipeline file with 1 job"))
  }

  @Test func `a sub-folder of a work tree is told where the pipelines are`() throws {
    let checkout = try Checkout.missingCache()
    try checkout.commitAll()
    try checkout.write("", to: "src/deep/code.js")
    let result = try Inframind.run("suggest", in: checkout.path + "/src/deep")
    #expect(result.status == 0)
    #expect(result.output.contains("try `inframind suggest ../..`"))
  }

  @Test func `names that would steer a terminal or break JSON do neither`() throws {
    let checkout = try Checkout()
    let name = "a\u{1B}[31m\n\"\\é.yml"
    try checkout.addMissingCache(workflow: name)
    for format in ["text", "markdown", "sarif", "json"] {
      let result = try checkout.run("suggest", "--verbose", "--format", format)
      #expect(result.status == 0)
      #expect(!result.output.contains("\u{1B}") && !result.errors.contains("\u{1B}"))
    }
    let suggestions = try #require(
      try checkout.run("suggest", "--format", "json").json()["suggestions"] as? [[String: Any]])
    #expect(suggestions.first?["file"] as? String == ".github/workflows/\(name)")
    try checkout.commitAll()
    let diff = try checkout.run("suggest", "--format", "diff")
    try checkout.write(diff.bytes, to: "x.diff")
    #expect(try checkout.git("apply", "--check", "x.diff").status == 0)
  }

  @Test func `a reader that goes away ends nothing badly`() throws {
    let checkout = try Checkout.missingCache()
    var program = Inframind.program(["suggest", "--format", "json"], checkout.path, [:])
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    program.output = pipe.fileHandleForWriting.fileDescriptor
    #expect(try program.run() == 0)
  }

  @Test func `a job that nobody has is bad usage, as a typing error would pass for nothing to do`() throws {
    let result = try Checkout.missingCache().run("suggest", "--check", "--job", "biuld")
    #expect(result.status == 2)
    #expect(result.errors.contains("biuld"))
  }

  @Test func `a symbolic link that is named is left alone, wherever it leads`() throws {
    let outside = try Checkout.missingCache()
    let checkout = try Checkout.missingCache()
    let link = "\(checkout.path)/.github/workflows/link.yml"
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: "\(outside.path)/\(Checkout.workflowPath)")
    let before = outside.text(of: Checkout.workflowPath)
    _ = try Inframind.run(["apply", "--yes", "--force", link], in: checkout.path)
    #expect(outside.text(of: Checkout.workflowPath) == before)
  }

  @Test func `names of files reach the terminal without their control characters`() throws {
    let checkout = try Checkout.missingCache()
    try FileManager.default.moveItem(
      atPath: "\(checkout.path)/\(Checkout.workflowPath)",
      toPath: "\(checkout.path)/.github/workflows/e\u{1B}[31m.yml")
    try checkout.commitAll()
    let result = try checkout.run("apply", "--yes")
    #expect(result.output.contains("To undo"))
    #expect(!result.output.contains("\u{1B}") && !result.errors.contains("\u{1B}"))
  }

  @Test func `a called workflow is reported with its callers only, however many files there are`() throws {
    let checkout = try Checkout.missingCache()
    let called = Checkout.workflow.replacing("on: push", with: "on: workflow_call")
    #expect(called != Checkout.workflow)
    try checkout.write(called, to: ".github/workflows/a-called.yml")
    for number in 10..<40 {
      try checkout.write(
        "on: push\njobs:\n  x:\n    runs-on: ubuntu-latest\n    steps: [{run: echo}]\n",
        to: ".github/workflows/b\(number).yml")
    }
    try checkout.write(
      "on: push\njobs:\n  c:\n    uses: ./.github/workflows/a-called.yml\n", to: ".github/workflows/z.yml")
    let text = try checkout.run("suggest", "--format", "json").output
    #expect(text.contains("z.yml"))
    #expect(!text.contains(#""pipeline":".github/workflows/a-called.yml""#))
    #expect(!text.contains(#""pipeline": ".github/workflows/a-called.yml""#))
  }

  @Test func `a job whose runs tell no use of vCPUs is sized by the other jobs, and the ladder says so`()
    throws
  {
    let checkout = try Checkout.example()
    let path = checkout.path + "/.inframind/runs.jsonl"
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { line in
      guard line.contains(#""job":"web""#) else { return String(line) }
      return String(line).replacing(/"use":\{[^}]*\},/, with: "")
    }
    #expect(lines.contains { $0.contains(#""job":"web""#) && !$0.contains("averageCPUs") })
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: path))
    let json = try checkout.run("suggest", "--job", "web", "--explain", "--format", "json").json()
    let ladder = try #require((json["ladders"] as? [[String: Any]])?.first?["sizes"] as? [[String: Any]])
    #expect(Set(ladder.compactMap { $0["basis"] as? String }) == ["measured", "other-jobs"])
    #expect((json["pipelines"] as? NSNull) != nil)
  }

  @Test func `a job that never ran has a ladder, of what other jobs take`() throws {
    let checkout = try Checkout.example()
    let path = checkout.path + "/.inframind/runs.jsonl"
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    let others = lines.filter { !$0.contains(#""job":"web""#) }
    #expect(others.count < lines.count)
    try Data((others.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: path))
    let json = try checkout.run("suggest", "--job", "web", "--explain", "--format", "json").json()
    let ladder = try #require((json["ladders"] as? [[String: Any]])?.first?["sizes"] as? [[String: Any]])
    #expect(ladder.count > 2)
    #expect(Set(ladder.compactMap { $0["basis"] as? String }) == ["other-jobs"])
    #expect(Set(ladder.compactMap { $0["runs"] as? Int }) == [0])
    let plans = try checkout.run("suggest", "--frontier").output
    #expect(plans.contains("1 job without history, taken to do what jobs like it do: web"))
  }
}
