internal import AdapterKit
internal import FoundationEssentials
internal import InfraMindCore

/// One row of a usage export.
struct UsageRow {
  private let record: CSVRecord
  private let header: UsageHeader

  init(_ record: CSVRecord, _ header: UsageHeader) {
    self.record = record
    self.header = header
  }

  /// Whether it has a cell for each column: of one that was cut off nothing is believed.
  var isWhole: Bool { record.count >= header.count }

  /// A value; `nil` for `\N`, for nothing, and for a column that is not there.
  subscript(column: UsageHeader.Column) -> String? {
    guard let text = header[column].flatMap({ record[$0] }), !text.isEmpty, text != "\\N" else { return nil }
    return text
  }

  private func number(_ column: UsageHeader.Column) -> Double? {
    self[column].flatMap { Double($0) }.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
  }

  /// A time; exports write them in UTC, with no word of it.
  private func time(_ column: UsageHeader.Column) -> Date? {
    guard let text = self[column] else { return nil }
    return Timestamp.date(fromPlatform: text) ?? Timestamp.date(fromPlatform: text + "Z")
  }

  /// Whether a time is there and is none.
  private var hasWrongTime: Bool {
    [.queuedAt, .startedAt, .stoppedAt].contains { self[$0] != nil && time($0) == nil }
  }

  /// The run; `nil` without a workflow, or a repository.
  func run(on source: String) -> RunReference? {
    let named = self[.organization].flatMap { owner in self[.project].map { "\(owner)/\($0)" } }
    guard let workflow = self[.workflowID],
      let repository = self[.address].flatMap(GitAddress.repository) ?? named
    else { return nil }
    return RunReference(platform: .circleCI, source: source, repository: repository, run: workflow)
  }

  /// What it says of all jobs of its workflow.
  func runFacts(in run: RunReference, at time: Date, hashing actors: ActorHashing) -> JobRunFacts {
    var details = JobRunDetails()
    details.workflow = self[.workflow]
    details.branch = self[.branch]
    details.event = self[.event]
    details.actor = actors.hash(self[.actor], on: .circleCI)
    if let branch = self[.branch], PipelinePayload.isForkBranch(branch) { details.isFromFork = true }
    return JobRunFacts(run: run, subject: .run, stage: .finished, time: time, details: details)
  }

  /// What it says of its job; `nil` without an id, a name and a time, or with a time that is none.
  func jobFacts(in run: RunReference) -> JobRunFacts? {
    guard !hasWrongTime, let id = self[.jobID], let name = self[.job],
      let time = time(.stoppedAt) ?? time(.startedAt) ?? time(.queuedAt)
    else { return nil }
    let conclusion = self[.status].flatMap(JobConclusion.init(circleCI:))
    var details = JobRunDetails()
    details.name = name
    details.workflow = self[.workflow]
    details.conclusion = conclusion
    details.conclusionWord = self[.status]
    details.credits = number(.credits) ?? number(.computeCredits)
    if conclusion != .skipped {
      details.startedAt = self.time(.startedAt)
      details.finishedAt = self.time(.stoppedAt)
      details.queuedAt = self.time(.queuedAt).flatMap { queued in
        details.startedAt.map { queued <= $0 } ?? true ? queued : nil
      }
    }
    details.setMachine(executor: self[.executor] ?? self[.system], resourceClass: self[.resourceClass])
    details.use = use(of: details)
    // Whether the seconds of parallel tasks are summed up nobody documents.
    if number(.parallelism) ?? 1 <= 1, let seconds = number(.seconds), seconds < 1e9 {
      details.billedTime = .seconds(Int64(seconds.rounded(.up)))
    }
    return JobRunFacts(run: run, subject: .job(id: id), stage: .finished, time: time, details: details)
  }

  /// What the job used, if its class has a known size. The median stands for the average, which exports do
  /// not tell.
  private func use(of details: JobRunDetails) -> ResourceUse? {
    guard let cpus = details.cpus, let memory = details.memory?.gibibytes else { return nil }
    let peakCPU = share(.maximumCPU)
    let peakMemory = share(.maximumMemory)
    let use = ResourceUse(
      averageCPUs: share(.medianCPU, below: peakCPU).map { $0 * cpus }, peakCPUs: peakCPU.map { $0 * cpus },
      averageMemory: share(.medianMemory, below: peakMemory).map { MemorySize(gibibytes: $0 * memory) },
      peakMemory: peakMemory.map { MemorySize(gibibytes: $0 * memory) })
    return use == ResourceUse() ? nil : use
  }

  /// A percentage as 0 to 1; more than all is all.
  private func share(_ column: UsageHeader.Column, below bound: Double? = nil) -> Double? {
    number(column).map { min($0 / 100, bound ?? 1, 1) }
  }
}
