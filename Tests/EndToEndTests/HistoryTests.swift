import Foundation
import Testing

/// `inframind history`, `import` and `analyze` over a store of this folder.
@Suite struct HistoryTests {
  private func lines(_ count: Int, failing: Int? = nil) -> String {
    (1...count).map { number in
      let minute = 10 + number % 40
      let conclusion = number == failing ? "failure" : "success"
      return """
        {"platform":"github-actions","source":"github.com","repository":"acme/shop","pipeline":".github/workflows/ci.yml",\
        "job":"test","name":"Tests","run":"\(number)","startedAt":"2026-10-\(10 + number % 15)T10:00:00Z",\
        "finishedAt":"2026-10-\(10 + number % 15)T10:\(minute):00Z","conclusion":"\(conclusion)",\
        "runner":{"labels":["ubuntu-latest"]},"visibility":"public"}

        """
    }.joined()
  }

  @Test func `a file taken in comes out the same, in both forms, and twice is once`() throws {
    let folder = try Checkout()
    try folder.write(lines(30), to: "runs.jsonl")
    let taken = try folder.run("history", "import", "runs.jsonl")
    #expect(taken.status == 0, "\(taken.errors)")
    #expect(taken.errors.contains("30 runs read, 30 new or changed"))
    #expect(
      try folder.run("history", "import", "runs.jsonl").errors.contains("30 runs read, 0 new or changed"))

    let exported = try folder.run("history", "export")
    #expect(exported.output.split(separator: "\n").count == 30)
    let table = try folder.run("history", "export", "--format", "csv")
    try folder.write(table.output, to: "runs.csv")
    #expect(try folder.run("history", "import", "runs.csv", "--store", "other.db").status == 0)
    #expect(try folder.run("history", "export", "--store", "other.db").output == exported.output)

