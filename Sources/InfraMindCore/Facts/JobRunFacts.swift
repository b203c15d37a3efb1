public import FoundationEssentials

/// What one message says about one attempt of one job, or about a whole run.
///
/// Payloads are partial: GitHub's `workflow_job` names neither the workflow's file nor the event. Adapters state
/// what a message says, and ``JobRunAssembly`` joins what several of them said.
public struct JobRunFacts: Hashable, Sendable, Codable {
  /// What of a run a message is about.
  public enum Subject: Hashable, Sendable, Codable {
    /// The whole run: what is said holds for all of its jobs.
    case run
    /// One attempt of one job, by the platform's own id of it: another attempt has another id.
    case job(id: String)
    /// One attempt of a job that was seen from inside, where the platform tells no id: it is the job with these.
    case joined(JobJoin)
  }

  /// Which run.
  public var run: RunReference
  /// What of it.
  public var subject: Subject
  /// How far the subject had come then.
  public var stage: FactStage
  /// When that was so, by the platform's clock where it tells, else when the message was sent.
  public var time: Date
  /// What is said.
  public var details: JobRunDetails

  /// States what a message says.
  public init(
    run: RunReference, subject: Subject, stage: FactStage, time: Date,
    details: JobRunDetails = JobRunDetails()
  ) {
    self.run = run
    self.subject = subject
    self.stage = stage
    self.time = time
    self.details = details
  }
}

/// What tells a job's attempt from the others of its run where the platform's id of it is not known.
public struct JobJoin: Hashable, Sendable, Codable {
  /// The run's attempt.
  public var attempt: Int
  /// The machine's name, which no two jobs have at the same time.
  public var runnerName: String
  /// The job's id in the pipeline file: a self-hosted machine may do several jobs of a run, one after another.
  public var job: String

  /// States by what to join.
  public init(attempt: Int, runnerName: String, job: String) {
    self.attempt = attempt
    self.runnerName = runnerName
    self.job = job
  }
}
