/// What happened before: runs by job. A file serves it now, a store later.
public protocol RunHistory: Sendable {
  /// Finished and unfinished runs of a job's row, oldest first; runs of forks included and marked.
  ///
  /// A run belongs to the row if its matrix has the values that ``JobKey/variant`` names. An empty
  /// ``JobKey/repository`` matches every repository of a history that holds only one.
  func runs(of job: JobKey) -> [JobRun]

  /// Who can see the repository, as its latest run says; `nil` if no run does.
  func visibility(of repository: String) -> RepositoryVisibility?

  /// Whether there is any run at all.
  var isEmpty: Bool { get }
}
