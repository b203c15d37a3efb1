public import AdapterKit
internal import InfraMindCore

extension Drone: JobEnvironmentReading {
  /// The job by the variables that Drone or Woodpecker sets in every step. Its number within the build is among them,
  /// which deliveries and the API call it by.
  ///
  /// Woodpecker is looked for first, since it may set variables of Drone's for old plugins, too.
  ///
  /// - SeeAlso: Drone Docs, "Environment reference"; Woodpecker Docs, "Built-in environment variables".
  public func jobEnvironment(of environment: [String: String]) -> JobEnvironment? {
    let variables = EnvironmentVariables(environment)
    return Self.isWoodpecker(variables) ? Self.workflow(variables) : Self.stage(variables)
  }

  /// Whether Woodpecker runs the job.
  static func isWoodpecker(_ variables: EnvironmentVariables) -> Bool {
    variables["CI"] == "woodpecker" || variables["CI_SYSTEM_NAME"] == "woodpecker"
  }

  // MARK: - Drone

  private static func stage(_ variables: EnvironmentVariables) -> JobEnvironment? {
    guard variables["DRONE"] == "true", let repository = variables["DRONE_REPO"],
      let build = variables["DRONE_BUILD_NUMBER"], let name = variables["DRONE_STAGE_NAME"],
      let source = variables["DRONE_SYSTEM_HOST"].flatMap(host)
    else { return nil }
    let run = RunReference(platform: .drone, source: source, repository: repository, run: build)
    var details = JobRunDetails()
    details.name = name
    details.job = name
    details.headCommit = variables["DRONE_COMMIT_SHA"]
    details.event = variables["DRONE_BUILD_EVENT"]
    if details.event != "tag" {
      details.branch = variables["DRONE_SOURCE_BRANCH"] ?? variables["DRONE_BRANCH"]
    }
    // Where the code of a pull request is no variable tells.
    details.isFromFork = variables["DRONE_PULL_REQUEST"] == nil ? false : nil
    details.visibility = variables["DRONE_REPO_VISIBILITY"].flatMap(RepositoryVisibility.init)
    details.runnerName = variables["DRONE_STAGE_MACHINE"]
    details.runnerGroup = group(variables)
    var job = JobEnvironment(
      run: run, subject: subject(variables["DRONE_STAGE_NUMBER"], name, on: details.runnerName),
      details: details)
    job.actor = variables["DRONE_COMMIT_AUTHOR"]
    if let card = variables["DRONE_CARD_PATH"] { job.files["card"] = card }
    return job
  }

  private static func group(_ variables: EnvironmentVariables) -> String? {
    let platform = [variables["DRONE_STAGE_OS"], variables["DRONE_STAGE_ARCH"]].compactMap(\.self)
    let parts = [variables["DRONE_STAGE_TYPE"] ?? "", platform.joined(separator: "/")].filter { !$0.isEmpty }
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }

  // MARK: - Woodpecker

  private static func workflow(_ variables: EnvironmentVariables) -> JobEnvironment? {
    guard let repository = variables["CI_REPO"], let pipeline = variables["CI_PIPELINE_NUMBER"],
      let name = variables["CI_WORKFLOW_NAME"], let source = source(variables)
    else { return nil }
    let run = RunReference(platform: .drone, source: source, repository: repository, run: pipeline)
    var details = JobRunDetails()
    details.name = name
    details.job = name
    details.headCommit = variables["CI_COMMIT_SHA"]
    details.event = variables["CI_PIPELINE_EVENT"]
    let isRequest = details.event?.hasPrefix("pull_request") ?? false
    if variables["CI_COMMIT_TAG"] == nil {
      details.branch = variables["CI_COMMIT_SOURCE_BRANCH"] ?? variables["CI_COMMIT_BRANCH"]
    }
    details.isFromFork = isRequest ? nil : false
    details.visibility = variables["CI_REPO_PRIVATE"].flatMap { ["true": .private, "false": .public][$0] }
    details.runnerGroup = variables["CI_SYSTEM_PLATFORM"]
    var job = JobEnvironment(
      run: run, subject: subject(variables["CI_WORKFLOW_NUMBER"], name, on: variables["CI_MACHINE"]),
      details: details)
    job.actor = variables["CI_COMMIT_AUTHOR"]
    return job
  }

  private static func source(_ variables: EnvironmentVariables) -> String? {
    if let url = variables["CI_SYSTEM_URL"], let source = RunReference.source(of: url) { return source }
    return variables["CI_SYSTEM_HOST"].flatMap(host)
  }

  private static func subject(
    _ number: String?, _ name: String, on machine: String?
  ) -> JobRunFacts.Subject {
    if let number, let value = Int(number), value > 0 { return .job(id: "\(value)") }
    return .joined(JobJoin(attempt: 1, runnerName: machine ?? "", job: name))
  }
}
