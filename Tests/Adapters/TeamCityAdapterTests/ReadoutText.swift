internal import AdapterKit
internal import InfraMindCore

/// What was read, as lines that can be compared and reviewed.
enum ReadoutText {
  static func of(_ readout: PipelineReadout) -> String {
    (readout.jobs.flatMap(lines) + readout.problems.map(line)).joined(separator: "\n") + "\n"
  }

  private static func lines(_ job: JobDefinition) -> [String] {
    var head = "job \(job.key.job) '\(job.name)' at \(place(job.position))"
    if !job.needs.isEmpty { head += " needs \(job.needs.joined(separator: ","))" }
    if let container = job.container { head += " in \(container)" }
    if job.checkout == .steps { head += " without the repository" }
    if !job.traits.isEmpty { head += " [\(job.traits.map(\.rawValue).sorted().joined(separator: ","))]" }
    return [head] + job.rows.map(line) + job.caches.map(line) + job.steps.map(line)
  }

  private static func line(_ row: JobRow) -> String { "  on \(text(row.runner))" }

  private static func text(_ runner: RunnerRequest) -> String {
    switch runner {
    case .labels(let labels, let position): "\(labels) at \(place(position))"
    case .group(let group, let labels, let position): "group \(group) \(labels) at \(place(position))"
    case .unresolved(let text, let reason, let position): "<\(text)> at \(place(position)): \(reason)"
    case .platformDefault(let position): "default at \(place(position))"
    }
  }

  private static func line(_ cache: DeclaredCache) -> String {
    let tools = cache.tools.sorted().map(\.rawValue).joined(separator: ",")
    let view = cache.isOutsideView ? " outside the view" : ""
    return "  cache \(cache.name) of \(tools) at \(place(cache.position))\(view)"
  }

  private static func line(_ step: JobStep) -> String {
    var text = "  step \(step.index) at \(place(step.position)) "
    switch step.work {
    case .run(let script): text += "run '\(script.split(separator: "\n").first ?? "")'"
    case .use(let use): text += "use \(use.name)"
    case .other: text += "other"
    }
    if step.workingDirectory != "" { text += " in \(step.workingDirectory ?? "?")" }
    if let condition = step.condition { text += " if \(condition)" }
    if !step.runsAlways { text += " (not always)" }
    if !step.environment.isEmpty { text += " env \(JobVariant(step.environment))" }
    return text
  }

  private static func line(_ problem: PipelineProblem) -> String {
    "\(problem.severity.rawValue) \(problem.code) at \(place(problem.position)): \(problem.message)"
  }

  private static func place(_ position: SourcePosition) -> String { "\(position.line):\(position.column)" }
}
