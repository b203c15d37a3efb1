/// Joins what is known of a whole run, of one of its jobs and of the same job seen from inside to a ``JobRun``.
public enum JobRunAssembly {
  /// The job run that facts amount to.
  ///
  /// What is said of the job outranks what was seen from inside, and that what is said of the whole run; but use,
  /// steps' caches and the machine's size are believed as measured. A failed job whose kernel counted processes
  /// killed for want of memory ran out of memory.
  ///
  /// - Parameters:
  ///   - reference: The run.
  ///   - jobID: The platform's id of the job's attempt; `nil` if it was only seen from inside.
  ///   - run: What is said of all jobs of the run.
  ///   - job: What the platform says of this one.
  ///   - inside: What was measured in it.
  /// - Returns: `nil` while the job has not ended, or nothing names it.
  public static func jobRun(
    _ reference: RunReference, jobID: String?, run: MergedFacts?, job: MergedFacts?, inside: MergedFacts?
  ) -> JobRun? {
    let layers = [job, inside, run].compactMap { $0?.details }
    guard let conclusion = layers.lazy.compactMap(\.conclusion).first,
      layers.contains(where: { $0.name != nil || $0.job != nil })
    else { return nil }

    var result = JobRun(
      platform: reference.platform, repository: reference.repository,
      pipeline: layers.first(\.pipeline) ?? "", job: layers.first(\.job) ?? "",
      matrix: layers.first(\.matrix) ?? [:], run: reference.run, attempt: layers.first(\.attempt) ?? 1,
      conclusion: conclusion)
    result.source = reference.source
    result.jobID = jobID
    result.workflow = layers.first(\.workflow)
    result.name = layers.first(\.name)
    result.headCommit = layers.first(\.headCommit)
    result.branch = layers.first(\.branch)
    result.event = layers.first(\.event)
    result.actor = layers.first(\.actor)
    // One word of a fork is enough: such runs never train.
    result.isFromFork = layers.contains { $0.isFromFork == true }
    result.visibility = layers.first(\.visibility)
    result.createdAt = layers.first(\.createdAt)
    result.queuedAt = layers.first(\.queuedAt)
    result.startedAt = layers.first(\.startedAt)
    result.finishedAt = layers.first(\.finishedAt)
    result.conclusionWord = layers.first(\.conclusionWord)
    result.runnerLabels = layers.first(\.runnerLabels) ?? []
    result.runnerName = layers.first(\.runnerName)
    result.runnerGroup = layers.first(\.runnerGroup)
    result.steps = layers.first(\.steps) ?? []
    result.billedTime = layers.first(\.billedTime)
    result.credits = layers.first(\.credits)
    result.change = layers.first(\.change)

    let measuredFirst = [inside, job, run].compactMap { $0?.details }
    result.cpus = measuredFirst.first(\.cpus)
    result.memory = measuredFirst.first(\.memory)
    result.use = measuredFirst.first(\.use)
    result.cacheEvents = measuredFirst.first(\.cacheEvents) ?? []
    if conclusion == .failure, let killed = result.use?.outOfMemoryKills, killed > 0 {
      result.conclusion = .outOfMemory
    }
    return result
  }
}

extension [JobRunDetails] {
  fileprivate func first<Value>(_ detail: (JobRunDetails) -> Value?) -> Value? {
    lazy.compactMap(detail).first
  }
}
