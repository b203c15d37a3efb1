internal import AdapterKit
internal import InfraMindCore

/// Where the jobs of some files are read and every job is shown to the advisers.
struct AdvisingDesk: Sendable {
  let adapter: any CIAdapter
  /// The machines there are; `nil` without history, since then nothing is said about sizes.
  let catalog: (any RunnerCatalog)?
  /// How other jobs scale.
  let others: LazyPopulation
  /// What the repository's runs together say of its caches.
  let caches: Lazy<RepositoryCaches?>
  let advisers: Suggester.Advisers
  let surroundings: Suggester.Surroundings
  let files: any RepositoryFiles
  let repository: Repository

  /// Reads files and asks about their jobs.
  @Sendable func findings(in paths: [String]) -> Findings {
    let readout = adapter.jobs(in: paths, of: files, named: repository.name)
    var findings = Findings(readout, of: paths)
    guard readout.jobs.count <= surroundings.mostJobs else { return findings }
    for job in readout.jobs {
      adviseCaches(for: job, &findings)
      adviseSizes(for: job, &findings)
      if surroundings.wantsMeasuring, !job.steps.contains(where: { $0.measures || $0.isOurs }) {
        findings.suggestions.append(Self.measuring(job))
      }
    }
    return findings
  }

  private static func measuring(_ job: JobDefinition) -> Suggestion {
    Suggestion(
      job: job.key, jobName: job.name, position: job.steps.first?.ownPosition ?? job.position,
      change: .measuring,
      summary: "Measure \(job.name).",
      evidence: ["No step of the job measures what it uses of its machine."],
      effect: ExpectedEffect(
        unknownBecause: "Measuring saves nothing by itself: machine sizes are told from what it finds."),
      confidence: 1, undo: "Take the step out again; nothing else depends on it.")
  }

  private func adviseCaches(for job: JobDefinition, _ findings: inout Findings) {
    let runs = surroundings.runs(of: job)
    var context = surroundings.context
    if runs.contains(where: { !$0.cacheEvents.isEmpty }) {
      context.caches = caches.value
      context.perMinute = perMinute(of: job)
    }
    let review = advisers.cache.review(job, in: files, runs: runs, context: context)
    findings.suggestions += review.suggestions
    findings.notes += review.notes.map { note in
      let step = job.steps.first { $0.index == note.step }
      return RepositoryReport.JobCacheNote(
        job: job.key, name: job.name, position: step?.position ?? job.position, note: note)
    }
  }

  /// What a minute on a job's machine costs, if all its rows have one price.
  private func perMinute(of job: JobDefinition) -> Money? {
    guard let catalog else { return nil }
    let prices = job.rows.map { row -> Money? in
      guard case .ask(_, _, let current, _) = question(about: row, of: job, catalog).0 else { return nil }
      return current.price?.perMinute
    }
    guard let first = prices.first, prices.allSatisfy({ $0 == first }) else { return nil }
    return first
  }

  private func adviseSizes(for job: JobDefinition, _ findings: inout Findings) {
    guard let catalog else { return }
    guard !job.rows.isEmpty else { return findings.kept.append(keptWithoutRows(job)) }
    for row in Self.distinctRows(of: job) {
      var key = job.key
      key.variant = row.variant
      let (asked, position) = question(about: row, of: job, catalog)
      switch advice(asked) {
      case .change(let suggestion):
        findings.suggestions.append(suggestion)
      case .keep(let reason):
        findings.kept.append(
          RepositoryReport.KeptRow(job: key, name: row.name, position: position, reason: reason))
      }
    }
  }

  /// The rows of a job; of copies that neither values nor machine tell apart one, under the name of the job.
  private static func distinctRows(of job: JobDefinition) -> [JobRow] {
    var rows: [JobRow] = []
    var places: [JobVariant: [RunnerRequest: Int]] = [:]
    for row in job.rows {
      guard let place = places[row.variant]?[row.runner] else {
        places[row.variant, default: [:]][row.runner] = rows.count
        rows.append(row)
        continue
      }
      rows[place].name = job.name
    }
    return rows
  }

  /// A job whose rows only a run knows: its runs in the history cannot be shared out among them.
  private func keptWithoutRows(_ job: JobDefinition) -> RepositoryReport.KeptRow {
    let runs = surroundings.runs(of: job)
    let rows = Set(runs.map(\.matrix)).count
    let known =
      runs.isEmpty
      ? "the history holds no run of it either"
      : "the \(Figures.count(runs.count, "run")) that the history holds, with "
        + "\(Figures.count(rows, "different matrix", "different matrices")), cannot be matched to them"
    let sentence =
      "Which rows it has is computed while the pipeline runs and not known from the files, and \(known): "
      + "a matrix that is written out can be advised on."
    return RepositoryReport.KeptRow(
      job: job.key, name: job.name, position: job.position,
      reason: KeepReason(code: "unknown-rows", sentence: sentence))
  }

