public import AdapterKit
internal import InfraMindCore

extension GitLabCI: JobEnvironmentReading {
  /// The job by the variables that GitLab gives every job: its id in the API is among them.
  ///
  /// `CI_RUNNER_TAGS` are all tags of the machine, not those that the job asked for, so they are not taken for labels.
  ///
  /// - SeeAlso: GitLab Docs, "Predefined CI/CD variables reference".
  public func jobEnvironment(of environment: [String: String]) -> JobEnvironment? {
    let variables = EnvironmentVariables(environment)
    guard variables["GITLAB_CI"] == "true", let id = variables["CI_JOB_ID"],
      let pipeline = variables["CI_PIPELINE_ID"], let project = variables["CI_PROJECT_PATH"]
    else { return nil }
    let run = RunReference(
      platform: .gitLabCI, source: Self.source(variables), repository: project, run: pipeline)
    var job = JobEnvironment(run: run, subject: .job(id: id), details: Self.details(variables))
    job.actor = variables["GITLAB_USER_LOGIN"]
    return job
  }

  private static func source(_ variables: EnvironmentVariables) -> String {
    if let url = variables["CI_SERVER_URL"], let source = RunReference.source(of: url) { return source }
    return (variables["CI_SERVER_FQDN"] ?? variables["CI_SERVER_HOST"] ?? "gitlab.com").lowercased()
  }

  private static func details(_ variables: EnvironmentVariables) -> JobRunDetails {
    var details = JobRunDetails()
    if !isOfChild(variables) { details.pipeline = ProjectPayload.pipelineFile(variables["CI_CONFIG_PATH"]) }
    details.name = variables["CI_JOB_NAME"]
    details.job = job(variables)
    details.headCommit = variables["CI_COMMIT_SHA"]
    details.branch = variables["CI_MERGE_REQUEST_SOURCE_BRANCH_NAME"] ?? variables["CI_COMMIT_BRANCH"]
    details.event = variables["CI_PIPELINE_SOURCE"]
    details.visibility = variables["CI_PROJECT_VISIBILITY"].flatMap(RepositoryVisibility.init)
    details.runnerName = variables["CI_RUNNER_DESCRIPTION"]
    if let origin = variables["CI_MERGE_REQUEST_SOURCE_PROJECT_ID"],
      let target = variables["CI_MERGE_REQUEST_PROJECT_ID"]
    {
      details.isFromFork = origin != target
    }
    return details
  }

  private static func isOfChild(_ variables: EnvironmentVariables) -> Bool {
    variables["CI_PIPELINE_SOURCE"] == ProjectPayload.parentEvent
  }

  /// The job's id in the file, where the name shows it for sure: without the copy's number or values behind
  /// it. A job of a child pipeline has the trigger's id before its own, which nothing tells.
  private static func job(_ variables: EnvironmentVariables) -> String? {
    guard let name = variables["CI_JOB_NAME"], !isOfChild(variables) else { return nil }
    guard let total = variables["CI_NODE_TOTAL"], let index = variables["CI_NODE_INDEX"] else { return name }
    let number = " \(index)/\(total)"
    if name.hasSuffix(number) { return String(name.dropLast(number.count)) }
    guard name.hasSuffix("]") else { return total == "1" ? name : nil }
    let parts = name.split(separator: ": [", omittingEmptySubsequences: false)
    return parts.count == 2 ? String(parts[0]) : nil
  }
}
