public import AdapterKit

extension GitLabCI {
  /// What is read, written, told of runs and refused; `docs/platforms/gitlab-ci.md` has the same at length.
  public var summary: AdapterSummary {
    AdapterSummary(
      reads: [
        ".gitlab-ci.yml with the local files that it includes and the child pipelines that it starts from "
          + "the checkout.",
        "Templates by extends, anchors, merge keys, !reference and default, merged as GitLab merges them.",
        "Parallel jobs and matrices with the names that GitLab gives them; inputs with their defaults.",
        "Tags with variables that the files give; files of other projects, addresses, templates and "
          + "components are reported as outside the view.",
      ],
      edits: [
        "The machine of a job: its tag where it stands, or a `tags` of its own beside what it inherits.",
        "A cache of a job with a key made of lockfiles, and the variable that moves the tool's files into "
          + "the project.",
        "A further cache beside those that the job lists itself, or that all jobs have by default.",
      ],
      tells: [
        "Job and pipeline webhooks, signed or with the secret token: jobs, queue times, machines and ends.",
        "Jobs through the REST API, with the traces of a few: stages, caches, and whether memory ran out.",
        "The job that a process runs in, by CI_ variables.",
      ],
      refuses: RefusedEdit.commonCodes.merging(WorkspaceFolders.refusalCodes) { $1 }.merging(Self.refusals) {
        $1
      },
      prices: Self.machineData?.sources.priceSources ?? [])
  }

  /// Codes of refusals, but for those that every adapter gives, each in a sentence.
  static let refusals = [
    "advice-only": "It needs judgement, such as where the layers of an image are kept.",
    "computed-value": "The tag is made of an input or a variable that decides more than this job's machine.",
    "default-runner":
      "The job names no tags, and others here run on runners of your own, on which it may run too.",
    "no-component": "The pipeline does not include our component, whose commands measure jobs.",
    "outside-view":
      "The job's caches, variables or commands may come from a file that is not in the checkout.",
    "renames-job": "The tag comes from the matrix, whose values are part of the jobs' names.",
    "shared-place": "The place also rules other jobs, for which the same is not suggested.",
    "switched-off": "The job says `cache: []`, so somebody does not want one.",
    "too-many-caches": "GitLab keeps at most four caches for a job.",
    "unknown-label": "Nobody has told which tag gets the machine.",
    "would-lose-comments":
      "The job's only cache would become the first of a list, and its comments would go.",
  ]
}