    let stats = try folder.run("history", "stats")
    #expect(stats.output.hasPrefix("30 job runs of 1 repository"))
    #expect(stats.output.contains("acme/shop: 30 job runs"))
    #expect(try folder.run("history", "stats", "--format", "json").json()["repositories"] is [Any])
  }

  @Test func `what runs' commits changed is read from a clone, once, and forecasts take it`() throws {
    let folder = try Checkout()
    let commit = try folder.commitTwice()
    let runs = lines(80).replacing("\"visibility\"", with: "\"headCommit\":\"\(commit)\",\"visibility\"")
    let stranger = lines(1).replacing("\"run\":\"1\"", with: "\"run\":\"900\"")
      .replacing(
        "\"visibility\"", with: "\"headCommit\":\"\(String(repeating: "0", count: 40))\",\"visibility\"")
    try folder.write(runs + stranger, to: "runs.jsonl")
    #expect(try folder.run("history", "import", "runs.jsonl").status == 0)
    let taken = try folder.run("import", "changes", "--repo", "acme/shop")
    #expect(taken.status == 0, "\(taken.errors)")
    #expect(taken.errors == "1 commit read from the clone, 80 job runs changed; 1 commit not known there\n")
    let again = try folder.run("import", "changes", "--repo", "acme/shop")
    #expect(again.errors == "0 commits read from the clone, 0 job runs changed; 1 commit not known there\n")
    let change =
      #""change":{"files":2,"additions":3,"deletions":1,"sourceFiles":1,"testFiles":1,"documentFiles":0,"testLines":2}"#
    let exported = try folder.run("history", "export").output.split(separator: "\n")
    #expect(exported.count { $0.contains(change) } == 80, "\(exported.first ?? "")")

    let forecast = try folder.run("forecast", "--commit", "HEAD")
    #expect(
      forecast.output.contains("next run of each job, for a change of 2 files, +3 −1"), "\(forecast.output)")
    let unknown = try folder.run("forecast", "--commit", "nowhere")
    #expect(unknown.status == 2 && unknown.errors.contains("no commit nowhere"), "\(unknown.errors)")
    let stray = try folder.run("import", "changes", "--repo", "acme/other")
    #expect(stray.status == 2 && stray.errors.contains("no run of acme/other"), "\(stray.errors)")
  }

  @Test func `without a store the commands say how to get one`() throws {
    let folder = try Checkout()
    for command in [["history", "stats"], ["history", "export"], ["analyze", "1"]] {
      let result = try Inframind.run(command, in: folder.path)
      #expect(result.status == 2)
      #expect(result.errors.contains("inframind import"), "\(result.errors)")
    }
  }

  @Test func `a file that is no store is left alone`() throws {
    let folder = try Checkout()
    try folder.write(
      "not a database at all, but long enough to be looked at by anybody who opens it\n", to: "mine.db")
    let result = try folder.run("history", "stats", "--store", "mine.db")
    #expect(result.status == 2)
    #expect(result.errors.contains("store-damaged"), "\(result.errors)")
    #expect(try String(contentsOfFile: folder.path + "/mine.db", encoding: .utf8).hasPrefix("not a database"))
  }

  @Test func `a run is explained by its id and by its address`() throws {
    let folder = try Checkout()
    try folder.write(lines(30, failing: 17), to: "runs.jsonl")
    try folder.write("step\ntar: write error: No space left on device\n", to: "build.log")
    #expect(try folder.run("history", "import", "runs.jsonl").status == 0)
    for name in ["17", "https://github.com/acme/shop/actions/runs/17"] {
      let result = try folder.run("analyze", name, "--log", "build.log")
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.output.contains("Run 17 of acme/shop on github-actions"))
      #expect(result.output.contains("Tests: failure after 27 min"))
      #expect(result.output.contains("likely cause: disk-full"))
      #expect(result.output.contains("No space left on device"))
    }
    let hint = "give it with --log FILE"
    #expect(
      try folder.run("analyze", "17").output.contains("likely cause: unknown\n      The end of its log"))
    try folder.write("nothing that a rule knows\n", to: "dull.log")
    let dull = try folder.run("analyze", "17", "--log", "dull.log")
    #expect(dull.output.contains("likely cause: unknown") && !dull.output.contains(hint), "\(dull.output)")
    let unknown = try folder.run("analyze", "4711")
    #expect(unknown.status == 2)
    #expect(unknown.errors.contains("holds no run 4711"))
  }

  @Test func `which run is meant is told by its address, its repository or its platform, or asked for`()
    throws
  {
    let folder = try Checkout()
    let places = [
      ("drone", "ci.acme.org", "acme/shop"), ("drone", "ci.acme.org", "acme/web"),
      ("gitlab-ci", "gitlab.com", "acme/web"),
    ]
    let lines = places.map { platform, source, repository in
      """
      {"platform":"\(platform)","source":"\(source)","repository":"\(repository)","job":"test","run":"12","jobID":"12",\
      "startedAt":"2026-10-01T10:00:00Z","finishedAt":"2026-10-01T10:05:00Z","conclusion":"success"}

      """
    }
    try folder.write(lines.joined(), to: "runs.jsonl")
    #expect(try folder.run("history", "import", "runs.jsonl").status == 0)
    let several = try folder.run("analyze", "12")
    #expect(several.status == 2)
    #expect(
      several.errors.contains("acme/shop on drone, acme/web on drone, acme/web on gitlab-ci"),
      "\(several.errors)")
    for (words, heading) in [
      (["https://ci.acme.org/acme/web/12"], "Run 12 of acme/web on drone"),
      (["https://gitlab.com/acme/web/-/pipelines/12"], "Run 12 of acme/web on gitlab-ci"),
      (["12", "--repo", "acme/shop"], "Run 12 of acme/shop on drone"),
      (["12", "--platform", "gitlab-ci"], "Run 12 of acme/web on gitlab-ci"),
    ] {
      let result = try Inframind.run(["analyze"] + words, in: folder.path)
      #expect(result.status == 0 && result.output.hasPrefix(heading), "\(result.output)\(result.errors)")
      #expect(result.output.contains("1 job in 5 min"), "\(result.output)")
    }
    for address in [
      "https://ci.acme.org/other/shop/12", "https://github.com/acme/shop/actions/runs/12",
      "https://:/acme/shop/12",
      "://", "https://", "https://:12",
    ] {
      #expect(try folder.run("analyze", address).status == 2)
    }
  }

  @Test func `a store of another database is refused`() throws {
    let folder = try Checkout()
    try folder.write(lines(1, failing: 1), to: "runs.jsonl")
    for address in ["postgres://localhost:1/x", "postgresql://h/x", "host=localhost dbname=x"] {
      let result = try folder.run("history", "import", "--store", address, "runs.jsonl")
      #expect(result.status == 2 && result.errors.contains("inframind-server history"), "\(result.errors)")
    }
    #expect(try folder.run("history", "import", "--store", "sqlite:mine.db", "runs.jsonl").status == 0)
    #expect(folder.names(in: "").filter { !$0.hasPrefix(".git") } == ["mine.db", "runs.jsonl"])
  }

  @Test func `the builds of a chain are explained as one run, by the id of any of them`() throws {
    let folder = try Checkout()
    let builds = [("11", "Compile", "00", "10"), ("12", "Test", "10", "25"), ("13", "Deploy", "25", "30")]
    let lines = builds.map { id, name, start, end in
      let chain = id == "13" ? "" : #""chain":"13","#
      return """
        {"platform":"teamcity","source":"tc.example.com","repository":"Shop_\(name)","name":"\(name)","run":"\(id)",\(chain)\
        "jobID":"\(id)","queuedAt":"2026-10-01T10:\(start):00Z","startedAt":"2026-10-01T10:\(start):00Z",\
        "finishedAt":"2026-10-01T10:\(end):00Z","conclusion":"success"}

        """
    }
    try folder.write(lines.joined(), to: "runs.jsonl")
    #expect(try folder.run("history", "import", "runs.jsonl").status == 0)
    for name in ["12", "13"] {
      let result = try folder.run("analyze", name)
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.output.contains("3 jobs in 30 min"), "\(result.output)")
      #expect(result.output.contains("Compile → Test → Deploy"), "\(result.output)")
    }
  }

  @Test func `an address of another host finds no chain`() throws {
    let folder = try Checkout()
    try folder.write(
      """
      {"platform":"teamcity","source":"tc.example.com","repository":"Shop","name":"Test","run":"12","chain":"77777777",\
      "jobID":"12","startedAt":"2026-10-01T10:00:00Z","finishedAt":"2026-10-01T10:05:00Z","conclusion":"success"}

      """, to: "runs.jsonl")
    #expect(try folder.run("history", "import", "runs.jsonl").status == 0)
    #expect(try folder.run("analyze", "https://tc.example.com/build/77777777").status == 0)
    #expect(try folder.run("analyze", "https://elsewhere.example.org/build/77777777").status == 2)
  }

  @Test func `a log tells what the caches of the job did`() throws {
    let folder = try Checkout()
    try folder.write(lines(30, failing: 17), to: "runs.jsonl")
    try folder.write(
      "Cache restored from key: Linux-npm-4f2a\nCache not found for input keys: go-1\nexit 1\n",
      to: "build.log")
    #expect(try folder.run("history", "import", "runs.jsonl").status == 0)
    let result = try folder.run("analyze", "17", "--log", "build.log")
    #expect(result.output.contains("Linux-npm-4f2a"), "\(result.output)")
    #expect(result.output.contains("go-1"), "\(result.output)")
  }

  @Test func `suggestions rest on the store where there is one`() throws {
    let checkout = try Checkout.example()
    #expect(try checkout.run("history", "import", ".inframind/runs.jsonl").status == 0)
    let now = ["--now", "2026-11-20T12:00:00Z", "--format", "json"]
    let stored = try Inframind.run(["suggest"] + now, in: checkout.path)
    try FileManager.default.removeItem(atPath: checkout.path + "/.inframind/history.db")
    let read = try Inframind.run(["suggest"] + now, in: checkout.path)
    #expect(stored.output.contains("history.db"))
    #expect(stored.output.replacing("history.db", with: "runs.jsonl") == read.output)
  }

  @Test(arguments: [
    "https://gitlab.example.org/acme", "http://gitlab.example.org", "git@gitlab.example.org", "/", "https://",
  ])
  func `what is no host name is refused`(host: String) throws {
    let folder = try Checkout()
    let result = try folder.run("import", "--platform", "gitlab-ci", "--repo", "a/b", "--host", host)
    #expect(result.status == 2)
    #expect(result.errors.contains("--host takes a host name"), "\(result.errors)")
  }

  @Test(arguments: ["gitlab.invalid", "https://gitlab.invalid/", "HTTPS://gitlab.invalid"])
  func `a host may be pasted as its address`(host: String) throws {
    let folder = try Checkout()
    let arguments = ["import", "--platform", "circleci", "--host", host, "--usage-export", "none.csv"]
    let result = try Inframind.run(arguments, in: folder.path)
    #expect(!result.errors.contains("--host takes"), "\(result.errors)")
    #expect(result.errors.contains("none.csv"), "\(result.errors)")
  }

  @Test func `the history is nobody else's to read, and one that is there keeps its mode`() throws {
    func mode(_ path: String) throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
    let folder = try Checkout()
    try folder.write(lines(1), to: "runs.jsonl")
    #expect(try folder.run("history", "import", "runs.jsonl").status == 0)
    #expect(try mode(folder.path + "/.inframind") == 0o700)
    let store = folder.path + "/.inframind/history.db"
    #expect(try mode(store) == 0o600)
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: store)
    #expect(try folder.run("history", "import", "runs.jsonl").status == 0)
    #expect(try mode(store) == 0o640)
  }

  @Test func `a table that is taken for JSON Lines, and an export of nothing, are told`() throws {
    let folder = try Checkout()
    try folder.write(lines(1), to: "runs.jsonl")
    #expect(try folder.run("history", "import", "runs.jsonl").status == 0)
    try folder.write(try folder.run("history", "export", "--format", "csv").output, to: "runs.txt")
    let table = try folder.run("history", "import", "runs.txt")
    #expect(table.status == 1)
    #expect(table.errors.contains("say --format csv"), "\(table.errors)")
    #expect(try folder.run("history", "import", "runs.txt", "--format", "csv").status == 0)

    let none = try folder.run("history", "export", "--repo", "nope/x")
    #expect(none.status == 0)
    #expect(none.output.isEmpty)
    #expect(none.errors.contains("no runs of nope/x"), "\(none.errors)")
    #expect(try folder.run("history", "export", "--repo", "acme/shop").errors.isEmpty)
  }

  @Test func `what is imported needs a platform, a repository and libcurl, and says so`() throws {
    let folder = try Checkout()
    let unknown = try folder.run("import", "--platform", "nothing")
    #expect(unknown.status == 2)
    #expect(unknown.errors.contains("Known: "))
    let woodpecker = try folder.run("import", "--platform", "woodpecker")
    #expect(woodpecker.status == 2)
    #expect(woodpecker.errors.contains("Woodpecker goes by the name of drone here"))
    let bare = try folder.run("import", "--platform", "github-actions")
    #expect(bare.status == 2)
    #expect(bare.errors.contains("--repo"))
    let offline = try Inframind.run(
      "import", "--platform", "github-actions", "--repo", "a/b", in: folder.path,
      environment: ["INFRAMIND_LIBCURL": "/nowhere.so"])
    #expect(offline.status == 2)
    #expect(offline.errors.contains("no-network-library"))
  }
}
