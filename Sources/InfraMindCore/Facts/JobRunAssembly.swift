/// Joins what is known of a whole run, of one of its jobs and of the same job seen from inside to a
/// ``JobRun``.
public enum JobRunAssembly {
  /// The job run that facts amount to.
  ///
  /// What is said of the job outranks what was seen from inside, and that what is said of the whole run; but
  /// use, steps' caches and the machine's size are believed as measured. Of the run counts only what all of
  /// its jobs share: its end and times, for instance, are none of theirs. A failed job whose kernel counted
  /// processes killed for want of memory ran out of memory. Figures that no job can have are left out.
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
    let own = [job, inside].compactMap { $0?.details }
    guard let conclusion = own.first(\.conclusion), own.contains(where: { $0.name != nil || $0.job != nil })
    else { return nil }
    let layers = own + [run?.details].compactMap(\.self)

    var result = JobRun(
      platform: reference.platform, repository: reference.repository,
      pipeline: layers.first(\.pipeline) ?? "", job: own.first(\.job) ?? "",
      matrix: own.first(\.matrix) ?? [:], run: reference.run, attempt: own.first(\.attempt) ?? 1,
      conclusion: conclusion)
    result.source = reference.source
    result.jobID = jobID
    result.workflow = layers.first(\.workflow)
    result.name = own.first(\.name)
    result.chain = layers.first(\.chain)
    result.headCommit = layers.first(\.headCommit)
    result.branch = layers.first(\.branch)
    result.event = layers.first(\.event)
    result.actor = layers.first(\.actor)
    // One word of a fork is enough: such runs never train.
    result.isFromFork = layers.contains { $0.isFromFork == true }
    result.visibility = layers.first(\.visibility)
    result.createdAt = own.first(\.createdAt)
    result.queuedAt = own.first(\.queuedAt)
    result.startedAt = own.first(\.startedAt)
    result.finishedAt = own.first(\.finishedAt)
    result.conclusionWord = own.first(\.conclusionWord)
    result.runnerLabels = own.first(\.runnerLabels) ?? []
    result.runnerName = own.first(\.runnerName)
    result.runnerGroup = own.first(\.runnerGroup)
    result.steps = own.first(\.steps) ?? []
    result.billedTime = own.first(\.billedTime)
    result.credits = own.first(\.credits)
    result.change = layers.first(\.change)

    let measuredFirst = [inside, job].compactMap { $0?.details }
    result.cpus = measuredFirst.first(\.cpus)
    result.memory = measuredFirst.first(\.memory)
    result.use = measuredFirst.first(\.use)
    result.cacheEvents = measuredFirst.first(\.cacheEvents) ?? []
    result = result.withBelievableFigures()
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
