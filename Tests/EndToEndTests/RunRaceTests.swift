import AdapterTesting
import Foundation
import ProgramTesting
import ServerTesting
import Testing

/// Jobs that run at the same time.
@Suite struct RunRaceTests {
  private static let former = "<!-- inframind:report:v1  -->\nformer"

  /// Runs the same command in two jobs at once, and waits for both.
  private func runTwice(_ arguments: [String], _ jobs: [PullRequestJob]) throws -> [(
    status: Int32, errors: String
  )] {
    let outputs = try jobs.map { _ in try Inframind.Capture() }
    let processes = try zip(jobs, outputs).map { job, output in
      var program = Inframind.program(arguments, job.checkout.path, job.environment)
      program.errors = output.descriptor
      return try program.start()
    }
    return try zip(processes, outputs).map { process, output in
      (try ChildProgram.wait(for: process), String(decoding: try output.bytes(), as: UTF8.self))
    }
  }

  @Test(arguments: [0, 1, 2])
  func `two reports of one pull request at the same time leave one comment`(former: Int) throws {
    let host = FakeCodeHost(others: ["Looks good"])
    for _ in 0..<former { host.comment(Self.former) }
    // Both have seen what there is before either writes.
    let meeting = Meeting(of: 2)
    let api = try ScriptedServer(host) { request in
      if request.method != "GET" { meeting.wait() }
      return nil
    }
    defer { api.stop() }
    let jobs = try (0..<2).map { _ in PullRequestJob(of: try .example(), api: api.url) }
    for result in try runTwice(["report", "--at", "comment", "--strict"], jobs) {
      #expect(result.status == 0, "\(result.errors)")
    }
    #expect(host.ours.count == 1 && host.ours[0].body.contains("| collector |"))
    #expect(host.comments[0].body == "Looks good")

    let writes = host.writes
    for result in try runTwice(["report", "--at", "comment", "--strict"], jobs) {
      #expect(result.status == 0, "\(result.errors)")
    }
    #expect(host.writes == writes && host.ours.count == 1, "they agree on what is there")
  }

  @Test func `two jobs at once may take in and read the same history`() throws {
    let checkout = try Checkout.example()
    let runs = try #require(checkout.text(of: ".inframind/runs.jsonl"))
    try FileManager.default.removeItem(atPath: checkout.path + "/.inframind/runs.jsonl")
    try checkout.write(runs, to: "runs.jsonl")
    let jobs = (0..<2).map { number in
      var job = PullRequestJob(of: checkout)
      job.environment["GITHUB_OUTPUT"] = checkout.path + "/output-\(number)"
      return job
    }
    let count = runs.split(separator: "\n").count
    for result in try runTwice(["history", "import", "runs.jsonl"], jobs) {
      #expect(result.status == 0 && result.errors.contains("\(count) runs read"), "\(result.errors)")
    }
    #expect(try jobs[0].run("history", "stats").output.hasPrefix("\(count) job runs"))
    for result in try runTwice(["inject", "--strict"], jobs) {
      #expect(result.status == 0, "\(result.errors)")
    }
    for number in 0..<2 {
      #expect(checkout.text(of: "output-\(number)")?.contains(#""collector":"linux-4-core""#) == true)
    }
  }
}
