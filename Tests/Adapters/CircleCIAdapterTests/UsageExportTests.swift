internal import AdapterKit
internal import CircleCIAdapter
internal import CorpusTesting
internal import FoundationEssentials
internal import InfraMindCore
internal import Testing

@Suite struct UsageExportTests {
  private static func file() throws -> [UInt8] {
    try FixtureFile.bytes("Fixtures/UsageExport/usage-export.csv", beside: #filePath)
  }

  private static func facts(_ text: String) throws -> [JobRunFacts] {
    var export = UsageExport(hashing: Deliveries.actors)
    return try export.facts(in: Array(text.utf8)) + export.lastFacts()
  }

  private static func details(_ row: String, _ header: String = header) throws -> JobRunDetails {
    try #require(try facts(header + "\n" + row).last).details
  }

  private static let header =
    "WORKFLOW_ID,VCS_URL,JOB_ID,JOB_NAME,JOB_RUN_NUMBER,JOB_RUN_STARTED_AT,JOB_RUN_STOPPED_AT,JOB_BUILD_STATUS,"
    + "RESOURCE_CLASS,EXECUTOR,PARALLELISM,JOB_RUN_SECONDS,MEDIAN_CPU_UTILIZATION_PCT,MAX_CPU_UTILIZATION_PCT,"
    + "MEDIAN_RAM_UTILIZATION_PCT,MAX_RAM_UTILIZATION_PCT,TOTAL_CREDITS"

  private static func row(machine: String = "large,docker,1,60", use: String = "25,50,10,40") -> String {
    "w,https://github.com/acme/shop,j,build,7,2026-08-11 09:00:00,2026-08-11 09:01:00,success,\(machine),\(use),20"
  }

  @Test func `each row tells a job, its workflow, its class, its use and its cost`() throws {
    var export = UsageExport(hashing: Deliveries.actors)
    let facts = try export.facts(in: Self.file()) + export.lastFacts()
    #expect((export.jobRows, export.chargeRows, export.unreadableRows) == (3, 0, 0))
    #expect(
      facts.map(\.subject) == [
        .run, .job(id: "a7c1b3a2-9d58-4a0e-a3f8-1a2b3c4d5e60"),
        .job(id: "a7c1b3a2-9d58-4a0e-a3f8-1a2b3c4d5e6f"), .job(id: "a7c1b3a2-9d58-4a0e-a3f8-1a2b3c4d5e75"),
      ])
    #expect(Set(facts.map(\.run.repository)) == ["acme/shop"])
    #expect(Set(facts.map(\.run.run)) == ["91d2f6d1-1b86-4a7e-8b64-5d7bb3a4c930"])
    #expect(facts[0].details.branch == "feature/fast-tests")
    #expect(facts[0].details.workflow == "ci")
    #expect(
      facts[0].details.actor
        == Deliveries.actors.hash("6a19122c-40e0-4d56-a875-000000000001", on: .circleCI))

    let test = facts[2].details
    #expect(test.name == "test-14.17.6-docker")
    #expect(try test.queuedAt == Date("2026-08-11T09:12:21Z"))
    #expect(try test.startedAt == Date("2026-08-11T09:13:02Z"))
    #expect(try test.finishedAt == Date("2026-08-11T09:18:40Z"))
    #expect(test.conclusion == .failure)
    #expect(test.runnerLabels == ["docker", "large"])
    #expect(test.cpus == 4)
    #expect(test.memory == MemorySize(gibibytes: 8))
    #expect(test.use?.peakCPUs == 4)
    #expect(test.use?.averageCPUs == 2.48)
    #expect(test.use?.peakMemory == MemorySize(gibibytes: 8 * 0.996))
    #expect(test.credits == 226)
    // Two tasks: whether their seconds are summed up nobody documents.
    #expect(test.billedTime == nil)
    #expect(facts[1].details.billedTime == .seconds(36))

