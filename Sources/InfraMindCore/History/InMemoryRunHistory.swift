internal import FoundationEssentials

/// A history that is held in memory: runs from a file, or from a test.
public struct InMemoryRunHistory: RunHistory {
  /// All runs, oldest first.
  public let runs: [JobRun]
  private let byJob: [JobKey: [Int]]
  /// Runs whose id in the pipeline file nobody told, by their reported name.
  private let byName: [JobKey: [String: [Int]]]
  private let visibilities: [String: RepositoryVisibility]
  private let onlyRepository: String?

  /// Indexes runs, given in any order.
  public init(_ runs: [JobRun] = []) {
    self.runs = Self.sorted(runs)
    let repositories = Set(runs.map { $0.repository.lowercased() })
    onlyRepository = repositories.count == 1 ? repositories.first : nil
    let indices = self.runs.indices
    byJob = Dictionary(grouping: indices) { [runs = self.runs] in Self.key(of: runs[$0]) }
    byName = indices.reduce(into: [:]) { [runs = self.runs] names, index in
      guard runs[index].job.isEmpty else { return }
      names[Self.key(of: runs[index]), default: [:]][runs[index].name ?? "", default: []].append(index)
    }
    visibilities = self.runs.reduce(into: [:]) { visibilities, run in
      if !run.isFromFork, let visibility = run.visibility {
        visibilities[run.repository.lowercased()] = visibility
      }
    }
  }

  /// Whether there is any run at all.
  public var isEmpty: Bool { runs.isEmpty }

  /// Runs of a job's row, oldest first. Repositories are compared without case, as the platforms do.
  public func runs(of job: JobKey) -> [JobRun] {
    let found = byJob[normalized(job)] ?? []
    return found.lazy.map { runs[$0] }.filter { job.variant.matches($0.matrix) }
  }

  /// Runs of a job or of one of its rows, oldest first, with those that only their reported name joins to it, or only
  /// their id because no message tells their file.
  public func runs(of job: JobDefinition, row: JobRow?) -> [JobRun] {
    let claim = JobClaim(job, row)
    return candidates(of: job.key, claim).sorted().compactMap { claim.taking(runs[$0]) }
  }

  private func candidates(of job: JobKey, _ claim: JobClaim) -> Set<Int> {
    var found: Set<Int> = []
    var key = normalized(job)
    for pipeline in [job.pipeline, ""] {
      key.pipeline = pipeline
      for id in claim.ids {
        key.job = id
        found.formUnion(byJob[key] ?? [])
      }
      key.job = ""
      guard let names = byName[key] else { continue }
      for name in claim.names(among: names.keys) { found.formUnion(names[name] ?? []) }
    }
    return found
  }

  /// Who can see the repository, as its latest run says that is not of a fork; an empty name asks for the only repository.
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

  /// As runs are found by: without the row, and with the only repository for an unknown one.
  private func normalized(_ key: JobKey) -> JobKey {
    var key = key.withoutVariant
    key.repository = key.repository.isEmpty ? onlyRepository ?? "" : key.repository.lowercased()
    return key
  }
}
