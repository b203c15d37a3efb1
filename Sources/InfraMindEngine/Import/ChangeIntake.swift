internal import FoundationEssentials
internal import InfraMindCore
package import InfraMindStore

/// Tells a store what the commits of a repository's runs changed.
package struct ChangeIntake: Sendable {
  /// What came of it.
  package struct Outcome: Sendable, Hashable {
    /// Commits whose change was read.
    package var commits = 0
    /// Commits that the clone does not have, or not their parents.
    package var unknown = 0
    /// Job runs that are changed.
    package var jobRuns = 0
  }

  private let repository: String
  private let changes: GitChanges

  /// - Parameters:
  ///   - repository: `owner/name`.
  ///   - changes: A clone of it.
  package init(of repository: String, from changes: GitChanges) {
    self.repository = repository
    self.changes = changes
  }

  /// Reads the changes of all runs' commits that are not known yet.
  ///
  /// Runs of forks are left out: nothing is learned from them.
  package func run(into store: any RunStore) async throws -> Outcome {
    var query = RunQuery()
    query.repository = repository
    query.wantsSteps = false
    let runs = try await store.runs(query)
    guard !runs.isEmpty else {
      throw EngineError(
        code: "no-runs",
        message:
          "The store knows no run of \(repository): import them first, or spell it as the platform does with "
          + "--repo.")
    }
    let wanted = runs.filter { !$0.isFromFork && $0.headCommit != nil && $0.change?.sourceFiles == nil }
    let commits = Set(wanted.compactMap(\.headCommit))
    let found = changes.changes(of: commits)
    var facts: [RunReference: JobRunFacts] = [:]
    for run in wanted {
      guard let change = run.headCommit.flatMap({ found[$0] }) else { continue }
      let reference = RunReference(
        platform: run.platform, source: run.source, repository: run.repository, run: run.run)
      // What the platform itself says of a run goes before.
      var said = JobRunFacts(
        run: reference, subject: .run, stage: .planned,
        time: run.createdAt ?? run.startedAt ?? run.finishedAt ?? Date(timeIntervalSince1970: 0))
      said.details.change = change
      facts[reference] = said
    }
    var outcome = Outcome(commits: found.count, unknown: commits.count - found.count)
    let all = facts.values.sorted { $0.run.run < $1.run.run }
    for start in stride(from: 0, to: all.count, by: Self.batch) {
      outcome.jobRuns += try await store.record(Array(all[start..<min(start + Self.batch, all.count)]))
    }
    return outcome
  }

  private static let batch = 500
}
