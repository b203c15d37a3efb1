import Foundation
import Testing

@testable import InfraMindCore

@Suite struct FailureDiagnosisTests {
  private func failed(_ conclusion: JobConclusion = .failure, step: String? = nil) -> JobRun {
    var run = JobRun(
      platform: .gitLabCI, repository: "a/b", pipeline: ".gitlab-ci.yml", job: "test", run: "1",
      conclusion: conclusion)
    if let step { run.steps = [StepRun(name: step, startedAt: nil, finishedAt: nil, conclusion: .failure)] }
    return run
  }

  private func cause(_ run: JobRun, log: String? = nil) -> FailureCause? {
    FailureDiagnosis(run, earlier: [], log: log).cause
  }

  @Test(arguments: [JobConclusion.success, .skipped, .cancelled])
  func `what did not fail has no cause`(conclusion: JobConclusion) {
    #expect(cause(failed(conclusion), log: "No space left on device") == nil)
  }

  @Test func `what was measured decides before what was written`() {
    var run = failed(step: "Run tests")
    run.use = ResourceUse(peakMemory: MemorySize(gibibytes: 3.9))
    run.use?.memoryLimit = MemorySize(gibibytes: 4)
    run.use?.outOfMemoryKills = 1
    let found = cause(run, log: "12 tests failed")
    #expect(found?.kind == .outOfMemory)
    #expect(
      found?.evidence == [
        "The kernel killed a process for want of memory.", "3.9 GiB of 4 GiB were in use at most.",
      ])
  }

  @Test func `a high peak alone is no lack of memory`() {
    var run = failed(step: "Run tests")
    run.use = ResourceUse(peakMemory: MemorySize(gibibytes: 3.99))
    run.use?.memoryLimit = MemorySize(gibibytes: 4)
    run.use?.outOfMemoryKills = 0
    #expect(cause(run)?.kind == .testFailure)
    #expect(cause(run, log: "sh: exit code 137")?.kind == .outOfMemory)
  }

  @Test func `a full disk is told by its measure`() {
    var run = failed(step: "Build")
    run.use = ResourceUse()
    run.use?.peakDiskUse = 0.995
    #expect(cause(run)?.kind == .diskFull)
  }

  @Test(arguments: [
    (JobConclusion.timedOut, FailureCause.Kind.timeout), (.infrastructureFailure, .infrastructure),
    (.outOfMemory, .outOfMemory),
  ])
  func `the platform's word decides`(conclusion: JobConclusion, kind: FailureCause.Kind) {
    var run = failed(conclusion)
    run.conclusionWord = "some_reason"
    let found = cause(run, log: "npm ERR! code ECONNRESET")
    #expect(found?.kind == kind)
    #expect(found?.evidence.first == "The platform says: some_reason.")
  }

  @Test(arguments: [
    (
      "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory",
      FailureCause.Kind.outOfMemory
    ),
    ("Exception in thread \"main\" java.lang.OutOfMemoryError: Java heap space", .outOfMemory),
    ("tar: write error: No space left on device", .diskFull),
    ("curl: (6) Could not resolve host: registry.npmjs.org", .network),
    ("npm ERR! network request failed, reason: read ECONNRESET", .network),
    ("The runner has received a shutdown signal. This can happen when", .infrastructure),
    ("Tests run: 42, Failures: 3, Errors: 0", .testFailure), ("--- FAIL: TestSum (0.00s)", .testFailure),
    ("ERROR: Could not find a version that satisfies the requirement foo==9", .setupFailure),
    ("E: Unable to locate package libfoo-dev", .setupFailure),
    ("error: could not compile `shop` due to 2 previous errors", .buildFailure),
    ("src/main.c:3:1: error: unknown type name 'foo'", .buildFailure),
  ])
  func `a line of the log tells, and is the evidence`(line: String, kind: FailureCause.Kind) {
    let found = cause(failed(), log: "Fetching sources\n\(line)\nCleaning up\n")
    #expect(found?.kind == kind)
    #expect(found?.evidence == [line])
  }

  @Test(arguments: [
    ("Set up job", FailureCause.Kind.setupFailure), ("Run actions/checkout@v4", .setupFailure),
    ("Run npm ci", .setupFailure),
    ("Run npm test", .testFailure), ("Build image", .buildFailure), ("Publish", .unknown),
  ])
  func `without anything else the step's name tells`(step: String, kind: FailureCause.Kind) {
    let found = cause(failed(step: step))
    #expect(found?.kind == kind)
    #expect(found?.evidence == ["The step \"\(step)\" failed."])
  }

  @Test func `where nothing fits the cause is unknown`() {
    #expect(cause(failed()) == FailureCause(.unknown, evidence: []))
    #expect(cause(failed(), log: "done\nerror\n")?.kind == .unknown)
  }

  @Test func `a hostile log is read in bounds and shown without controls`() {
    let log =
      String(repeating: "x", count: 100_000) + "\n\u{1b}[31mNo space left on device"
      + String(repeating: "y", count: 5000)
    let found = cause(failed(), log: log)
    #expect(found?.kind == .diskFull)
    #expect((found?.evidence.first?.count ?? 0) <= 200)
    #expect(found?.evidence.first?.contains("\u{1b}") == false)
  }
}
