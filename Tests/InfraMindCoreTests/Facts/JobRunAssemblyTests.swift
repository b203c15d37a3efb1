import FoundationEssentials
import InfraMindCore
import Testing

@Suite struct JobRunAssemblyTests {
  private let start = Date(timeIntervalSince1970: 1_790_000_000)
  private let run = RunReference(
    platform: .gitHubActions, source: "github.com", repository: "acme/shop", run: "1")

  private func facts(
    _ subject: JobRunFacts.Subject, _ stage: FactStage = .finished, _ say: (inout JobRunDetails) -> Void
  ) -> MergedFacts {
    var details = JobRunDetails()
    say(&details)
    var merged = MergedFacts()
    merged.merge(JobRunFacts(run: run, subject: subject, stage: stage, time: start, details: details))
    return merged
  }

  private var job: MergedFacts {
    facts(.job(id: "7")) {
      $0.name = "test"
      $0.conclusion = .failure
      $0.startedAt = start
      $0.cpus = 2
      $0.steps = []
    }
  }

  private var inside: MergedFacts {
    facts(.job(id: "7")) {
      $0.job = "test"
      $0.conclusion = .success
      $0.cpus = 4
      $0.use = ResourceUse(peakCPUs: 3)
      $0.steps = [StepRun(name: "a", startedAt: nil, finishedAt: nil, conclusion: nil)]
    }
  }

  @Test func `the platform's word outranks what was seen from inside, which outranks it as to measures`() {
    let result = JobRunAssembly.jobRun(run, jobID: "7", run: nil, job: job, inside: inside)
    #expect(result?.conclusion == .failure && result?.cpus == 4 && result?.use?.peakCPUs == 3)
    #expect(result?.job == "test" && result?.name == "test" && result?.steps.isEmpty == true)
  }

  @Test func `the end and the times of a whole run are none of its jobs'`() {
    let whole = facts(.run) {
      $0.pipeline = "ci.yml"
      $0.conclusion = .success
      $0.finishedAt = start + 99
      $0.createdAt = start
      $0.attempt = 3
      $0.isFromFork = true
    }
    let running = facts(.job(id: "7"), .running) { $0.name = "test" }
    #expect(JobRunAssembly.jobRun(run, jobID: "7", run: whole, job: running, inside: nil) == nil)
    let result = JobRunAssembly.jobRun(run, jobID: "7", run: whole, job: job, inside: nil)
    #expect(result?.pipeline == "ci.yml" && result?.isFromFork == true)
    #expect(result?.finishedAt == nil && result?.createdAt == nil && result?.attempt == 1)
  }

  @Test(arguments: [-1e308, -1, 1e19, 1e308, .infinity, .nan])
  func `figures that no job can have are left out, and the rest is kept`(figure: Double) throws {
    let absurd = facts(.job(id: "7")) {
      $0.job = "test"
      $0.cpus = figure
      $0.credits = figure
      $0.memory = MemorySize(bytes: .min)
      $0.billedTime = .seconds(-5)
      var use = ResourceUse(
        averageCPUs: figure, peakCPUs: figure, averageMemory: MemorySize(bytes: .max),
        peakMemory: MemorySize(bytes: 1 << 30))
      use.outOfMemoryKills = -1
      use.memoryPressure = figure
      use.diskRead = MemorySize(bytes: .max)
      $0.use = use
    }
    let whole = try #require(
      JobRunAssembly.jobRun(
        run, jobID: "7", run: nil, job: facts(.job(id: "7")) { $0.conclusion = .success }, inside: absurd))
    #expect(whole.cpus == nil && whole.credits == nil && whole.memory == nil && whole.billedTime == nil)
    #expect(whole.use == ResourceUse(peakMemory: MemorySize(bytes: 1 << 30)))
    let lines = JobRunEncoder().encode([whole])
    #expect(JobRunDecoder().decode(lines).skippedLines == 0)
  }

  @Test func `a job that nothing names is no run`() {
    let nameless = facts(.job(id: "7")) { $0.conclusion = .success }
    #expect(JobRunAssembly.jobRun(run, jobID: "7", run: nil, job: nameless, inside: nil) == nil)
  }

  @Test func `a failure with processes killed for want of memory ran out of it`() {
    let killed = facts(.job(id: "7")) {
      $0.use = ResourceUse()
      $0.use?.outOfMemoryKills = 2
    }
    let result = JobRunAssembly.jobRun(run, jobID: "7", run: nil, job: job, inside: killed)
    #expect(result?.conclusion == .outOfMemory)
    var well = job
    well.merge(
      JobRunFacts(
        run: run, subject: .job(id: "7"), stage: .finished, time: start + 1,
        details: {
          var details = JobRunDetails()
          details.conclusion = .success
          return details
        }()))
    #expect(
      JobRunAssembly.jobRun(run, jobID: "7", run: nil, job: well, inside: killed)?.conclusion == .success)
  }
}
