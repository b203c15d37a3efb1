public import AdapterKit
internal import InfraMindCore

extension Buildkite: JobEnvironmentReading {
  /// The job by the variables that the agent sets.
  ///
  /// The tags that the step asked for are not among them, and neither is its matrix. Which file it is of no
  /// variable tells.
  ///
  /// - SeeAlso: Buildkite Docs, "Environment variables".
  public func jobEnvironment(of environment: [String: String]) -> JobEnvironment? {
    let variables = EnvironmentVariables(environment)
    guard variables["BUILDKITE"] == "true", let build = variables["BUILDKITE_BUILD_ID"],
      let id = variables["BUILDKITE_JOB_ID"], let repository = Self.repository(variables)
    else { return nil }
    let run = RunReference(platform: .buildkite, source: Self.host, repository: repository, run: build)
    var job = JobEnvironment(run: run, subject: .job(id: id), details: Self.details(variables))
    job.actor = variables["BUILDKITE_BUILD_CREATOR_EMAIL"] ?? variables["BUILDKITE_BUILD_CREATOR"]
    return job
  }

  private static func repository(_ variables: EnvironmentVariables) -> String? {
    if let name = variables["BUILDKITE_REPO"].flatMap(GitAddress.repository) { return name }
    guard let organization = variables["BUILDKITE_ORGANIZATION_SLUG"],
      let pipeline = variables["BUILDKITE_PIPELINE_SLUG"]
    else { return nil }
    return "\(organization)/\(pipeline)"
  }

  private static func details(_ variables: EnvironmentVariables) -> JobRunDetails {
    var details = JobRunDetails()
    details.workflow = variables["BUILDKITE_PIPELINE_SLUG"]
    details.job = variables["BUILDKITE_STEP_KEY"]
    let command = variables["BUILDKITE_COMMAND"]?.firstLine ?? ""
    details.name = variables["BUILDKITE_LABEL"] ?? details.job ?? (command.isEmpty ? nil : command)
    let retries = variables["BUILDKITE_RETRY_COUNT"].flatMap { Int($0) }
    details.attempt = retries.flatMap { (0...1000).contains($0) ? $0 + 1 : nil }
    details.headCommit = variables["BUILDKITE_COMMIT"].flatMap { $0 == "HEAD" ? nil : $0 }
    details.branch = variables["BUILDKITE_BRANCH"]
    details.event = variables["BUILDKITE_SOURCE"]
    details.isFromFork = isFromFork(variables)
    details.runnerName = variables["BUILDKITE_AGENT_NAME"]
    details.runnerGroup = variables["BUILDKITE_AGENT_META_DATA_QUEUE"]
    return details
  }

  /// `BUILDKITE_PULL_REQUEST` is `false` for a build of none.
  private static func isFromFork(_ variables: EnvironmentVariables) -> Bool? {
    guard let number = variables["BUILDKITE_PULL_REQUEST"] else { return nil }
    guard number != "false" else { return false }
    guard let own = variables["BUILDKITE_REPO"].flatMap(GitAddress.repository),
      let other = variables["BUILDKITE_PULL_REQUEST_REPO"].flatMap(GitAddress.repository)
    else { return nil }
    return own.lowercased() != other.lowercased()
  }
}
