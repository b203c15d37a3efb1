internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

extension Court {
  /// Every suggestion alone, and those that concern a whole checkout together.
  func trials(of sample: SampleRepository) -> [Trial] {
    let jobs = subject.readout(of: sample).jobs
    let makes = TrialSuggestions(subject)
    let custom = makes.customMoves(of: jobs)
    let caches = makes.caches(of: jobs, in: sample)
    let measuring = makes.measuring(of: jobs)
    let singles = (makes.ladderMoves(of: jobs) + custom + caches + measuring).map { [$0] }
    let together = [custom, caches, measuring].filter { $0.count > 1 }
    return (singles + together).map { Trial($0, of: subject, in: sample, jobs: jobs) }
  }

  /// Hands each trial of each sample to a law.
  private mutating func hear(_ law: (inout Court, Trial) -> Void) {
    var edits = 0
    for sample in subject.samples {
      for trial in trials(of: sample) {
        edits += trial.edited.count
        law(&self, trial)
      }
    }
    require(
      edits > 0, "all samples", nil, "No suggestion for any sample is written: hand in one that can be.")
  }

  // MARK: - Answers

  mutating func everySuggestionIsAnswered() {
    hear { court, trial in
      court.checkAnswers(trial)
      court.checkCompany(trial)
    }
  }

  private mutating func checkAnswers(_ trial: Trial) {
    let name = trial.before.name
    let asked = Set(trial.suggestions.map(\.id))
    require(
      Set(trial.outcomes.keys) == asked, name, trial.suggestions.first?.position,
      "There must be one outcome for each suggestion and none besides.")
    for suggestion in trial.suggestions {
      guard case .edits(let edits) = trial.outcomes[suggestion.id] else { continue }
      let isEmpty = edits.allSatisfy(\.edits.isEmpty)
      require(!isEmpty, name, suggestion.position, "`\(suggestion.summary)` has edits that are none.")
      for edit in edits where trial.before.contents(of: edit.file) == nil {
        fail(name, suggestion.position, "An edit is for `\(edit.file)`, which does not exist.")
      }
    }
    if let problem = trial.problem, !(trial.suggestions.count > 1 && problem.code == .conflictingEdits) {
      let words = trial.suggestions.map(\.summary).joined(separator: " ")
      fail(name, trial.suggestions.first?.position, "The editor refuses `\(words)`: \(problem.message)")
    }
    if let after = trial.after, !trial.edited.isEmpty, trial.edited.count == trial.suggestions.count {
      require(after != trial.before, name, trial.suggestions.first?.position, "Edits change no byte.")
    }
  }

  /// A bad suggestion among others silences none of them.
  private mutating func checkCompany(_ trial: Trial) {
    guard trial.suggestions.count == 1, let one = trial.suggestions.first else { return }
    let stray = Self.stray(like: one)
    let outcomes = Trial.outcomes(of: [stray, one], subject, in: trial.before)
    require(
      outcomes[one.id] == trial.outcomes[one.id], trial.before.name, one.position,
      "`\(one.summary)` has another outcome beside a suggestion for a job that does not exist.")
  }

  /// The same for a job that does not exist.
  static func stray(like suggestion: Suggestion) -> Suggestion {
    var stray = suggestion
    stray.job.job = "no-such-job-\(suggestion.job.job)"
    stray.id = SuggestionID(job: stray.job, change: stray.change)
    return stray
  }

  mutating func nothingToDoChangesNothing() {
    for sample in subject.samples {
      let none = adapter.edits(for: [], in: sample, options: InjectionOptions())
      require(none.isEmpty, sample.name, nil, "Without suggestions there must be no outcomes.")
      for suggestion in TrialSuggestions(subject).standingStill(subject.readout(of: sample).jobs) {
        let outcomes = Trial.outcomes(of: [suggestion], subject, in: sample)
        if case .edits(let edits) = outcomes[suggestion.id] {
          let text = "\(edits.flatMap(\.edits))".prefix(200)
          fail(sample.name, suggestion.position, "A job is edited to get the machine that it has: \(text)")
        }
      }
    }
  }

  // MARK: - Second reading

  mutating func appliedSuggestionsAreVisible() {
    hear { court, trial in court.checkVisible(trial, trial.readoutAfter(by: court.subject)) }
  }

  private mutating func checkVisible(_ trial: Trial, _ readout: PipelineReadout?) {
    guard let after = trial.after, let jobs = readout?.jobs else { return }
    let isCached = trial.edited.contains { $0.kind == .cache }
    let missing = isCached ? Set(TrialSuggestions(subject).caches(of: jobs, in: after).map(\.id)) : []
    for suggestion in trial.edited {
      switch suggestion.change {
      case .cache(let plan):
        require(
          !missing.contains(suggestion.id), after.name, suggestion.position,
          "The cache of \(plan.tool) is written, and still missed.")
      case .measuring:
        let key = suggestion.job.withoutVariant
        require(
          jobs.first { $0.key == key }?.isMeasured == true, after.name, suggestion.position,
          "`\(key.job)` is to be measured, and is read as if it were not.")
      case .runner(let change):
        checkMoved(suggestion, change, trial.jobsBefore, jobs, after.name)
      }
    }
  }

