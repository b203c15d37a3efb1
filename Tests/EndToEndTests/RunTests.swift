import AdapterTesting
import Foundation
import ServerTesting
import Testing

/// `inframind inject`, `report` and `comment` as a job runs them.
@Suite struct RunTests {
  // MARK: - Sizes

  @Test func `the sizes of a workflow's jobs become outputs of the step`() throws {
    let job = try PullRequestJob()
    let result = try job.run("inject")
    #expect(result.status == 0 && result.bytes.isEmpty)
    #expect(result.errors.contains("collector: linux-4-core"), "\(result.errors)")
    let runners = try #require(job.output("runners"))
    #expect(
      runners.contains(#""collector":"linux-4-core""#) && runners.contains(#""archive":"ubuntu-latest""#))
    #expect(job.output("matrices")?.contains(#""forecast":{"include":["#) == true)
    #expect(!runners.contains("backtest"), "jobs of other workflows are not told")
  }

  @Test(arguments: [
    ["--history", "nowhere.db"], ["--config", "nowhere.yml"], ["--server", "http://127.0.0.1:1"],
  ])
  func `without advice the file's own sizes are told, in one line and with status 0`(_ options: [String])
    throws
  {
    var job = try PullRequestJob()
    job.environment["INFRAMIND_TOKEN"] = "t"
    let result = try Inframind.run(["inject"] + options, in: job.checkout.path, environment: job.environment)
    #expect(result.status == 0)
    #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
    #expect(result.errors.contains("own sizes stay in force"))
    #expect(job.output("runners")?.contains(#""collector":"ubuntu-latest""#) == true)
    let strict = try Inframind.run(
      ["inject", "--strict"] + options, in: job.checkout.path, environment: job.environment)
    #expect(strict.status == 1 && strict.errors.split(separator: "\n").count == 1)
  }

  @Test func `a full disk is told in a line, and the job goes on`() throws {
    var job = try PullRequestJob()
    job.environment["GITHUB_OUTPUT"] = "/dev/full"
    job.environment["GITHUB_STEP_SUMMARY"] = "/dev/full"
    for command in [["inject"], ["report", "--at", "summary"]] {
      let result = try Inframind.run(command, in: job.checkout.path, environment: job.environment)
      #expect(result.status == 0 && result.errors.split(separator: "\n").count == 1, "\(result.errors)")
      #expect(result.errors.contains("Cannot write /dev/full: No space left on device."))
    }
  }

  @Test func `a pipeline that is named and is none leaves all as it is`() throws {
    let job = try PullRequestJob()
    let result = try job.run("inject", "--pipeline", "elsewhere.yml")
    #expect(
      result.status == 0 && result.errors.contains("none of the pipeline files here"), "\(result.errors)")
    #expect(job.output("runners") == "{}")
  }

  @Test func `a slow server leaves the file's own sizes in force`() throws {
    let server = try ScriptedServer { _ in .delayed(seconds: 30, .json("{}")) }
    defer { server.stop() }
    var job = try PullRequestJob()
    job.environment["INFRAMIND_TOKEN"] = "t"
    let result = try job.run("inject", "--server", server.url)
    #expect(result.status == 0 && result.errors.contains("own sizes stay in force"), "\(result.errors)")
    #expect(job.output("runners")?.contains(#""collector":"ubuntu-latest""#) == true)
    let sent = try #require(server.requests.first)
    #expect(sent.target == "/api/v1/inject" && sent.method == "POST")
    #expect(sent.headers["authorization"] == "Bearer t")
  }

