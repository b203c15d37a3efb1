import FoundationEssentials
import Testing

@testable import InfraMindCore

@Suite struct JobRunDecoderTests {
  private let minimal =
    #"{"platform":"p","repository":"o/n","pipeline":"ci.yml","job":"test","run":"1","conclusion":"success"}"#

  /// The minimal line with some members in front of the others.
  private func line(_ members: String) -> String { "{" + members + "," + minimal.dropFirst() }

  private func decode(_ text: String) -> DecodedHistory { JobRunDecoder().decode(Array(text.utf8)) }

  // MARK: - What is right

  @Test func `the documented example holds every key and is read in full`() throws {
    let text = try Self.documentedExample()
    let history = decode(text)
    let run = try #require(history.runs.first)
    #expect(history.problems.isEmpty && history.unknownKeys.isEmpty && history.runs.count == 1)
    #expect(run.platform == .gitHubActions)
    #expect(run.matrix == ["node": "22", "os": "ubuntu-latest"])
    #expect(run.run == "17234567890")
    #expect(run.queueTime == .milliseconds(7250))
    #expect(run.duration == .milliseconds(513_750))
    #expect(run.cpus == 4)
    #expect(run.memory == MemorySize(gibibytes: 16))
    #expect(run.use?.peakMemory == MemorySize(gibibytes: 3.75))
    #expect(run.steps.first?.duration == .seconds(47))
    #expect(run.cacheEvents.first?.duration == .milliseconds(3500))
    #expect(run.visibility == .private)
    #expect(run.source == "github.com" && run.workflow == "CI" && run.name == "test (22, ubuntu-latest)")
    #expect(run.jobID == "48212345678" && run.actor?.rawValue == "9f86d081884c7d65")
    #expect(run.createdAt == run.queuedAt.map { $0 - 4 } && run.conclusionWord == "success")
    #expect(run.runnerName == "GitHub Actions 12" && run.runnerGroup == "GitHub Actions")
    #expect(run.use?.cpuTime == .milliseconds(718_500) && run.use?.outOfMemoryKills == 0)
    #expect(run.use?.networkSent == MemorySize(bytes: 1_048_576))
    #expect(run.billedTime == .seconds(540) && run.credits == 90 && run.change?.additions == 120)
  }

  @Test func `what the encoder writes of the documented example is read as the same run`() throws {
    let runs = decode(try Self.documentedExample()).runs
    let again = JobRunDecoder().decode(JobRunEncoder().encode(runs))
    #expect(again.runs == runs)
    #expect(again.problems.isEmpty)
  }

  @Test func `a run of which only identity and end are known survives the round trip`() {
    let runs = decode(minimal).runs
    #expect(runs.count == 1)
    #expect(JobRunDecoder().decode(JobRunEncoder().encode(runs)).runs == runs)
  }

  @Test func `strange strings survive the round trip`() {
    var run = JobRun(
      platform: .gitHubActions, repository: "o/n", pipeline: "ci.yml",
      job: "a\"b\\c\n\u{1}\u{1F600}é\u{2028}",
      matrix: ["": "", "x.y": "\t"], run: "1", conclusion: .timedOut)
    run.branch = "feature/ü"
    #expect(JobRunDecoder().decode(JobRunEncoder().encode([run])).runs == [run])
  }

  @Test func `a byte-order mark, CRLF, blank lines and a missing last newline are accepted`() {
    let second = minimal.replacing("\"1\"", with: "2")
    let history = decode("\u{FEFF}\(minimal)\r\n\r\n \t\n\(second)")
    #expect(history.runs.map(\.run) == ["1", "2"])
    #expect(history.problems.isEmpty)
  }

  @Test func `an empty file holds no runs and no problems`() {
    #expect(decode("") == DecodedHistory())
    #expect(decode("\n\r\n") == DecodedHistory())
  }

  @Test func `unknown keys are ignored and counted by their path`() {
    let strange = #""os":"linux","runner":{"kernel":"x","cpus":2},"steps":[{"number":1},{"number":2}]"#
    let history = decode(line(strange))
    #expect(history.runs.first?.cpus == 2)
    #expect(history.unknownKeys == ["os": 1, "runner.kernel": 1, "steps.number": 2])
  }

  @Test func `a run may lack its pipeline, and its job's id where a reported name stands in`() {
    let text = #"{"platform":"p","repository":"o/n","name":"test (22)","run":1,"conclusion":"success"}"#
    let history = decode(text)
    #expect(history.problems.isEmpty)
    #expect(history.runs.map(\.pipeline) == [""] && history.runs.map(\.job) == [""])
    #expect(history.runs.map(\.name) == ["test (22)"])
    #expect(JobRunDecoder().decode(JobRunEncoder().encode(history.runs)).runs == history.runs)
  }

