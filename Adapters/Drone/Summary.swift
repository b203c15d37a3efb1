public import AdapterKit

extension Drone {
  /// What is read, written, told of runs and refused; `docs/platforms/drone.md` has the same at length.
  public var summary: AdapterSummary {
    AdapterSummary(
      reads: [
        ".drone.yml and files like it, split into documents by Drone's own rule; a file that YAML would split "
          + "otherwise is left alone.",
        "Pipelines of all types: docker, kubernetes, exec, vm, digitalocean, ssh, macstadium.",
        "The machine by node labels, pool, pod requests (in Drone's units), node selector or droplet size.",
        "Woodpecker's .woodpecker.yaml, or each file of .woodpecker/ as a workflow: steps as a list or by name, matrix "
          + "and include, labels, when, merged lists, what the pods of steps request on Kubernetes.",
        "Cache plugins and volumes that outlive a build; templates, Jsonnet and Starlark are recognised and reported "
          + "as not read.",
      ],
      edits: [
        "The machine of a pipeline: its node labels, its pool, its droplet's size, or what its pod requests with the "
          + "limits that equal it.",
        "The machine of a workflow: its labels, also where the matrix gives their values, or what the largest steps "
          + "request.",
        "A cache by two steps like those that the file has already, or to a store that the settings name, with "
          + "depends_on where the steps form a graph.",
      ],
      tells: [
        "Webhooks of Drone with HTTP signatures: builds, stages, steps and ends; Woodpecker sends none.",
        "Builds with their stages and steps through the API of either.",
        "The pipeline that a process runs in, by DRONE_ or CI_ variables.",
        "What the plugin drone-cache did, in a step's log that you have.",
      ],
      refuses: RefusedEdit.commonCodes.merging(WorkspaceFolders.refusalCodes) { $1 }.merging(Self.refusals) {
        $1
      })
  }

  /// Codes of refusals, but for those that every adapter gives, each in a sentence.
  static let refusals = [
    "advice-only": "No store for a cache is known, or it needs judgement: what to write is given as text.",
    "document-split": "Drone splits the file into other documents than YAML does, or fails to read it.",
    "name-taken": "A step or volume has the name that the new one would have, or has no name to wait for.",
    "not-a-list": "What must be a list is written as something else.",
    "renames-job": "The value tells one row of a matrix from another, which would begin a new history.",
    "shared-place": "The line rules other rows of a matrix too, for which the same is not suggested.",
    "signed-file": "The file is signed, and editing it was not allowed; afterwards it must be signed anew.",
    "step-limit": "A step's own limit is below the size suggested.",
    "unknown-label": "Nobody has told which labels get the machine, all of them.",
    "unreadable-value": "The machine is written in a way that only a run, or nobody, understands.",
    "variable-in-use": "The variable that would move the tool's files is set already, or a script uses it.",
    "wrong-platform": "The machine is of another operating system or architecture than the pipeline.",
  ]
}
