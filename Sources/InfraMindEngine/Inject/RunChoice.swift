package import AdapterKit
package import InfraMindCore

/// A machine that a server chose for a row of a job. Labels are all that is taken from a server: what is written, and where, is
/// worked out here, from the files that are here.
package struct RunChoice: Hashable, Sendable {
  /// Path of the job's pipeline file.
  package var pipeline: String
  /// The job's id.
  package var job: String
  /// Its row.
  package var variant: JobVariant
  /// Labels of the machine.
  package var to: [String]

  /// States a choice.
  package init(pipeline: String, job: String, variant: JobVariant = JobVariant(), to: [String]) {
    self.pipeline = pipeline
    self.job = job
    self.variant = variant
    self.to = to
  }
}

extension RunDesk {
  /// The plan that follows from choices. Those for jobs that are not here, and those of machines that neither the platform nor the
  /// settings here know, are left out.
  package func plan(
    for pipeline: String?, on platform: Platform, choosing choices: [RunChoice]
  ) -> RunPlan {
    guard let adapter = registry[platform] else { return RunPlan() }
    let machines = surroundings.machines(of: adapter)
    let chosen = Dictionary(
      choices.map { (RunChoice(pipeline: $0.pipeline, job: $0.job, variant: $0.variant, to: []), $0.to) },
      uniquingKeysWith: { first, _ in first })
    var seen: Set<SuggestionID> = []
    let suggestions = report.jobs.filter { $0.key.platform == platform }.flatMap { job in
      job.rows.compactMap { row -> Suggestion? in
        let place = RunChoice(pipeline: job.key.pipeline, job: job.key.job, variant: row.variant, to: [])
        return chosen[place].flatMap { suggestion(moving: row, of: job, to: $0, machines) }
      }
    }
    return RunPlanner(self, suggestions.filter { seen.insert($0.id).inserted }).plan(
      for: pipeline, on: platform)
  }

  private func suggestion(
    moving row: JobRow, of job: JobDefinition, to labels: [String], _ machines: any RunnerCatalog
  ) -> Suggestion? {
    let visibility = surroundings.context.visibility
    let from = row.runner.labels.isEmpty ? row.fallback : row.runner.labels
    guard from != labels, case .known(let machine) = machines.runner(for: labels, visibility: visibility)
    else {
      return nil
    }
    var to = machine
    (to.label, to.severalLabels) = labels.count == 1 ? (labels[0], []) : (nil, labels)
    var current = to
    (current.label, current.severalLabels) = from.count == 1 ? (from[0], []) : (nil, from)
    if case .known(let known) = machines.runner(for: from, visibility: visibility) { current = known }
    var key = job.key
    key.variant = row.variant
    return Suggestion(
      job: key, jobName: row.name, position: row.runner.position,
      change: .runner(RunnerChange(from: from, current: current, to: to)), summary: "Move \(row.name).",
      evidence: [],
      effect: ExpectedEffect(), confidence: 0, undo: "")
  }
}
