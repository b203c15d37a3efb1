package import AdapterKit
package import InfraMindCore

/// Makes a plan for runs of one pipeline out of what was suggested.
package struct RunPlanner: Sendable {
  private let registry: AdapterRegistry
  private let engine: Engine

  /// A planner over the same adapters as an engine.
  package init(_ registry: AdapterRegistry, _ engine: Engine) {
    self.registry = registry
    self.engine = engine
  }

  /// The plan for a pipeline file.
  ///
  /// - Parameters:
  ///   - entry: A repository as it was looked at.
  ///   - pipeline: Path of the file from the repository's root; `nil` for the only one, or for the jobs of all.
  ///   - platform: Whose pipelines are meant.
  package func plan(
    for pipeline: String?, of entry: Inspection.Entry, on platform: Platform
  ) -> RunPlan {
    let files = entry.report.repository.pipelines.filter { $0.platform == platform }.flatMap(\.files)
    let path = pipeline ?? (files.count == 1 ? files[0] : "")
    let jobs = entry.report.jobs.filter {
      $0.key.platform == platform && (path.isEmpty || $0.key.pipeline == path)
    }
    let wanted = entry.report.suggestions.filter { suggestion in
      suggestion.kind == .size && suggestion.job.platform == platform
        && (path.isEmpty || suggestion.job.pipeline == path)
    }
    let edits = engine.plan(wanted.filter { $0.adviceOnly == nil }, of: entry)
    var plan = RunPlan(pipeline: path)
    plan.files = Self.files(path, edits, entry.ground.checkout)
    let edited = Set(
      edits.outcomes.compactMap { outcome -> SuggestionID? in
        if case .edited = outcome.result { outcome.suggestion.id } else { nil }
      })
    let after = labels(after: edits, of: entry, on: platform)
    plan.jobs = jobs.flatMap { job in
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
    guard let suggestion, case .runner(let change) = suggestion.change else {
      guard !from.isEmpty else { return nil }
      return RunPlan.Job(key: key, name: row.name, matrix: row.matrix, from: from, to: from)
    }
    // What an edit writes is known by reading it; a machine that is chosen at run time has no place for an edit.
    let to =
      edited.contains(suggestion.id)
      ? after[key] : row.fallback.isEmpty ? nil : change.to.label.map { [$0] } ?? change.to.severalLabels
    guard let to, !to.isEmpty else {
      guard !from.isEmpty else { return nil }
      return RunPlan.Job(key: key, name: row.name, matrix: row.matrix, from: from, to: from)
    }
    return RunPlan.Job(
      key: key, name: row.name, matrix: row.matrix, from: from.isEmpty ? change.from : from, to: to,
      suggestion: suggestion.id)
  }

  /// The labels that rows have once the edits are in place.
  private func labels(
    after edits: ApplyPlan, of entry: Inspection.Entry, on platform: Platform
  ) -> [JobKey: [String]] {
    guard !edits.files.isEmpty, let adapter = registry[platform] else { return [:] }
    var overlay = OverlayFiles(over: entry.ground.checkout)
    for file in edits.files { overlay.replace(file.path, with: file.after) }
    let files = entry.report.repository.pipelines.filter { $0.platform == platform }.flatMap(\.files)
    let readout = adapter.jobs(in: files, of: overlay, named: entry.report.repository.name)
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
  private static func files(
    _ path: String, _ edits: ApplyPlan, _ checkout: any RepositoryFiles
  ) -> [RunPlan.File] {
    var files = edits.files.map { RunPlan.File(path: $0.path, before: $0.before, after: $0.after) }
    if !path.isEmpty, !files.contains(where: { $0.path == path }), let text = checkout.contents(of: path) {
      files.append(RunPlan.File(path: path, before: text, after: text))
    }
    return files
  }
}
