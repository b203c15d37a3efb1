package import AdapterKit
package import FoundationEssentials
package import InfraMindCore

/// The flow: paths → repositories → reports → plans. Nothing here writes.
package struct Engine: Sendable {
  private let finder: RepositoryFinder
  private let suggester: Suggester
  private let applier: Applier
  /// How many repositories and files were found, before any is read.
  private let found: @Sendable (_ repositories: Int, _ files: Int) -> Void

  /// What to look at, and by what.
  package struct Request: Sendable {
    /// Files and folders, as a user wrote them.
    package var paths: [String] = ["."]
    package var platform: Platform?
    package var isRecursive = false
    /// A history for all repositories, instead of what each has in its usual place.
    package var historyPath: String?
    /// The same, read already.
    package var history: HistoryFile?
    /// Settings for all repositories, instead of what each has at its root.
    package var settingsPath: String?
    package var seed: UInt64 = 1
    /// Whether jobs that nothing measures are to be told.
    package var wantsMeasuring = false
    /// What counts as now; `nil` for the end of the history.
    package var now: Date?

    /// The current folder, with defaults.
    package init() {}
  }

  /// An engine over some adapters and advisers.
  package init(
    _ registry: AdapterRegistry, _ advisers: Suggester.Advisers,
    found: @escaping @Sendable (_ repositories: Int, _ files: Int) -> Void = { _, _ in },
    progress: @escaping @Sendable (_ files: Int) -> Void = { _ in }
  ) {
    finder = RepositoryFinder(registry)
    suggester = Suggester(registry, advisers, progress: progress)
    applier = Applier(registry, suggester)
    self.found = found
  }

  /// Looks at all that a request means.
  ///
  /// - Throws: What makes the request itself wrong: settings with errors, a history that is not there.
  package func inspect(_ request: Request) throws(EngineFailure) -> Inspection {
    let finding = finder.find(request.paths, platform: request.platform, isRecursive: request.isRecursive)
    found(finding.repositories.count, finding.repositories.reduce(0) { $0 + $1.fileCount })
    let sharedHistory = try EngineFailure.wrapping { () throws(EngineError) in
      try Self.sharedHistory(request)
    }
    var inspection = Inspection(finding: finding, sharedHistory: sharedHistory)
    for repository in finding.repositories {
      let isAlone = finding.repositories.count == 1
      let ground = try Ground(of: repository, isAlone: isAlone, request, sharedHistory)
      var report = suggester.report(on: repository, reading: ground.checkout, ground.surroundings)
      report.history = ground.historyUse
      report.settingsPath = ground.settingsPath
      report.problems = ground.historyProblems + report.problems
      inspection.entries.append(Inspection.Entry(report: report, ground: ground))
    }
    return inspection
  }

  private static func sharedHistory(_ request: Request) throws(EngineError) -> HistoryFile? {
    if let history = request.history { return history }
    guard let path = request.historyPath else { return nil }
    return try HistoryFile(reading: path, isNamedByUser: true)
  }

  /// The same, where suggestions that no edit can carry out are advice in words: why, and what to do by hand.
  package func advising(_ inspection: Inspection) -> Inspection {
    var inspection = inspection
    for index in inspection.entries.indices {
      let entry = inspection.entries[index]
      let refusals = applier.refusals(
        of: entry.report.suggestions, in: entry.ground.checkout, entry.ground.surroundings)
      inspection.entries[index].report.advise(refusals)
    }
    return inspection
  }

  /// Every size of the machines of a repository's jobs, priced; of all rows, or of the jobs that patterns match.
  package func ladders(of entry: Inspection.Entry, matching patterns: [JobPattern] = []) -> [JobLadder] {
    let jobs = entry.report.jobs.filter { job in
      patterns.isEmpty || patterns.contains { $0.matches(job.key) }
    }
    return suggester.ladders(
      of: jobs, in: entry.report.repository, reading: entry.ground.checkout, entry.ground.surroundings)
  }

  /// The pipelines of a repository, each with what its jobs take and cost together: those with a job that patterns match.
  package func outlooks(of entry: Inspection.Entry, matching patterns: [JobPattern] = []) -> [PipelineOutlook]
  {
    let surroundings = entry.ground.surroundings
    let ladders = Dictionary(grouping: ladders(of: entry)) { $0.job.pipeline }
    let jobs = Dictionary(grouping: entry.report.jobs) { $0.key.pipeline }
    return jobs.keys.sorted().compactMap { pipeline in
      let own = jobs[pipeline] ?? []
      guard patterns.isEmpty || own.contains(where: { job in patterns.contains { $0.matches(job.key) } })
      else { return nil }
      return PipelineOutlook(
        pipeline, own, ladders[pipeline] ?? [], seconds: surroundings.typicalSeconds,
        dollarsPerWaitingMinute: surroundings.settings.preferences.dollarsPerWaitingMinute)
    }
  }

  /// Finds out what carrying out suggestions of one repository would change.
  ///
  /// - Parameters:
  ///   - suggestions: Some of the entry's own.
  ///   - obstacles: Why files must not be written, of those asked about.
  package func plan(
    _ suggestions: [Suggestion], of entry: Inspection.Entry,
    obstacles: ([String]) -> [String: EngineError] = { _ in [:] }
  ) -> ApplyPlan {
    applier.plan(
      suggestions, of: entry.report, in: entry.ground.checkout, entry.ground.surroundings,
      obstacles: obstacles)
  }
}

/// What was found on all repositories of a request.
package struct Inspection: Sendable {
  /// Repositories, and what could not be looked at.
  package var finding: RepositoryFinder.Finding
  /// A history given for all of them.
  package var sharedHistory: HistoryFile?
  /// One entry for each repository.
  package var entries: [Entry] = []

  /// One repository.
  package struct Entry: Sendable {
    package var report: RepositoryReport
    package var ground: Ground
  }

  /// The reports alone.
  package var reports: [RepositoryReport] { entries.map(\.report) }

  /// Problems that belong to no repository: paths not found, lines of a shared history.
  package var commonProblems: [Problem] {
    finding.errors.map(Problem.init) + finding.leftOut + (sharedHistory?.problems ?? [])
  }

  /// Everything that went wrong, first what belongs to no repository.
  package var allProblems: [Problem] { commonProblems + reports.flatMap(\.problems) }

  /// Whether something was to be read and nothing of it could be.
  package var readNothing: Bool {
    let files = reports.flatMap(\.looks).reduce(0) { $0 + $1.files }
    let unreadable = reports.flatMap(\.looks).reduce(0) { $0 + $1.unreadableFiles }
    guard files == unreadable else { return false }
    let hidden = finding.leftOut.contains { $0.severity == .error }
    return files > 0 || hidden || (!finding.errors.isEmpty && finding.emptyFolders.isEmpty)
  }

  /// Lines of histories that could not be read.
  package var skippedHistoryLines: Int {
    (sharedHistory?.skippedLines ?? 0)
      + entries.reduce(0) { $0 + ($1.ground.ownHistory?.skippedLines ?? 0) }
  }
}

/// Why a request cannot be carried out at all; each error is for the user to mend.
package struct EngineFailure: Error, Sendable {
  /// At least one.
  package var errors: [EngineError]

  static func wrapping<Value>(_ body: () throws(EngineError) -> Value) throws(EngineFailure) -> Value {
    do throws(EngineError) {
      return try body()
    } catch {
      throw EngineFailure(errors: [error])
    }
  }
}

extension Repository {
  fileprivate var fileCount: Int { pipelines.reduce(0) { $0 + $1.files.count } }
}