  @Test func `a job that never ran may end before it starts`() {
    let times = #""startedAt":"2026-01-01T00:00:01Z","finishedAt":"2026-01-01T00:00:00Z""#
    let history = decode(line(times).replacing("success", with: "skipped"))
    #expect(history.problems.isEmpty && history.runs.first?.duration == nil)
  }

  @Test func `runs that differ in what the platform calls them only are others`() {
    let lines = [#""name":"a""#, #""name":"b""#, #""jobID":7"#, #""source":"x""#, #""workflow":"w""#]
    #expect(decode(lines.map(line).joined(separator: "\n")).runs.count == 5)
  }

  @Test func `null counts as absent`() {
    let history = decode(line(#""branch":null,"use":null,"startedAt":null,"steps":null,"attempt":null"#))
    #expect(history.runs.first?.branch == nil && history.runs.first?.attempt == 1)
    #expect(history.problems.isEmpty)
  }

  @Test func `matrix values become text as platforms print them`() {
    let history = decode(line(#""matrix":{"a":20,"b":3.10,"c":true,"d":{"e":["x",null]}}"#))
    #expect(history.runs.first?.matrix == ["a": "20", "b": "3.1", "c": "true", "d.e.0": "x", "d.e.1": ""])
  }

  @Test(arguments: [
    ("timed_out", JobConclusion.timedOut), ("PASSED", .success), ("canceled", .cancelled),
    ("OOM killed", .outOfMemory), ("infrastructure_fail", .infrastructureFailure), ("not_run", .skipped),
  ])
  func `a platform's own unambiguous word is accepted`(word: String, conclusion: JobConclusion) {
    #expect(JobConclusion(platformWord: word) == conclusion)
  }

  @Test(arguments: JobConclusion.allCases) func `every conclusion's own word is accepted`(
    _ one: JobConclusion
  ) {
    #expect(JobConclusion(platformWord: one.rawValue) == one)
  }

  @Test(arguments: ["error", "neutral", "stale", "action_required", ""])
  func `an ambiguous word is not guessed`(word: String) { #expect(JobConclusion(platformWord: word) == nil) }

  // MARK: - What is wrong

  @Test(arguments: [
    (#""cpus":1,"runner":{"cpus":-2}"#, HistoryProblem.Code.outOfRange),
    (#""runner":{"cpus":1e300}"#, .outOfRange), (#""runner":{"cpus":1e999}"#, .outOfRange),
    (#""runner":{"cpus":"4"}"#, .wrongType), (#""runner":{"memoryGiB":0}"#, .outOfRange),
    (#""runner":[]"#, .wrongType), (#""runner":{"labels":[1]}"#, .wrongType),
    (#""runner":{"cpus":NaN}"#, .invalidJSON), (#""runner":{"cpus":01}"#, .invalidJSON),
    (#""runner":{"cpus":2},"use":{"averageCPUs":2.2}"#, .outOfRange),
    (#""use":{"averageCPUs":2,"peakCPUs":1}"#, .outOfRange),
    (#""use":{"averageMemoryGiB":2,"peakMemoryGiB":1}"#, .outOfRange),
    (#""attempt":0"#, .outOfRange), (#""attempt":1.5"#, .outOfRange), (#""attempt":"1"#, .invalidJSON),
    (#""fromFork":1"#, .wrongType), (#""visibility":"secret""#, .unknownWord), (#""matrix":[1]"#, .wrongType),
    (#""startedAt":"0000-01-01T00:00:00Z""#, .invalidTime), (#""startedAt":1700000000"#, .wrongType),
    (#""startedAt":"99999-01-01T00:00:00Z""#, .invalidTime),
    (#""startedAt":"2026-02-29T00:00:00Z""#, .invalidTime),
    (#""startedAt":"2026-01-01T00:00:00""#, .invalidTime),
    (#""startedAt":"2026-01-01T00:00:01Z","finishedAt":"2026-01-01T00:00:00Z""#, .endsBeforeStart),
    (#""startedAt":"2026-01-01T00:00:00Z","finishedAt":"2026-12-01T00:00:00Z""#, .outOfRange),
    (#""cacheEvents":[{"key":"k","kind":"maybe"}]"#, .unknownWord),
    (#""cacheEvents":[{"key":"k","kind":"hit","seconds":-1}]"#, .outOfRange),
    (#""pipeline":"""#, .duplicateKey), (#""jobID":"""#, .outOfRange),
    (#""actor":"octocat""#, .outOfRange), (#""actor":"0123456789abcde!""#, .outOfRange),
    (#""use":{"cpuPressure":1.5}"#, .outOfRange), (#""use":{"outOfMemoryKills":0.5}"#, .outOfRange),
    (#""use":{"diskReadBytes":-1}"#, .outOfRange), (#""use":{"cpuSeconds":"1"}"#, .wrongType),
    (#""billedSeconds":-1"#, .outOfRange), (#""credits":1e12"#, .outOfRange), (#""change":7"#, .wrongType),
    (#""change":{"files":-1}"#, .outOfRange), (#""createdAt":"yesterday""#, .invalidTime),
    (#""steps":[{"name":1}]"#, .wrongType), (#""steps":[1]"#, .wrongType), (#""job":"again""#, .duplicateKey),
  ])
  func `a wrong value leaves its line out, with a reason`(members: String, code: HistoryProblem.Code) {
    let other = minimal.replacing("\"1\"", with: "2")
    let history = decode(line(members) + "\n" + other + "\n")
    #expect(history.problems.map(\.code) == [code])
    #expect(history.problems.first?.line == 1)
    #expect(history.problems.first?.sentence.hasSuffix(".") == true)
    #expect(history.skippedLines == 1)
    #expect(history.runs.map(\.run) == ["2"])
  }

  @Test(arguments: ["platform", "repository", "job", "run", "conclusion"])
  func `a line without a needed key is left out`(key: String) {
    let history = decode(minimal.replacing("\"\(key)\"", with: "\"x\""))
    #expect(history.problems.map(\.code) == [.missingKey])
    #expect(history.problems.first?.sentence.contains(key) == true)
  }

  @Test(arguments: [
    "{", "[]", "1", "{}}", #"{"a":}"#, #"{"a":1,}"#, #"{"a" 1}"#, #"{"a":"\u12"}"#, #"{"a":"\ud800"}"#,
    #"{"a":"\x"}"#, #"{"a":tru}"#, #"{"a":1.}"#, #"{"a":-}"#, #"{'a':1}"#, #"{"a"#, "{\"a\":\"\u{1}\"}", "}",
  ])
  func `what is no JSON object is reported, never a crash`(text: String) {
    let history = decode(text)
    #expect(history.runs.isEmpty)
    #expect(history.problems.count == 1)
  }

  @Test func `nesting without end is reported, never a crash`() {
    for text in [String(repeating: "[", count: 100_000), String(repeating: #"{"a":"#, count: 100_000)] {
      #expect(decode(text).problems.map(\.code) == [.invalidJSON])
    }
  }

  @Test func `every truncation of a good line is reported or blank`() throws {
    let whole = Array(
      JobRunEncoder().line(for: try #require(decode(try Self.documentedExample()).runs.first)).utf8)
    for count in 1..<whole.count {
      let history = JobRunDecoder().decode(Array(whole[..<count]))
      #expect(history.problems.count == 1 && history.runs.isEmpty, "after \(count) bytes")
    }
  }

  @Test func `invalid UTF-8 is reported`() {
    let bytes = Array(#"{"job":""#.utf8) + [0xff, 0xc0] + Array(#""}"#.utf8)
    #expect(JobRunDecoder().decode(bytes).problems.map(\.code) == [.invalidUTF8])
  }

  @Test func `a line beyond the bound is left out and the next one is read`() {
    let long = line(#""branch":"\#(String(repeating: "x", count: 2000))""#)
    let history = JobRunDecoder(longestLine: 1000).decode(Array("\(long)\n\(minimal)".utf8))
    #expect(history.problems.map(\.code) == [.tooLong])
    #expect(history.runs.count == 1)
  }

  @Test func `a problem names its line and its column in characters`() {
    let history = decode("\n" + #"{"branch":"üü","attempt":0,"# + minimal.dropFirst())
    #expect(history.problems.first?.line == 2)
    #expect(history.problems.first?.column == 26)
  }

  @Test func `of two lines for the same run the later one counts, and is reported`() {
    let other = minimal.replacing("success", with: "failure")
    let history = decode("\(minimal)\n\(other)\n")
    #expect(history.runs.map(\.conclusion) == [.failure])
    #expect(history.problems.map(\.code) == [.duplicateRun])
    #expect(history.problems.first?.line == 2)
    #expect((history.skippedLines, history.replacedLines) == (0, 1))
  }

  @Test func `another attempt or another row is another run`() {
    let history = decode(
      [minimal, line(#""attempt":2"#), line(#""matrix":{"os":"x"}"#)].joined(separator: "\n"))
    #expect(history.runs.count == 3)
  }

  @Test func `of very many problems the first thousand are kept and all are counted`() {
    let history = decode(String(repeating: "x\n", count: 1500))
    #expect(history.problems.count == 1000)
    #expect(history.skippedLines == 1500)
  }

  // MARK: - The page

  /// The example of `docs/history-file.md`, on one line.
  private static func documentedExample() throws -> String {
    let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    let page = try String(
      decoding: Data(contentsOf: URL(filePath: "/\(root)/docs/history-file.md")), as: UTF8.self)
    let example = try #require(
      page.split(separator: "```json\n").dropFirst().first?.split(separator: "\n```").first)
    return String(example.replacing("\n", with: " "))
  }
}
