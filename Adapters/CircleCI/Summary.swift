public import AdapterKit

extension CircleCI {
  /// What is read, written, told of runs and refused; `docs/platforms/circleci.md` has the same at length.
  public var summary: AdapterSummary {
    AdapterSummary(
      reads: [
        "Configs of version 2.1 and 2 in .circleci: jobs, commands, executors, inline orbs, job groups, workflows.",
        "Parameters with defaults and arguments, and << >> templates over them; expressions are reported as computed.",
        "Matrices with exclude and alias, under the names that CircleCI gives their jobs.",
        "Caches by restore_cache and save_cache, and those that commands of certified orbs keep by themselves.",
      ],
      edits: [
        "The resource_class of a job: its own key, the executor's, a parameter's default or argument, or a new key.",
        "A cache by restore_cache and save_cache around the step that fills it.",
        "A cache by node/install-packages, where the node orb is in use and the step is what that command runs.",
      ],
      tells: [
        "Webhooks job-completed and workflow-completed, signed with HMAC; class and queue time by a question for "
          + "each job.",
        "Pipelines, workflows and jobs through the API, and CSV files of the usage export: classes, use of CPU and "
          + "memory, credits.",
        "The job that a process runs in, by CIRCLE_ variables.",
        "What the cache steps did, in a step's output that you have.",
      ],
      refuses: RefusedEdit.commonCodes.merging(Self.refusals) { $1 },
      prices: Self.machineData?.sources.priceSources ?? [])
  }

  /// Codes of refusals, but for those that every adapter gives, each in a sentence.
  static let refusals = [
    "advice-only": "It needs judgement, as layer caching does, which costs 200 credits for every run.",
    "computed-value": "The class is an expression, or depends on what only a pipeline knows.",
    "no-orb": "The config does not import our orb, whose steps measure jobs.",
    "no-checkout": "No step before brings the files that the key is made of.",
    "other-executor": "The class is of another kind of executor than the job's.",
    "outside-enum": "The parameter that gives the class does not allow the new one.",
    "outside-view": "An orb of the registry defines the job, or replaces it.",
    "renames-job": "The class is part of the job's name, and checks required by name would wait for ever.",
    "shared-place": "The place also rules other jobs, for which the same is not suggested.",
    "unknown-label": "Nobody has told which resource class gets the machine.",
  ]
}