    let image = facts[3].details
    #expect(image.runnerLabels == ["machine", "large"])
    #expect(image.use == nil)
    #expect(image.credits == 240)
  }

  @Test(arguments: [1, 2, 7, 100])
  func `the pieces that a file comes in make no difference`(size: Int) throws {
    let whole = try Self.file()
    var one = UsageExport(hashing: Deliveries.actors)
    let expected = try one.facts(in: whole) + one.lastFacts()
    var other = UsageExport(hashing: Deliveries.actors)
    var facts: [JobRunFacts] = []
    for start in stride(from: 0, to: whole.count, by: size) {
      facts += try other.facts(in: Array(whole[start..<min(start + size, whole.count)]))
    }
    #expect(try facts + other.lastFacts() == expected)
  }

  @Test func `columns go by their names, in any order and case, and others are passed over`() throws {
    let text = """
      Job_Build_Status,nonsense,job_run_stopped_at,JOB_ID,job_name,job_run_number,Workflow_ID,organization_name,project_name
      failed,"a, ""b""
      c",2026-08-11T09:01:00Z,j,"say ""hi"", twice",7,w,acme,shop

      success,x,2026-08-11 09:02:00,k,k,8,w,acme,shop
      """
    let facts = try Self.facts("\u{FEFF}" + text.replacing("\n", with: "\r\n"))
    #expect(facts.map(\.subject) == [.run, .job(id: "j"), .job(id: "k")])
    #expect(facts[1].details.name == "say \"hi\", twice")
    #expect(facts[1].details.conclusion == .failure)
    #expect(facts[0].run.repository == "acme/shop")
  }

  @Test func `rows of seats and storage are no jobs`() throws {
    let seat = String(repeating: "\\N,", count: 16) + "25000"
    let nameless = Self.row().replacing(",build,", with: ",\\N,")
    var export = UsageExport(hashing: Deliveries.actors)
    let text = [Self.header, seat, nameless, Self.row()].joined(separator: "\n")
    let facts = try export.facts(in: Array(text.utf8)) + export.lastFacts()
    #expect((export.jobRows, export.chargeRows, export.unreadableRows) == (1, 1, 1))
    #expect(facts.count == 2)
  }

  @Test(arguments: [
    String(row().dropLast(3)), String(row().prefix(60)), "w,https://github.com/acme/shop",
    row().replacing("2026-08-11 09:00:00", with: "yesterday"),
    row().replacing("2026-08-11 09:01:00", with: "11.08.2026"),
  ])
  func `a row that is cut off, or has a time that is none, is unreadable`(row: String) throws {
    var export = UsageExport(hashing: Deliveries.actors)
    let text = [Self.header, row, Self.row()].joined(separator: "\n")
    let facts = try export.facts(in: Array(text.utf8)) + export.lastFacts()
    #expect((export.jobRows, export.chargeRows, export.unreadableRows) == (1, 0, 1))
    #expect(facts.count == 2)
  }

  @Test func `per cent of a class become CPUs and memory, never more than it has`() throws {
    let use = try #require(try Self.details(Self.row(use: "25,50,10,40")).use)
    #expect((use.averageCPUs, use.peakCPUs) == (1, 2))
    #expect(use.averageMemory == MemorySize(gibibytes: 0.8))
    #expect(use.peakMemory == MemorySize(gibibytes: 3.2))
    let odd = try #require(try Self.details(Self.row(use: "130,120,\\N,-4")).use)
    #expect((odd.averageCPUs, odd.peakCPUs, odd.averageMemory, odd.peakMemory) == (4, 4, nil, nil))
  }

  @Test(arguments: [
    ("acme/big,\\N,1,60", ["acme/big"], nil), ("medium,machine,1,60", ["machine", "medium"], 2),
    ("windows.medium,\\N,1,60", ["machine", "windows.medium"], 4),
    ("m4pro.medium,macos,1,60", ["macos", "m4pro.medium"], 6),
    ("brand-new,docker,1,60", ["docker", "brand-new"], nil), ("medium,\\N,1,60", nil, nil),
  ])
  func `a class is another machine under each kind of executor`(
    machine: String, labels: [String]?, cpus: Double?
  ) throws {
    let details = try Self.details(Self.row(machine: machine))
    #expect(details.runnerLabels == labels)
    #expect(details.cpus == cpus)
    #expect((details.use == nil) == (cpus == nil))
  }

  @Test(arguments: [
    ("", "is empty"), ("a,b\n1,2", "no column WORKFLOW_ID"), ("\u{0}", "no column"),
    (String(repeating: "x", count: 1 << 20) + "xx", "longer than 1 MiB"),
    ("\"" + String(repeating: "x\n", count: 1 << 20), "longer than 1 MiB"),
  ])
  func `what is no usage export is refused with what is wrong`(text: String, words: String) throws {
    let error = try #require(throws: AdapterError.self) { try Self.facts(text) }
    #expect(error.code == .invalidPayload)
    #expect(error.message.contains(words))
  }

  @Test func `a compressed export is refused with what to do`() throws {
    var export = UsageExport(hashing: Deliveries.actors)
    let error = try #require(throws: AdapterError.self) { try export.facts(in: [0x1f, 0x8b, 8, 0]) }
    #expect(error.message.contains("gunzip"))
  }

  @Test func `rows and deliveries of one job become one job run`() throws {
    let facts = try Self.facts(String(decoding: Self.file(), as: UTF8.self))
    let (run, job, _) = try Deliveries.job(Deliveries.body("job-completed.matrix-failed"))
    #expect(facts[2].run == job.run)
    #expect(facts[2].subject == job.subject)
    var (runFacts, jobFacts) = (MergedFacts(), MergedFacts())
    for fact in [facts[0], run] { runFacts.merge(fact) }
    for fact in [facts[2], job] { jobFacts.merge(fact) }
    let result = try #require(
      JobRunAssembly.jobRun(job.run, jobID: "j", run: runFacts, job: jobFacts, inside: nil))
    #expect(result.cpus == 4)
    #expect(result.isFromFork == false)
    #expect(result.headCommit == "6f1a0c9b7d2e4f8390aab1c2d3e4f5061728394a")
  }
}
