public import AdapterKit
internal import InfraMindCore

extension CircleCI: JobEnvironmentReading {
  /// The job by the variables that CircleCI sets in every step.
  ///
  /// None of them holds the workflow's name, the resource class or, but in a setup config, the file. Tasks of a
  /// job with `parallelism` are one job. That a pull request comes from a fork they tell for projects on GitHub
  /// by OAuth only; for others it is not said.
  ///
  /// - SeeAlso: CircleCI Docs, "Project values and variables".
  public func jobEnvironment(of environment: [String: String]) -> JobEnvironment? {
    let variables = EnvironmentVariables(environment)
    guard variables["CIRCLECI"] == "true", let workflow = variables["CIRCLE_WORKFLOW_ID"],
      let name = variables["CIRCLE_JOB"], let repository = Self.repository(variables)
    else { return nil }
    let run = RunReference(
      platform: .circleCI, source: Self.source(of: variables["CIRCLE_BUILD_URL"]), repository: repository,
      run: workflow)
    var details = JobRunDetails()
    // Only the jobs of a setup config are told that they may go on with another one.
    if variables["CIRCLE_CONTINUATION_KEY"] != nil { details.pipeline = Self.usualFile }
    details.name = name
    details.headCommit = variables["CIRCLE_SHA1"]
    details.branch = variables["CIRCLE_BRANCH"]
    let isFork =
      variables["CIRCLE_PR_NUMBER"] != nil || PipelinePayload.isForkBranch(variables["CIRCLE_BRANCH"] ?? "")
    if isFork { details.isFromFork = true }
    let subject: JobRunFacts.Subject =
      variables["CIRCLE_WORKFLOW_JOB_ID"].map { .job(id: $0) }
      ?? .joined(JobJoin(attempt: 1, runnerName: "", job: name))
    var job = JobEnvironment(run: run, subject: subject, details: details)
    job.actor = variables["CIRCLE_USERNAME"]
    return job
  }

  /// The project's repository, also in a build of a fork.
  private static func repository(_ variables: EnvironmentVariables) -> String? {
    if let owner = variables["CIRCLE_PROJECT_USERNAME"], let name = variables["CIRCLE_PROJECT_REPONAME"] {
      return "\(owner)/\(name)"
    }
    return variables["CIRCLE_REPOSITORY_URL"].flatMap(GitAddress.repository)
  }
}
