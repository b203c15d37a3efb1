import FoundationEssentials
import Testing

@testable import InfraMindCore

@Suite struct JobRunCSVTests {
  private func decode(_ text: String) -> DecodedHistory { JobRunCSVDecoder().decode(Array(text.utf8)) }

  private let minimal = "platform,repository,job,run,conclusion\r\np,o/n,test,1,success\r\n"

  /// A run with every field.
  private static var full: JobRun {
    let start = Date(timeIntervalSince1970: 1_790_000_000)
    var run = JobRun(
      platform: .gitHubActions, repository: "acme/shop", pipeline: "ci.yml", job: "test",
      matrix: ["os": "a,b", "x": "\"quoted\"\r\n"], run: "17", attempt: 2, conclusion: .timedOut)
    run.source = "github.com"
    run.workflow = "CI"
    run.name = "test (a,b)"
    run.jobID = "99"
    run.chain = "18"
    run.headCommit = "00e1"
    run.branch = "=HYPERLINK(\"http://example.org\")"
    run.event = "-push"
    run.actor = ActorHash(rawValue: "0123456789abcdef")
    run.createdAt = start
    run.queuedAt = start + 1
    run.startedAt = start + 2.5
    run.finishedAt = start + 600.000001
    run.conclusionWord = "timed_out"
    run.runnerLabels = ["linux", "+x64"]
    run.runnerName = "'@runner"
    run.runnerGroup = ""
    run.cpus = 4
    run.memory = MemorySize(gibibytes: 16)
    run.use = ResourceUse(
      averageCPUs: 0.1, peakCPUs: 3, averageMemory: MemorySize(bytes: 12_345),
      peakMemory: MemorySize(bytes: 99_999))
    run.use?.cpuTime = .milliseconds(1500)
    run.use?.memoryLimit = MemorySize(gibibytes: 8)
    run.use?.outOfMemoryKills = 1
    run.use?.cpuPressure = 0.5
    run.use?.memoryPressure = 0.25
    run.use?.ioPressure = 1
    run.use?.peakDiskUse = 0.75
    run.use?.diskRead = MemorySize(bytes: 1)
    run.use?.diskWritten = MemorySize(bytes: 2)
    run.use?.networkReceived = MemorySize(bytes: 3)
    run.use?.networkSent = MemorySize(bytes: 4)
    run.steps = [StepRun(name: "=1+1,\n\"two\"", startedAt: start, finishedAt: nil, conclusion: .failure)]
    run.cacheEvents = [CacheEvent(key: "k", kind: .miss, size: nil, duration: .milliseconds(1250))]
    run.billedTime = .seconds(660)
    run.credits = 12.5
    var change = ChangeSize(files: 7, additions: 20, deletions: 30)
    (change.sourceFiles, change.testFiles, change.documentFiles, change.testLines) = (4, 2, 0, 12)
    run.change = change
    run.isFromFork = true
    run.visibility = .internal
    return run
  }

  @Test func `a run with every field survives both formats`() {
    let runs = [
      Self.full,
      JobRun(platform: .drone, repository: "o/n", pipeline: "", job: "j", run: "1", conclusion: .success),
    ]
    let table = JobRunCSVDecoder().decode(JobRunCSVEncoder().encode(runs))
    #expect(table.runs == runs && table.problems.isEmpty && table.unknownKeys.isEmpty)
    let lines = JobRunDecoder().decode(JobRunEncoder().encode(runs))
    #expect(lines.runs == runs && lines.problems.isEmpty && lines.unknownKeys.isEmpty)
    // No field is left out of the formats.
    #expect(RunField.all.allSatisfy { $0.value(Self.full) != nil })
  }

  @Test(arguments: [
    "=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "|x", "'=1", "''=1", "'x", "'", "", "plain", "a=b",
    "\"", ",",
    "x\r\ny", "é", "'", "''", " =1", "\u{FEFF}x",
  ])
  func `any text survives, and none that a spreadsheet would run begins with what makes it do so`(
    _ text: String
  ) {
    var run = JobRun(
      platform: .drone, repository: "o/n", pipeline: "p", job: "j", run: "1", conclusion: .success)
    run.branch = text
    #expect(JobRunCSVDecoder().decode(JobRunCSVEncoder().encode([run])).runs == [run])
    let cell = JobRunCSVEncoder().row(for: run)
    for start in ["=", "+", "-", "@", "\t", "|"] {
      #expect(!cell.contains(",\(start)") && !cell.contains(",\"\(start)"), "\(cell)")
    }
  }

  @Test func `columns may stand in any order, and what nobody knows is counted`() {
    let history = decode(
      "run,note,conclusion,repository,runner.cpus,platform,name\n1,x,passed,o/n,4,p,Test\n")
    #expect(history.runs.map(\.name) == ["Test"] && history.runs.map(\.cpus) == [4])
    #expect(history.unknownKeys == ["note": 1] && history.problems.isEmpty)
  }

  @Test func `a row that ends early has no more cells, and one label may stand alone`() {
    let history = decode(
      "platform,repository,job,run,conclusion,runner.labels,fromFork\np,o/n,j,1,success\np,o/n,j,2,success,linux,TRUE"
    )
    #expect(
      history.runs.map(\.runnerLabels) == [[], ["linux"]] && history.runs.map(\.isFromFork) == [false, true])
  }

  @Test func `line ends of every kind, empty lines and a byte-order mark are accepted`() {
    let text =
      "\u{FEFF}" + minimal.replacing("\r\n", with: "\n\n") + "p,o/n,test,2,success\r\rp,o/n,test,3,success"
    #expect(decode(text).runs.map(\.run) == ["1", "2", "3"])
  }

  @Test(arguments: [
    ("p,o/n,\"test,2,success", HistoryProblem.Code.invalidCSV), ("p,o/n,te\"st,2,success", .invalidCSV),
    ("p,o/n,\"test\"x,2,success", .invalidCSV), ("p,o/n,test,2,success,more", .invalidCSV),
    ("p,o/n,test,2,maybe", .unknownWord), ("p,o/n,,2,success", .missingKey),
    ("p,o/n,\"\",2,success", .outOfRange),
    ("\(String(repeating: "p", count: 3000)),o/n,test,2,success", .tooLong),
  ])
  func `a wrong row is left out with its line, and the next one is read`(
    _ row: String, _ code: HistoryProblem.Code
  ) {
    let history = JobRunCSVDecoder(longestRow: 2000).decode(
      Array((minimal + row + "\r\np,o/n,test,3,success\r\n").utf8))
    #expect(history.problems.map(\.code) == [code])
    #expect(history.problems.first?.line == 3)
    #expect(history.runs.map(\.run) == ["1", "3"] && history.skippedLines == 1)
  }

  @Test func `JSON in a cell that is none is reported with its column`() {
    let history = decode("platform,repository,job,run,conclusion,steps\np,o/n,j,1,success,\"[{\"")
    #expect(history.problems.map(\.code) == [.invalidJSON])
    #expect(history.problems.first?.column == 19)
  }

  @Test func `bytes of any kind are reported, never a crash`() {
    var random = SeededGenerator(seed: 7)
    let alphabet = Array("\",\r\n'=p1\\{[\u{1}".utf8) + [0xff, 0xc3]
    for _ in 0..<2000 {
      let bytes = (0..<Int.random(in: 0...40, using: &random)).compactMap { _ in
        alphabet.randomElement(using: &random)
      }
      #expect(JobRunCSVDecoder().decode(bytes).runs.isEmpty)
      _ = JobRunCSVDecoder().decode(Array(minimal.utf8) + bytes)
    }
  }
}
