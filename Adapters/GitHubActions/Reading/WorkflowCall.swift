internal import LosslessYAML

/// A job that calls a workflow.
struct CallSite {
  let file: WorkflowFile
  /// The calling job's id in that file.
  let id: String
  /// Its mapping, aliases followed.
  let node: YAMLNode
}

/// The keys of a job that are of interest; values as they stand in the file.
struct JobKeys {
  var name, needs, condition, runsOn, strategy, timeout, container, environmentVariables: YAMLNode?
  var environment, permissions, defaults, steps, uses, inputs: YAMLNode?

  init(_ job: YAMLNode) {
    for entry in job.entries where entry.isInForce {
      switch entry.key.resolved.text {
      case "name": name = entry.value
      case "needs": needs = entry.value
      case "if": condition = entry.value
      case "runs-on": runsOn = entry.value
      case "strategy": strategy = entry.value
      case "timeout-minutes": timeout = entry.value
      case "container": container = entry.value
      case "env": environmentVariables = entry.value
      case "environment": environment = entry.value
      case "permissions": permissions = entry.value
      case "defaults": defaults = entry.value
      case "steps": steps = entry.value
      case "uses": uses = entry.value
      case "with": inputs = entry.value
      default: break
      }
    }
  }
}

/// How a workflow comes to run: by itself, or called by a job.
struct WorkflowCall {
  /// One run of the workflow: as many as the calling job has rows.
  struct Instance {
    var inputs: ExpressionScope.Context
    /// The calling job's name and ` / `, or nothing.
    var namePrefix = ""
    /// The calling jobs' matrix values.
    var matrix: [String: String] = [:]
  }

  var callers: [CallSite] = []
  /// Never empty.
  var instances: [Instance]
  /// Whether the files tell how often the workflow is called.
  var areInstancesKnown = true
  /// The workflow that an event starts.
  var top: WorkflowFile
  /// What that workflow waits for, through the calling jobs.
  var needs: [String] = []

  /// Ids of the calling jobs, joined and followed by `/`.
  var keyPrefix: String { callers.map { $0.id + "/" }.joined() }
}
