public import AdapterKit

extension GitHubActions {
  /// What is read, written, told of runs and refused; `docs/platforms/github-actions.md` has the same at length.
  public var summary: AdapterSummary {
    AdapterSummary(
      reads: [
        "Workflows in .github/workflows, with the reusable workflows and composite actions of the same checkout.",
        "All forms of runs-on: a label, a list, a group with labels, and expressions as far as they are literal.",
        "Matrices, expanded by GitHub's own rules with include and exclude.",
        "Expressions over literals, matrix and inputs with literal callers and defaults; the rest is reported as "
          + "computed, never guessed.",
      ],
      edits: [
        "The machine of a job: its label in runs-on, the input of a reusable workflow, or a mapping over the matrix "
          + "that keeps the jobs' names.",
        "A cache by the set-up action's own input, such as `cache: npm`.",
        "A cache by a step with actions/cache.",
        "A cache of Docker layers by cache-from and cache-to of docker/build-push-action.",
        "Third-party steps such as Swatinem/rust-cache, only where the settings allow them.",
      ],
      tells: [
        "Webhooks workflow_job and workflow_run, signed with HMAC: jobs, steps, machines, times and ends.",
        "Runs, jobs and steps through the REST API, of github.com and GitHub Enterprise Server, with a few logs of jobs that "
          + "use caches.",
        "The job that a process runs in, by GITHUB_ variables.",
        "What actions/cache and set-up actions did, in a job's log.",
      ],
      refuses: RefusedEdit.commonCodes.merging(Self.refusals) { $1 },
      prices: Self.machineData?.sources.priceSources ?? [])
  }

  /// Codes of refusals, but for those that every adapter gives, each in a sentence.
  private static let refusals = [
    "advice-only": "It needs judgement: a plain docker build in a script, images that reach users.",
    "computed-value": "The machine is computed while the workflow runs.",
    "renames-job": "The edit would rename a job, and checks required by name would wait for ever.",
    "shared-place": "The place also rules other jobs, for which the same is not suggested.",
    "unknown-action-version": "No version of the action is known in the style of the file.",
    "unknown-label": "Nobody has told which label gets the machine.",
  ]
}
