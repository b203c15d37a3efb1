internal import FoundationEssentials

extension JobRunFacts {
  /// Everything that a finished run tells, as one message: so runs of a file get into a store.
  ///
  /// A run without the platform's id of its job is given one that its name, row and attempt make.
  public init(of job: JobRun) {
    let name = job.name ?? "\(job.job)(\(JobVariant(job.matrix)))"
    let id = job.jobID ?? "\(job.pipeline)#\(name)#\(job.attempt)"
    let time = job.finishedAt ?? job.startedAt ?? job.queuedAt ?? Date(timeIntervalSince1970: 0)
    let run = RunReference(
      platform: job.platform, source: job.source, repository: job.repository, run: job.run)
    self.init(run: run, subject: .job(id: id), stage: .finished, time: time, details: JobRunDetails(of: job))
  }
}

extension JobRunDetails {
  /// What a run tells besides its identity. What is empty in it is not said.
  public init(of job: JobRun) {
    self.init()
    pipeline = job.pipeline.isEmpty ? nil : job.pipeline
    workflow = job.workflow
    self.job = job.job.isEmpty ? nil : job.job
    name = job.name
    matrix = job.matrix.isEmpty ? nil : job.matrix
    chain = job.chain
    attempt = job.attempt
    headCommit = job.headCommit
    branch = job.branch
    event = job.event
    actor = job.actor
    isFromFork = job.isFromFork
    visibility = job.visibility
    createdAt = job.createdAt
    queuedAt = job.queuedAt
    startedAt = job.startedAt
    finishedAt = job.finishedAt
    conclusion = job.conclusion
    conclusionWord = job.conclusionWord
    runnerLabels = job.runnerLabels.isEmpty ? nil : job.runnerLabels
    runnerName = job.runnerName
    runnerGroup = job.runnerGroup
    cpus = job.cpus
    memory = job.memory
    use = job.use
    steps = job.steps.isEmpty ? nil : job.steps
    cacheEvents = job.cacheEvents.isEmpty ? nil : job.cacheEvents
    billedTime = job.billedTime
    credits = job.credits
    change = job.change
  }
}
