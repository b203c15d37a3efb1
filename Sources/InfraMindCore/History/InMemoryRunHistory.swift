internal import FoundationEssentials

/// A history that is held in memory: runs from a file, or from a test.
public struct InMemoryRunHistory: RunHistory {
  /// All runs, oldest first.
  public let runs: [JobRun]
  private let byJob: [JobKey: [Int]]
  private let byJobOfAnyRepository: [JobKey: [Int]]
  /// Runs whose id in the pipeline file nobody told.
  private let byName: [ReportedName: [Int]]
  private let visibilities: [String: RepositoryVisibility]
  private let onlyRepository: String?

  /// Indexes runs, given in any order.
  public init(_ runs: [JobRun] = []) {
    self.runs = Self.sorted(runs)
    let repositories = Set(runs.map { $0.repository.lowercased() })
    onlyRepository = repositories.count == 1 ? repositories.first : nil
    byJob = Dictionary(grouping: self.runs.indices) { [runs = self.runs] in Self.key(of: runs[$0]) }
    byJobOfAnyRepository =
      onlyRepository == nil
      ? [:]
      : byJob.reduce(into: [:]) { jobs, entry in
        jobs[Self.withoutRepository(entry.key)] = entry.value
      }
    let unnamed = self.runs.indices.filter { [runs = self.runs] in runs[$0].job.isEmpty }
    byName = Dictionary(grouping: unnamed) { [runs = self.runs] in ReportedName(runs[$0]) }
    visibilities = self.runs.reduce(into: [:]) { visibilities, run in
      if let visibility = run.visibility { visibilities[run.repository.lowercased()] = visibility }
    }
  }

  /// Whether there is any run at all.
  public var isEmpty: Bool { runs.isEmpty }

  /// Runs of a job's row, oldest first. Repositories are compared without case, as the platforms do.
  public func runs(of job: JobKey) -> [JobRun] {
    let index = job.repository.isEmpty ? byJobOfAnyRepository : byJob
    let found = index[Self.normalized(job)] ?? []
    return found.lazy.map { runs[$0] }.filter { job.variant.matches($0.matrix) }
  }

  /// Runs of a job or of one of its rows, oldest first, with those that only their reported name joins to it.
  public func runs(of job: JobDefinition, row: JobRow?) -> [JobRun] {
    var key = job.key
    key.variant = row?.variant ?? JobVariant()
    let told = runs(of: key)
    guard !byName.isEmpty else { return told }
    let rows = row.map { [$0] } ?? job.rows
    let named = rows.flatMap { row in indices(of: row, in: key).map { filled(runs[$0], job, row) } }
    guard !named.isEmpty else { return told }
    return (told + named).sorted { Self.precedes($0, $1) ?? false }
  }

  private func indices(of row: JobRow, in key: JobKey) -> [Int] {
    let repository = key.repository.isEmpty ? onlyRepository ?? "" : key.repository.lowercased()
    return [key.pipeline, ""].flatMap { pipeline in
      byName[
        ReportedName(platform: key.platform, repository: repository, pipeline: pipeline, name: row.name)]
        ?? []
    }
  }

  private func filled(_ run: JobRun, _ job: JobDefinition, _ row: JobRow) -> JobRun {
    var run = run
    run.pipeline = job.key.pipeline
    run.job = job.key.job
    if run.matrix.isEmpty { run.matrix = row.matrix }
    return run
  }

  /// Who can see the repository, as its latest run says; an empty name asks for the only repository.
  public func visibility(of repository: String) -> RepositoryVisibility? {
    visibilities[repository.isEmpty ? onlyRepository ?? "" : repository.lowercased()]
  }

  // MARK: - Order and keys

  /// When a run took place, as well as it is known; the far past if nothing is.
  static func time(of run: JobRun) -> Date {
    run.startedAt ?? run.finishedAt ?? run.queuedAt ?? .distantPast
  }

  /// Runs are large values, and mostly come in order: then none is moved.
  private static func sorted(_ runs: [JobRun]) -> [JobRun] {
    let isSorted = runs.indices.dropFirst().allSatisfy { precedes(runs[$0], runs[$0 - 1]) != true }
    if isSorted { return runs }
    let order = runs.indices.sorted { left, right in
      precedes(runs[left], runs[right]) ?? (left < right)
    }
    return order.map { runs[$0] }
  }

  private static func precedes(_ left: JobRun, _ right: JobRun) -> Bool? {
    let (leftTime, rightTime) = (time(of: left), time(of: right))
    if leftTime != rightTime { return leftTime < rightTime }
    if left.run != right.run { return left.run < right.run }
    return left.attempt == right.attempt ? nil : left.attempt < right.attempt
  }

  private static func key(of run: JobRun) -> JobKey {
    JobKey(
      platform: run.platform, repository: run.repository.lowercased(), pipeline: run.pipeline, job: run.job)
  }

  private static func normalized(_ key: JobKey) -> JobKey {
    var key = key.withoutVariant
    key.repository = key.repository.lowercased()
    return key
  }

  private static func withoutRepository(_ key: JobKey) -> JobKey {
    var key = key
    key.repository = ""
    return key
  }
}

/// By what a run is known whose place in the pipeline files nobody told.
private struct ReportedName: Hashable {
  var platform: Platform
  /// In lower case.
  var repository: String
  /// Empty if that is not told either.
  var pipeline: String
  var name: String

  init(platform: Platform, repository: String, pipeline: String, name: String) {
    self.platform = platform
    self.repository = repository
    self.pipeline = pipeline
    self.name = name
  }

  init(_ run: JobRun) {
    self.init(
      platform: run.platform, repository: run.repository.lowercased(), pipeline: run.pipeline,
      name: run.name ?? "")
  }
}
