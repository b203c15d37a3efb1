internal import AdapterKit
internal import InfraMindCore

/// What facts amount to, as a store puts them together.
struct AssembledRuns {
  /// A job's attempt.
  struct Key: Hashable {
    var run: RunReference
    var job: String
  }

  /// The job runs that ended.
  private(set) var runs: [Key: JobRun] = [:]

  init(_ facts: [JobRunFacts]) {
    var merged: [RunReference: [JobRunFacts.Subject: MergedFacts]] = [:]
    for fact in facts { merged[fact.run, default: [:]][fact.subject, default: MergedFacts()].merge(fact) }
    for (run, subjects) in merged {
      for case (.job(let id), let job) in subjects {
        runs[Key(run: run, job: id)] = JobRunAssembly.jobRun(
          run, jobID: id, run: subjects[.run], job: job, inside: Self.inside(job.details, of: subjects))
      }
    }
  }
  /// The view from inside of a job, by attempt and machine.
  private static func inside(
    _ job: JobRunDetails, of subjects: [JobRunFacts.Subject: MergedFacts]
  ) -> MergedFacts? {
    for case (.joined(let join), let view) in subjects
    where join.runnerName == job.runnerName && join.attempt == job.attempt ?? 1 {
      return view
    }
    return nil
  }
}
