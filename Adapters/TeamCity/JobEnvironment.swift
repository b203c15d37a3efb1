public import AdapterKit
internal import InfraMindCore

extension TeamCity: JobEnvironmentReading {
  /// The build by the variables that the agent sets: its id is in `BUILD_URL`.
  ///
  /// Branch, trigger, agent and the project's id are in the file that `TEAMCITY_BUILD_PROPERTIES_FILE` names, which is not
  /// opened: it holds passwords. The project's name stands for its id, unless the project tells the id by the parameter
  /// `env.INFRAMIND_TEAMCITY_PROJECT` with the value `%teamcity.project.id%`; what is measured joins what deliveries
  /// and the API tell only then.
  ///
  /// - SeeAlso: TeamCity Docs, "Predefined build parameters".
  public func jobEnvironment(of environment: [String: String]) -> JobEnvironment? {
    let variables = EnvironmentVariables(environment)
    guard variables["TEAMCITY_VERSION"] != nil, let url = variables["BUILD_URL"],
      let source = ServerAddress.source(of: url), !source.isEmpty, let id = ServerAddress.build(of: url),
      let project = variables["INFRAMIND_TEAMCITY_PROJECT"] ?? variables["TEAMCITY_PROJECT_NAME"]
    else { return nil }
    let run = RunReference(platform: .teamCity, source: source, repository: project, run: id)
    var details = JobRunDetails()
    details.name = variables["TEAMCITY_BUILDCONF_NAME"]
    details.headCommit = variables["BUILD_VCS_NUMBER"]
    details.runnerName = variables["AGENT_NAME"]
    details.runnerLabels = details.runnerName.flatMap(HostedAgents.label).map { [$0] }
    return JobEnvironment(run: run, subject: .job(id: id), details: details)
  }
}
