/// What happened before: runs by job. A file serves it now, a store later.
public protocol RunHistory: Sendable {
  /// Finished and unfinished runs of a job's row, oldest first; runs of forks included and marked.
  ///
  /// A run belongs to the row if its matrix has the values that ``JobKey/variant`` names. An empty
  /// ``JobKey/repository`` matches every repository of a history that holds only one.
  func runs(of job: JobKey) -> [JobRun]

  /// Runs of a job or of one of its rows, oldest first, those too of which only the reported name is known: their
  /// ``JobRun/job`` and ``JobRun/matrix`` are filled in.
  ///
  /// - Parameters:
  ///   - job: Whose key has the name that the history calls the repository, or none.
  ///   - row: `nil` for all rows.
  func runs(of job: JobDefinition, row: JobRow?) -> [JobRun]

  /// Who can see the repository, as its latest run says; `nil` if no run does.
  func visibility(of repository: String) -> RepositoryVisibility?

  /// Whether there is any run at all.
  var isEmpty: Bool { get }
}