  private mutating func checkMoved(
    _ suggestion: Suggestion, _ change: RunnerChange, _ before: [JobDefinition], _ after: [JobDefinition],
    _ name: String
  ) {
    let key = suggestion.job.withoutVariant
    guard let old = before.first(where: { $0.key == key }), let new = after.first(where: { $0.key == key })
    else { return fail(name, suggestion.position, "The job `\(key.job)` is gone after the edit.") }
    for (index, row) in old.rows.enumerated()
    where row.variant == suggestion.job.variant && row.runner.labels == change.from {
      let now = index < new.rows.count ? new.rows[index].runner : old.rows[index].runner
      // A list may keep labels that say no size, and a group stays the group that it is.
      guard !now.labels.isEmpty, Set(now.labels).isSuperset(of: change.to.labels) else {
        fail(
          name, suggestion.position,
          "`\(row.name)` is moved to \(change.to.labels), and is read as \(JobContents.text(now)).")
        continue
      }
    }
  }

  mutating func applyingTwiceChangesNothing() {
    hear { court, trial in court.checkTwice(trial) }
  }

  private mutating func checkTwice(_ trial: Trial) {
    guard let after = trial.after, !trial.edited.isEmpty else { return }
    let again = Trial.outcomes(of: trial.edited, subject, in: after)
    for suggestion in trial.edited where again[suggestion.id] != .unchanged {
      let now = again[suggestion.id].map { "\($0)".prefix(160) } ?? "no outcome"
      fail(after.name, suggestion.position, "Applied twice, `\(suggestion.summary)` gives \(now).")
    }
  }

  // MARK: - What must stay

  mutating func editsTouchOnlyTheirJob() {
    hear { court, trial in court.checkRest(trial, trial.readoutAfter(by: court.subject)) }
  }

  private mutating func checkRest(_ trial: Trial, _ readout: PipelineReadout?) {
    guard let after = readout else { return }
    let jobs = Dictionary(after.jobs.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    let suggested = Dictionary(grouping: trial.edited, by: { $0.job.withoutVariant })
    for job in trial.jobsBefore {
      guard let now = jobs[job.key] else { continue }
      checkRest(of: job, now, suggested[job.key] ?? [], trial.before.name)
    }
  }

  private mutating func checkRest(
    of job: JobDefinition, _ after: JobDefinition, _ suggestions: [Suggestion], _ name: String
  ) {
    let (old, new) = (JobContents(job), JobContents(after))
    require(old.head == new.head, name, job.position, "`\(job.key.job)` reads otherwise: \(new.head).")
    require(old.traits == new.traits, name, job.position, "`\(job.key.job)` has other traits: \(new.traits).")
    let isCached = suggestions.contains { $0.kind == .cache }
    let isMoved = suggestions.contains { $0.kind == .size }
    require(
      isMoved || old.isSelfHosted == new.isSelfHosted, name, job.position,
      "`\(job.key.job)` is on machines of another kind, although no suggestion moves it.")
    // The values of a moved job's steps may name its machine.
    let isSame = isMoved ? old.outline == new.outline : old.steps == new.steps
    require(
      isCached || isSame, name, job.position,
      "Steps of `\(job.key.job)` read otherwise, although no cache was asked for.")
    for (index, row) in old.rows.enumerated() where index < new.rows.count && row != new.rows[index] {
      let isMeant = suggestions.contains { suggestion in
        guard case .runner(let change) = suggestion.change else { return false }
        let own = job.rows[index]
        return own.variant == suggestion.job.variant && own.runner.labels == change.from
      }
      require(
        isMeant, name, job.position,
        "A row of `\(job.key.job)` that no suggestion is for reads \(new.rows[index]), and was \(row).")
    }
  }

  mutating func editedJobsKeepTheirNames() {
    hear { court, trial in court.checkNames(trial, trial.readoutAfter(by: court.subject)) }
  }

  private mutating func checkNames(_ trial: Trial, _ readout: PipelineReadout?) {
    guard let readout else { return }
    let name = trial.before.name
    let now = Identity.all(in: readout)
    for job in trial.jobsBefore {
      for identity in Identity.of(job) where !now.contains(identity) {
        fail(name, job.position, "An edit loses `\(identity.name)`, \(identity.key).")
      }
    }
    let old = trial.jobsBefore.map { $0.rows.count + 1 }.reduce(0, +)
    let new = readout.jobs.map { $0.rows.count + 1 }.reduce(0, +)
    require(old == new, name, nil, "An edit turns \(old) jobs and rows into \(new).")
  }

  // MARK: - All at once

  /// Whether one trial obeys every law of writing.
  mutating func checkAll(_ trial: Trial) {
    let readout = trial.readoutAfter(by: subject)
    checkAnswers(trial)
    checkVisible(trial, readout)
    checkTwice(trial)
    checkRest(trial, readout)
    checkNames(trial, readout)
    checkUndo(trial)
  }
}
