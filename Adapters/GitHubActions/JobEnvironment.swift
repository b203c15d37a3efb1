public import AdapterKit
internal import InfraMindCore

extension GitHubActions: JobEnvironmentReading {
  /// The job by the variables that the runner sets in every step.
  ///
  /// None of them holds the job's id in the API, its reported name, its matrix or its labels: it is joined by attempt,
  /// machine and `GITHUB_JOB`, which for a job of a called workflow is its id in the called file. Whether a pull request
  /// comes from a fork stands only in the file that `GITHUB_EVENT_PATH` names; for such runs it is not said.
  ///
  /// Gitea and Forgejo set the same variables, and are not GitHub.
  ///
  /// - SeeAlso: GitHub Docs, "Variables reference".
  public func jobEnvironment(of environment: [String: String]) -> JobEnvironment? {
    let variables = EnvironmentVariables(environment)
    guard variables["GITHUB_ACTIONS"] == "true", variables["GITEA_ACTIONS"] == nil,
      variables["FORGEJO_ACTIONS"] == nil, let repository = variables["GITHUB_REPOSITORY"],
      let run = variables["GITHUB_RUN_ID"]
    else { return nil }
    let server = variables["GITHUB_SERVER_URL"] ?? "https://github.com"
    let reference = RunReference(
      platform: .gitHubActions, source: RunReference.source(of: server) ?? "", repository: repository,
      run: run)
    let attempt = variables["GITHUB_RUN_ATTEMPT"].flatMap { Int($0) }
    let join = JobJoin(
      attempt: attempt ?? 1, runnerName: variables["RUNNER_NAME"] ?? "", job: variables["GITHUB_JOB"] ?? "")
    var job = JobEnvironment(
      run: reference, subject: .joined(join), details: Self.details(variables, attempt))
    job.actor = variables["GITHUB_ACTOR"]
    job.files["summary"] = variables["GITHUB_STEP_SUMMARY"]
    job.files["output"] = variables["GITHUB_OUTPUT"]
    return job
  }

  private static func details(_ variables: EnvironmentVariables, _ attempt: Int?) -> JobRunDetails {
    let event = variables["GITHUB_EVENT_NAME"]
    let isPullRequest = variables["GITHUB_HEAD_REF"] != nil
    var details = JobRunDetails()
    details.pipeline = pipeline(variables)
    details.workflow = variables["GITHUB_WORKFLOW"]
    details.job = variables["GITHUB_JOB"]
    details.attempt = attempt
    details.event = event
    details.branch = variables["GITHUB_HEAD_REF"]
    if variables["GITHUB_REF_TYPE"] == "branch", !isPullRequest {
      details.branch = variables["GITHUB_REF_NAME"]
    }
    // A pull request's is of a merge that no other message names.
    if !isPullRequest { details.headCommit = variables["GITHUB_SHA"] }
    if let event, Self.ownEvents.contains(event) { details.isFromFork = false }
    details.runnerName = variables["RUNNER_NAME"]
    return details
  }

  /// Events that only the repository's own code can run for.
  private static let ownEvents: Set<String> = [
    "push", "schedule", "workflow_dispatch", "repository_dispatch", "release", "create", "merge_group",
  ]

  /// `.github/workflows/ci.yml` of `octo/cat/.github/workflows/ci.yml@refs/heads/main`; `nil` for a file of another
  /// repository.
  private static func pipeline(_ variables: EnvironmentVariables) -> String? {
    guard let reference = variables["GITHUB_WORKFLOW_REF"], let repository = variables["GITHUB_REPOSITORY"],
      reference.lowercased().hasPrefix(repository.lowercased() + "/")
    else { return nil }
    return RunPayload.file(String(reference.dropFirst(repository.count + 1)))
  }
}
