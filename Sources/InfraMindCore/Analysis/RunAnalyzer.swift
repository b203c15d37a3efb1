internal import FoundationEssentials

/// Explains one run by what is known of it and of the runs before it. Pure: equal input gives equal output.
public struct RunAnalyzer: Sendable {
  /// Which jobs each job waits for, by the jobs' reported names; empty where no pipeline file tells.
  private let needs: [String: [String]]

  /// An analyzer.
  ///
  /// - Parameter needs: Names of the jobs that a job waits for, by its name. Jobs that it does not mention are taken to wait
  ///   for the last one that had ended when they became ready.
  public init(needs: [String: [String]] = [:]) { self.needs = needs }

  /// Explains a run.
  ///
  /// - Parameters:
  ///   - attempts: All known attempts of all jobs of the run; of each job the latest is explained.
  ///   - earlier: Runs of the same jobs before it, of any age and outcome.
  ///   - logs: Ends of the jobs' logs by the platform's id of the attempt, where somebody has them.
  public func analysis(
    of attempts: [JobRun], beside earlier: [JobRun], logs: [String: String] = [:]
  ) -> RunAnalysis {
    let runs = latest(attempts).sorted { Self.beginning($0) < Self.beginning($1) }
    let past = Dictionary(grouping: earlier) { JobIdentity($0) }
    let jobs = runs.map { run in
      let own = (past[JobIdentity(run)] ?? []).filter { Self.beginning($0) < Self.beginning(run) }
      let cause = FailureDiagnosis(run, earlier: own, log: run.jobID.flatMap { logs[$0] }).cause
      return JobAnalysis(
        run: run, rank: rank(run, own), caches: CacheOutcomes(own).outcomes(of: run), cause: cause,
        signals: JobSignals(run, earlier: own, cause: cause))
    }
    let path = CriticalPath(runs, needs: needs)
    return RunAnalysis(
      begin: runs.compactMap { $0.queuedAt ?? $0.startedAt }.min(), end: runs.compactMap(\.finishedAt).max(),
      jobs: jobs, criticalPath: path.indices, idleTime: path.idleTime)
  }

  private func latest(_ attempts: [JobRun]) -> [JobRun] {
    var chosen: [JobIdentity: JobRun] = [:]
    for run in attempts {
      let identity = JobIdentity(run)
      if let present = chosen[identity],
        (present.attempt, Self.beginning(present)) > (run.attempt, Self.beginning(run))
      {
        continue
      }
      chosen[identity] = run
    }
    return Array(chosen.values)
  }

  private func rank(_ run: JobRun, _ earlier: [JobRun]) -> DurationRank? {
    guard let duration = run.duration else { return nil }
    let comparable = earlier.filter {
      !$0.isFromFork && $0.conclusion == .success && $0.runnerLabels == run.runnerLabels
    }
    return DurationRank(duration, among: comparable.compactMap(\.duration))
  }

  static func beginning(_ run: JobRun) -> Date {
    run.startedAt ?? run.queuedAt ?? run.finishedAt ?? .distantFuture
  }
}

/// What makes two runs runs of one job, as far as messages tell: by its reported name, which has the row in it, else by its
/// id and row.
struct JobIdentity: Hashable {
  /// A chain has runs of several.
  private let repository: String
  private let pipeline: String
  private let workflow: String?
  private let name: String

  init(_ run: JobRun) {
    repository = run.repository
    pipeline = run.pipeline
    workflow = run.workflow
    name = run.name ?? "\(run.job)(\(JobVariant(run.matrix)))"
  }
}