  /// A question to the adviser of sizes, or why there is nothing to ask.
  private enum Question {
    case ask(JobRow, JobDefinition, current: Runner, ladder: [Runner])
    case keep(KeepReason)
  }

  private func advice(_ question: Question) -> SizeAdvice {
    switch question {
    case .ask(let row, let job, let current, let ladder):
      let runs = surroundings.runs(of: job, row: row)
      return advisers.size.advice(
        for: row, of: job, current: current, ladder: ladder, runs: runs, context: context(for: runs))
    case .keep(let reason): return .keep(reason)
    }
  }

  private func context(for runs: [JobRun]) -> AdvisingContext {
    var context = surroundings.context
    context.population = others.population(for: runs)
    return context
  }

  /// Every size of the machines of a job's rows, priced; rows about which nothing can be said are there without.
  func ladders(of job: JobDefinition) -> [JobLadder] {
    guard let catalog else { return [] }
    return Self.distinctRows(of: job).map { row in
      var key = job.key
      key.variant = row.variant
      var ladder = JobLadder(job: key, name: row.name, position: row.runner.position)
      if case .ask(let row, let job, let current, let sizes) = question(about: row, of: job, catalog).0 {
        let runs = surroundings.runs(of: job, row: row)
        ladder.sizes = advisers.size.ladder(
          for: row, of: job, current: current, ladder: sizes, runs: runs, context: context(for: runs))
      }
      return ladder
    }
  }

  private func question(
    about row: JobRow, of job: JobDefinition, _ catalog: any RunnerCatalog
  ) -> (Question, SourcePosition) {
    switch row.runner {
    case .labels(let labels, let position):
      return (question(about: row, of: job, labels, catalog), position)
    case .group(let group, _, let position):
      let sentence = "It runs in the group \(group), whose machines no file describes."
      return (.keep(KeepReason(code: "runner-group", sentence: sentence)), position)
    case .unresolved(_, _, let position) where !row.fallback.isEmpty:
      return (question(about: row, of: job, row.fallback, catalog), position)
    case .unresolved(_, let reason, let position):
      return (.keep(KeepReason(code: "computed-runner", sentence: reason)), position)
    case .platformDefault(let position):
      if let labels = latestMachine(of: job, row) {
        return (question(about: row, of: job, labels, catalog), position)
      }
      let sentence = "It names no machine, so the platform chooses one, and no run of it tells which."
      return (.keep(KeepReason(code: "default-runner", sentence: sentence)), position)
    }
  }

  /// The machine that the platform last chose for a job that names none: defaults differ between plans, and change.
  private func latestMachine(of job: JobDefinition, _ row: JobRow) -> [String]? {
    surroundings.runs(of: job, row: row).last { !$0.isFromFork && !$0.runnerLabels.isEmpty }?.runnerLabels
  }

  private func question(
    about row: JobRow, of job: JobDefinition, _ labels: [String], _ catalog: any RunnerCatalog
  ) -> Question {
    let visibility = surroundings.context.visibility
    switch catalog.runner(for: labels, visibility: visibility) {
    case .known(let current):
      return .ask(
        row, job, current: current, ladder: catalog.ladder(of: current.family, visibility: visibility))
    case .dependsOnVisibility:
      let sentence =
        "Size and price of \(labels.joined(separator: ", ")) depend on whether the repository is public: "
        + "set `visibility` in .inframind.yml."
      return .keep(KeepReason(code: "unknown-visibility", sentence: sentence))
    case .unknown:
      let sentence =
        "Nothing is known of a machine with \(labels.joined(separator: ", ")): "
        + "describe it under `runners` in .inframind.yml."
      return .keep(KeepReason(code: "unknown-runner", sentence: sentence))
    }
  }
}

/// What some files gave.
struct Findings: Sendable {
  var jobs: [JobDefinition]
  var unreadableFiles: Int
  var suggestions: [Suggestion] = []
  var kept: [RepositoryReport.KeptRow] = []
  var notes: [RepositoryReport.JobCacheNote] = []
  var problems: [PipelineProblem]
  let called: Set<String>
  let readAlone: Set<String>

  /// Leaves out the jobs of files that another reading found a caller of.
  mutating func drop(_ pipelines: Set<String>) {
    guard !pipelines.isDisjoint(with: readAlone) else { return }
    jobs.removeAll { pipelines.contains($0.key.pipeline) }
    suggestions.removeAll { pipelines.contains($0.job.pipeline) }
    kept.removeAll { pipelines.contains($0.job.pipeline) }
    notes.removeAll { pipelines.contains($0.job.pipeline) }
  }

  init(_ readout: PipelineReadout, of paths: [String]) {
    jobs = readout.jobs
    problems = readout.problems
    called = readout.called
    readAlone = readout.readAlone
    let readable = Set(readout.jobs.map(\.key.pipeline))
    let failed = Set(readout.problems.filter { $0.severity == .error }.map(\.position.file))
    unreadableFiles = paths.count { failed.contains($0) && !readable.contains($0) }
  }
}
