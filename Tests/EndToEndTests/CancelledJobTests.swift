import AdapterTesting
import Foundation
import ProgramTesting
import ServerTesting
import Testing

/// Jobs that are cancelled: platforms send SIGTERM to all of a job's processes, and then SIGKILL.
@Suite struct CancelledJobTests {
  /// A command as the leader of a process group of its own, as the step of a job is.
  private struct Step {
    let process: Int32

    init(_ arguments: [String], in folder: String, environment: [String: String]) throws {
      var program = Inframind.program(arguments, folder, environment)
      program.arguments = [program.program] + program.arguments
      program.program = "setsid"
      process = try program.start()
    }

    /// Ends it with all that it started.
    ///
    /// - Returns: Its exit status, as shells have it.
    func cancel(by signal: Int32) throws -> Int32 {
      kill(-process, signal)
      return try ChildProgram.wait(for: process)
    }

    /// Whether no process of the group is left: one whose parent is gone may wait for init.
    var isGone: Bool { CancelledJobTests.soon { kill(-process, 0) != 0 && errno == ESRCH } }
  }

  /// Waits for what another process brings about, on this thread: other tests take those of the tasks.
  private static func soon(_ condition: () -> Bool) -> Bool {
    for _ in 0..<12_000 {
      if condition() { return true }
      Thread.sleep(forTimeInterval: 0.005)
    }
    return false
  }

  // MARK: - Recording

  @Test func `a recorded command that is cancelled leaves a whole record`() throws {
    let folder = try Checkout()
    let step = try recording(in: folder)
    #expect(try step.cancel(by: SIGTERM) == 128 + SIGTERM)
    #expect(step.isGone)
    let shown = try folder.run("record", "show", "record.json")
    #expect(shown.status == 0 && shown.output.contains("exit status         143"), "\(shown.output)")
    #expect(growing(in: folder) == nil, "what grew is gone")
  }

  @Test func `a recorded command that is killed leaves what was measured`() throws {
    let folder = try Checkout()
    let step = try recording(in: folder)
    #expect(try step.cancel(by: SIGKILL) == 128 + SIGKILL)
    #expect(step.isGone)
    #expect(folder.text(of: "record.json") == nil, "no half of a record")
    let file = try #require(growing(in: folder))
    let shown = try folder.run("record", "show", file)
    #expect(shown.status == 0 && shown.output.contains("memory"), "\(shown.output)\(shown.errors)")
  }

  /// Starts a recorded command that goes on for long, and waits for the first sample.
  private func recording(in folder: Checkout) throws -> Step {
    let step = try Step(
      ["record", "--quiet", "--output", "record.json", "--", "sleep", "60"], in: folder.path,
      environment: ["TMPDIR": folder.path])
    #expect(
      Self.soon {
        let text = growing(in: folder).flatMap { try? String(contentsOfFile: $0, encoding: .utf8) }
        return (text ?? "").split(separator: "\n").count > 2
      })
    return step
  }

  /// The file that grows while something is recorded.
  private func growing(in folder: Checkout) -> String? {
    let place = "inframind-\(getuid())"
    return folder.names(in: place).first { $0.hasSuffix(".log") }.map { "\(folder.path)/\(place)/\($0)" }
  }

  // MARK: - Sizes and reports

  @Test(arguments: [SIGTERM, SIGKILL], ["GET", "POST"])
  func `a report that is cancelled leaves nothing half done, and the next one goes on`(
    signal: Int32, method: String
  ) throws {
    let host = FakeCodeHost()
    let holds = Countdown(1)
    let asked = Meeting(of: 2)
    let api = try ScriptedServer(host) { request in
      guard request.method == method, holds.next() else { return nil }
      asked.wait()
      return .silence
    }
    defer { api.stop() }
    let job = PullRequestJob(of: try .example(), api: api.url)
    let before = try files(of: job)
    let step = try Step(
      ["report", "--at", "comment", "--quiet"], in: job.checkout.path, environment: job.environment)
    asked.wait()
    #expect(try step.cancel(by: signal) == 128 + signal)
    #expect(step.isGone)
    #expect(try files(of: job) == before && host.comments.isEmpty)

    let next = try job.runBounded("report", "--at", "comment", "--strict")
    #expect(next.status == 0 && host.ours.count == 1, "\(next.errors)")
  }

  @Test(arguments: [SIGTERM, SIGKILL])
  func `sizes that are cancelled on their way leave nothing half done, and the next job has them`(
    signal: Int32
  ) throws {
    let asked = Meeting(of: 2)
    let server = try ScriptedServer { _ in
      asked.wait()
      return .silence
    }
    defer { server.stop() }
    var job = try PullRequestJob()
    job.environment["INFRAMIND_TOKEN"] = "t"
    let before = try files(of: job)
    let step = try Step(
      ["inject", "--server", server.url], in: job.checkout.path, environment: job.environment)
    asked.wait()
    #expect(try step.cancel(by: signal) == 128 + signal)
    #expect(step.isGone)
    #expect(try files(of: job) == before)
    #expect(try job.runBounded("inject", "--strict").status == 0)
    #expect(job.output("runners")?.contains(#""collector":"linux-4-core""#) == true)
  }

  /// Every file of a job's checkout.
  private func files(of job: PullRequestJob) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: job.checkout.path).sorted()
  }
}