  @Test func `a variable and the settings switch it off`() throws {
    var job = try PullRequestJob()
    job.environment["INFRAMIND_DISABLE"] = "1"
    #expect(try job.run("inject").status == 0)
    #expect(job.output("runners")?.contains(#""collector":"ubuntu-latest""#) == true)
    #expect(job.output("moved") == "0")
    #expect(try job.run("report").errors == "inframind: INFRAMIND_DISABLE switches reports off\n")
    #expect(job.checkout.text(of: "summary") == nil)
    job.environment["INFRAMIND_DISABLE"] = nil
    let settings = job.checkout.text(of: ".inframind.yml") ?? ""
    try job.checkout.write(settings + "\ninject: false\nreport: false\n", to: ".inframind.yml")
    try FileManager.default.removeItem(atPath: job.checkout.path + "/output")
    #expect(try job.run("inject").status == 0)
    #expect(job.output("moved") == "0")
    #expect(try job.run("report").errors.isEmpty && job.checkout.text(of: "summary") == nil)
  }

  // MARK: - Reports

  @Test func `a report is published once, brought up to date, and taken out`() throws {
    let host = FakeCodeHost(others: ["Looks good"])
    let server = try ScriptedServer(host)
    defer { server.stop() }
    var job = try PullRequestJob()
    job.environment["GITHUB_API_URL"] = server.url
    job.environment["GITHUB_TOKEN"] = "secret-token"
    let first = try job.run("report", "--at", "comment", "--at", "summary", "--at", "check", "--at", "status")
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.errors.split(separator: "\n").count == 4, "\(first.errors)")
    #expect(host.ours.count == 1 && host.statuses.count == 1 && host.checks == ["inframind"])
    let body = try #require(host.ours.first?.body)
    #expect(body.hasPrefix("<!-- inframind:report:v1") && body.contains("| collector |"))
    #expect(job.checkout.text(of: "summary")?.contains("| collector |") == true)
    #expect(server.requests.allSatisfy { $0.headers["authorization"] == "Bearer secret-token" })

    let writes = host.writes
    let second = try job.run("report", "--at", "comment", "--at", "check", "--at", "status")
    #expect(host.writes == writes, "nothing changed, so nothing is written")
    #expect(second.errors.components(separatedBy: "unchanged").count == 4, "\(second.errors)")

    let settings = job.checkout.text(of: ".inframind.yml") ?? ""
    try job.checkout.write(settings + "\nignore: {kinds: [cache]}\n", to: ".inframind.yml")
    #expect(try job.run("report", "--at", "comment").errors.contains("brought up to date"))
    #expect(host.ours.count == 1 && host.ours.first?.body != body)

    #expect(try job.run("comment", "--remove").errors.contains("taken out"))
    #expect(host.comments.map(\.body) == ["Looks good"])
  }

  @Test(arguments: FakeCodeHost.Fault.allCases)
  func `an API that fails is told in a line, and the rest is published`(_ fault: FakeCodeHost.Fault) throws {
    let host = FakeCodeHost()
    host.fail(by: fault)
    let server = try ScriptedServer(host)
    defer { server.stop() }
    var job = try PullRequestJob()
    job.environment["GITHUB_API_URL"] = server.url
    job.environment["GITHUB_TOKEN"] = "secret-token"
    let result = try job.run("report", "--quiet")
    #expect(result.status == 0)
    #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
    #expect(
      result.errors.contains("nothing is published as comment") && !result.errors.contains("secret-token"))
    if fault == .forbidden {
      #expect(result.errors.contains("grant `pull-requests: write`"), "\(result.errors)")
    }
    #expect(job.checkout.text(of: "summary")?.contains("| collector |") == true)
    #expect(try job.run("report", "--quiet", "--strict").status == 1)
  }

  @Test func `outside of CI nothing is published, and the report can be looked at`() throws {
    let folder = try Checkout.example()
    let outside = try folder.run("report")
    #expect(outside.status == 0 && outside.errors.contains("no job of a CI platform"))
    let shown = try folder.run("report", "--dry-run")
    #expect(shown.output.contains("| collector |") && shown.errors.isEmpty)
    #expect(
      try folder.run("report", "--at", "nowhere", environment: PullRequestJob().environment).errors.contains(
        "summary"))
  }
}
