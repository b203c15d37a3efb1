internal import AdapterKit
internal import FoundationEssentials
package import InfraMindCore

/// Makes the suggestions that the laws try: caches as the adviser misses them, and moves to every other size of a
/// job's ladder and to a machine of the user's own.
package struct TrialSuggestions: Sendable {
  private let catalog: any RunnerCatalog
  private let customLabels: [String]

  /// Suggestions for the jobs of an adapter.
  package init(_ subject: AdapterLawSubject) {
    catalog = subject.adapter.runnerCatalog
    customLabels = subject.customLabels
  }

  /// Measuring of every job that is not measured.
  package func measuring(of jobs: [JobDefinition]) -> [Suggestion] {
    jobs.filter { !$0.isMeasured }.map { job in
      Suggestion(
        job: job.key, jobName: job.name, position: job.position, change: .measuring,
        summary: "Measure `\(job.name)`.", evidence: [], effect: ExpectedEffect(), confidence: 1,
        undo: "Take the change back.")
    }
  }

  /// All of them, each once.
  func all(for jobs: [JobDefinition], in files: some RepositoryFiles) -> [Suggestion] {
    Self.unique(
      ladderMoves(of: jobs) + customMoves(of: jobs) + caches(of: jobs, in: files) + measuring(of: jobs))
  }

  /// The caches that the adviser misses, in a checkout that has every tool's files.
  package func caches(of jobs: [JobDefinition], in files: any RepositoryFiles) -> [Suggestion] {
    let context = AdvisingContext(now: Date(timeIntervalSince1970: 1_790_000_000))
    let project = ProjectFiles(around: files)
    return Self.unique(
      jobs.flatMap { CacheAdvisor().review($0, in: project, runs: [], context: context).suggestions })
  }

  /// A move of every row whose machine is known or left to the platform, to one machine of the user's own.
  package func customMoves(of jobs: [JobDefinition]) -> [Suggestion] {
    Self.unique(
      jobs.flatMap { job in
        job.rows.compactMap { row -> Suggestion? in
          guard let labels = Self.labels(of: row) else { return nil }
          let now = Self.machine(labels, name: "today's machine", cpus: 2)
          let then = Self.machine(customLabels, name: "the user's own machine (8 vCPU)", cpus: 8)
          return Self.move(row, of: job, RunnerChange(from: labels, current: now, to: then))
        }
      })
  }

  /// Moves of every row whose machine the catalogue knows to each other size of its family that has a label.
  package func ladderMoves(of jobs: [JobDefinition]) -> [Suggestion] {
    Self.unique(
      jobs.flatMap { job in
        job.rows.flatMap { row -> [Suggestion] in
          guard let labels = Self.labels(of: row), let now = current(labels) else { return [] }
          return others(than: now, labels).map { other in
            Self.move(row, of: job, RunnerChange(from: labels, current: now, to: other))
          }
        }
      })
  }

  /// A move of every known row to the machine that it has.
  func standingStill(_ jobs: [JobDefinition]) -> [Suggestion] {
    customMoves(of: jobs).compactMap { suggestion in
      guard case .runner(var change) = suggestion.change, !change.from.isEmpty else { return nil }
      change.to = current(change.from) ?? change.current
      change.to.label = change.from.count == 1 ? change.from[0] : nil
      change.to.severalLabels = change.from.count == 1 ? [] : change.from
      return Suggestion(
        job: suggestion.job, jobName: suggestion.jobName, position: suggestion.position,
        change: .runner(change),
        summary: "", evidence: [], effect: ExpectedEffect(), confidence: 1, undo: "")
    }
  }

  private func current(_ labels: [String]) -> Runner? {
    guard case .known(let runner) = catalog.runner(for: labels, visibility: .private) else { return nil }
    return runner
  }

  private func others(than now: Runner, _ labels: [String]) -> [Runner] {
    catalog.ladder(of: now.family, visibility: .private).filter { other in
      !other.labels.isEmpty && !other.answers(to: labels) && !other.answers(to: now.labels)
    }
  }

  private static func machine(_ labels: [String], name: String, cpus: Double) -> Runner {
    let family = RunnerFamily(vendor: RunnerFamily.selfHosted, os: "linux", architecture: "x64")
    return Runner(
      label: labels.count == 1 ? labels[0] : nil, name: name, family: family, cpus: cpus, memory: nil,
      price: nil,
      severalLabels: labels.count > 1 ? labels : [])
  }

  private static func labels(of row: JobRow) -> [String]? {
    switch row.runner {
    case .labels(let labels, _), .group(_, let labels, _): labels
    case .platformDefault: []
    case .unresolved: nil
    }
  }

  private static func move(_ row: JobRow, of job: JobDefinition, _ change: RunnerChange) -> Suggestion {
    var key = job.key
    key.variant = row.variant
    return Suggestion(
      job: key, jobName: row.name, position: row.runner.position, change: .runner(change),
      summary: "Move `\(row.name)` to \(change.to.name).", evidence: [], effect: ExpectedEffect(),
      confidence: 1,
      undo: "Take the change back.")
  }

  private static func unique(_ suggestions: [Suggestion]) -> [Suggestion] {
    var seen: Set<SuggestionID> = []
    return suggestions.filter { seen.insert($0.id).inserted }
  }
}
