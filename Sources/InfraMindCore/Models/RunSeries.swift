internal import FoundationEssentials

/// Finished runs of one job, or of one project's builds.
package struct RunSeries: Sendable {
  /// The job's or the project's name.
  package let name: String
  /// The runs in the order of their starts.
  package let runs: [FinishedRun]

  /// Takes runs in any order.
  package init(name: String, runs: [FinishedRun]) {
    self.name = name
    self.runs = runs.enumerated().sorted {
      ($0.element.planned.time, $0.offset) < ($1.element.planned.time, $1.offset)
    }.map(\.element)
  }

  /// The builds of a project.
  package init(_ history: BuildHistory) {
    self.init(name: history.name, runs: history.builds.map(\.finishedRun))
  }

  /// The series of all jobs in a history, by name. Runs of forks are not among them, so nobody from outside
  /// teaches anything.
  package static func series(of runs: [JobRun]) -> [RunSeries] {
    var branches: [String: [String: Int]] = [:]
    for run in runs where !run.isFromFork {
      if let branch = run.branch { branches[run.repository, default: [:]][branch, default: 0] += 1 }
    }
    // The branch with most runs: no history tells which is the default one.
    let usual = branches.mapValues { counts in
      counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }
    var jobs: [JobKey: [FinishedRun]] = [:]
    for run in runs {
      guard let finished = FinishedRun(run, defaultBranch: usual[run.repository] ?? nil) else { continue }
      jobs[JobKey(run), default: []].append(finished)
    }
    return jobs.map { RunSeries(name: $0.key.description, runs: $0.value) }.sorted { $0.name < $1.name }
  }
}
