public import AdapterKit

extension Buildkite {
  /// What is read, written, told of runs and refused; `docs/platforms/buildkite.md` has the same at length.
  public var summary: AdapterSummary {
    AdapterSummary(
      reads: [
        "Pipeline files in .buildkite, and those that the agent looks for elsewhere: command steps, groups, matrices.",
        "Tags of agents on the pipeline and its steps, as a map or a list, with variables of the pipeline's own env "
          + "and defaults; other variables are reported as computed.",
        "Plugins in every notation, and caches by cache volumes, the cache plugin and buildkite-agent cache.",
        "Steps that upload more steps are reported; what a program writes is outside the view.",
      ],
      edits: [
        "The tags that choose a job's agents: the value in place, a variable's default, or an agents of the step's own.",
        "A cache by a volume (`cache`) on hosted agents, with the tool's variable in env.",
        "A cache by the cache plugin in pipelines that use it, with their version and backend.",
      ],
      tells: [
        "Build and job webhooks, signed or with a token; the jobs of a build by a question for each.",
        "Builds with their jobs, agents and retries through the REST API, with a few logs for what caches did.",
        "The job that a process runs in, by BUILDKITE_ variables.",
        "What the cache plugin did, in a job's log.",
      ],
      refuses: RefusedEdit.commonCodes.merging(Self.refusals) { $1 },
      prices: Self.machineData?.sources.priceSources ?? [])
  }

  /// Codes of refusals, but for those that every adapter gives, each in a sentence.
  static let refusals = [
    "advice-only": "It needs judgement, or is a setting of the cluster, as layer caching is.",
    "computed-value":
      "A variable that only an upload knows, or the matrix, chooses the machine or the folder.",
    "in-container":
      "A plugin runs the command in a container that sees neither the folders nor the variables.",
    "no-variable": "The tool cannot be told a folder that a volume can name.",
    "other-tags":
      "The step chooses its agents by other tags than the new machine's, or its pod's resources by itself.",
    "shared-place": "The place also rules other jobs, for which the same is not suggested.",
    "shared-volume": "Jobs of a matrix would share a volume, which has no key, for files that differ.",
    "signed-file": "The step carries a signature.",
    "template-file": "The file is a template that a program fills in.",
    "unknown-agents": "The files do not tell whether Buildkite hosts the agents or the user does.",
    "unknown-label": "Nobody has told which queue or tags get the machine.",
  ]
}
