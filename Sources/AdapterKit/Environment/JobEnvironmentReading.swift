public import InfraMindCore

/// Recognises a platform's job by the environment of a process in it.
public protocol JobEnvironmentReading: Sendable {
  /// The job that a process runs in; `nil` if it is none of this platform's.
  ///
  /// Never throws and never guesses: variables that are missing or malformed leave their part out.
  func jobEnvironment(of environment: [String: String]) -> JobEnvironment?
}

/// What a job's own environment tells about it.
public struct JobEnvironment: Sendable, Hashable {
  /// Which run it is part of.
  public var run: RunReference
  /// Which job: the platform's id of the attempt where a variable tells it, else what to join it by.
  public var subject: JobRunFacts.Subject
  /// What else it tells: the job, its row, branch, event, machine.
  public var details: JobRunDetails
  /// The login or id of who started it, to be hashed and forgotten.
  public var actor: String?
  /// Files where the platform takes a summary, outputs and the like, by our own names: `summary`, `output`.
  public var files: [String: String] = [:]

  /// States what is known.
  public init(run: RunReference, subject: JobRunFacts.Subject, details: JobRunDetails = JobRunDetails()) {
    self.run = run
    self.subject = subject
    self.details = details
  }
}
