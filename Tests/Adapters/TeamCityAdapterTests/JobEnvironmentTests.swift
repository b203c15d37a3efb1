internal import AdapterKit
internal import InfraMindCore
internal import TeamCityAdapter
internal import Testing

@Suite struct JobEnvironmentTests {
  /// As an agent sets them.
  static let build = [
    "TEAMCITY_VERSION": "2025.11 (build 208117)", "BUILD_NUMBER": "731", "TEAMCITY_PROJECT_NAME": "Shop / CI",
    "TEAMCITY_BUILDCONF_NAME": "Backend tests",
    "BUILD_VCS_NUMBER": "9fc1ad6ebf12462f3f9773003e26b4c6f54a772e",
    "BUILD_URL": "https://tc.example.com/buildConfiguration/Shop_CI_Backend/9001",
    "TEAMCITY_BUILD_PROPERTIES_FILE": "/opt/agent/temp/buildTmp/teamcity.build.properties",
  ]

  private static func environment(_ changes: [String: String?]) -> JobEnvironment? {
    TeamCity().jobEnvironment(of: changes.reduce(into: build) { $0[$1.key] = $1.value })
  }

  @Test func `a build tells its id by its page, its name, and its project's`() throws {
    let job = try #require(Self.environment([:]))
    #expect(
      job.run
        == RunReference(platform: .teamCity, source: "tc.example.com", repository: "Shop / CI", run: "9001"))
    #expect(job.subject == .job(id: "9001"))
    #expect(job.details.name == "Backend tests")
    #expect(job.details.headCommit == "9fc1ad6ebf12462f3f9773003e26b4c6f54a772e")
    #expect((job.details.branch, job.details.job, job.actor) == (nil, nil, nil))
  }

  @Test func `a parameter of the project's own tells its id, by which deliveries join`() {
    #expect(Self.environment(["INFRAMIND_TEAMCITY_PROJECT": "Shop_CI"])?.run.repository == "Shop_CI")
  }

  @Test func `an agent's name tells what was asked for, where it is a hosted one`() {
    #expect(Self.environment(["AGENT_NAME": "Linux-Large-17"])?.details.runnerLabels == ["Linux-Large"])
    #expect(Self.environment(["AGENT_NAME": "office-3"])?.details.runnerLabels == nil)
  }

  @Test(arguments: [
    ["TEAMCITY_VERSION": nil], ["BUILD_URL": nil], ["BUILD_URL": "https://tc.example.com/"],
    ["TEAMCITY_PROJECT_NAME": ""],
  ])
  func `what is no build of TeamCity is not taken for one`(changes: [String: String?]) {
    #expect(Self.environment(changes) == nil)
  }
}
