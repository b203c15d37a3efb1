internal import AdapterKit
internal import InfraMindCore

/// Makes a plan for runs of one pipeline out of suggestions.
struct RunPlanner {
  private let desk: RunDesk
  private let suggestions: [Suggestion]

  init(_ desk: RunDesk, _ suggestions: [Suggestion]) {
    self.desk = desk
    self.suggestions = suggestions
  }

  /// The plan for a pipeline file.
  ///
  /// - Parameters:
  ///   - pipeline: Path of the file from the repository's root; `nil` for the only one, or for the jobs of all.
  ///   - platform: Whose pipelines are meant.
  func plan(for pipeline: String?, on platform: Platform) -> RunPlan {
    let files = desk.report.repository.pipelines.filter { $0.platform == platform }.flatMap(\.files)
    let path = pipeline ?? (files.count == 1 ? files[0] : "")
    let isMeant = { (key: JobKey) in key.platform == platform && (path.isEmpty || key.pipeline == path) }
    let wanted = suggestions.filter { $0.kind == .size && isMeant($0.job) }
    let edits = desk.edits(for: wanted.filter { $0.adviceOnly == nil })
    let edited = Set(
      edits.outcomes.compactMap { outcome -> SuggestionID? in
        if case .edited = outcome.result { outcome.suggestion.id } else { nil }
      })
    let after = labels(after: edits, in: files, on: platform)
    var plan = RunPlan(pipeline: path)
    plan.files = planned(path, edits)
    plan.jobs = desk.report.jobs.filter { isMeant($0.key) }.flatMap { job in
      job.rows.compactMap { row in planned(row, of: job, wanted, edited, after) }
    }
    return plan
  }

  private func planned(
    _ row: JobRow, of job: JobDefinition, _ wanted: [Suggestion], _ edited: Set<SuggestionID>,
    _ after: [JobKey: [String]]
  ) -> RunPlan.Job? {
    var key = job.key
    key.variant = row.variant
    let from = row.runner.labels.isEmpty ? row.fallback : row.runner.labels
    let suggestion = wanted.first { $0.job == key || $0.job == job.key && row.variant.isEmpty }
    var planned = RunPlan.Job(key: key, name: row.name, matrix: row.matrix, from: from, to: from)
    guard let suggestion, case .runner(let change) = suggestion.change else {
      return from.isEmpty ? nil : planned
    }
    // What an edit writes is known by reading it; a machine that is chosen at run time has no place for an edit.
    let chosen = change.to.label.map { [$0] } ?? change.to.severalLabels
    let to = edited.contains(suggestion.id) ? after[key] ?? [] : row.fallback.isEmpty ? [] : chosen
    guard !to.isEmpty else { return from.isEmpty ? nil : planned }
    if from.isEmpty { planned.from = change.from }
    planned.to = to
    planned.suggestion = suggestion.id
    return planned
  }

  /// The labels that rows have once the edits are in place.
  private func labels(after edits: ApplyPlan, in files: [String], on platform: Platform) -> [JobKey: [String]]
  {
    guard !edits.files.isEmpty, let adapter = desk.registry[platform] else { return [:] }
    var overlay = OverlayFiles(over: desk.files)
    for file in edits.files { overlay.replace(file.path, with: file.after) }
    let readout = adapter.jobs(in: files, of: overlay, named: desk.report.repository.name)
    var labels: [JobKey: [String]] = [:]
    for job in readout.jobs {
      for row in job.rows {
        var key = job.key
        key.variant = row.variant
        labels[key] = labels[key] ?? row.runner.labels
      }
    }
    return labels
  }

  /// The pipeline's own file, and all others that the edits change.
  private func planned(_ path: String, _ edits: ApplyPlan) -> [RunPlan.File] {
    var files = edits.files.map { RunPlan.File(path: $0.path, before: $0.before, after: $0.after) }
    if !path.isEmpty, !files.contains(where: { $0.path == path }), let text = desk.files.contents(of: path) {
      files.append(RunPlan.File(path: path, before: text, after: text))
    }
    return files
  }
}
