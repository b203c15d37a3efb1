internal import AdapterKit
internal import AdapterTesting
internal import GitHubActionsAdapter
internal import InfraMindCore
internal import Testing

extension RunLawSubject {
  static let gitHubActions = RunLawSubject(
    GitHubActions(),
    environments: [
      SampleEnvironment(
        name: "pull request",
        [
          "GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "octo/cat", "GITHUB_RUN_ID": "17",
          "GITHUB_RUN_ATTEMPT": "1",
          "GITHUB_JOB": "inframind", "RUNNER_NAME": "one", "GITHUB_SERVER_URL": "https://github.com",
          "GITHUB_API_URL": "https://api.github.com", "GITHUB_EVENT_NAME": "pull_request",
          "GITHUB_REF": "refs/pull/12/merge", "GITHUB_HEAD_REF": "fix", "GITHUB_SHA": RunSamples.commit,
          "INFRAMIND_HEAD_SHA": RunSamples.commit, "GITHUB_OUTPUT": "/tmp/output",
          "GITHUB_STEP_SUMMARY": "/tmp/summary",
          "GITHUB_WORKFLOW_REF": "octo/cat/.github/workflows/ci.yml@refs/pull/12/merge",
        ])
    ],
    plans: [RunSamples.plan], secrets: ["GITHUB_TOKEN", "GH_TOKEN", "INFRAMIND_GITHUB_TOKEN"])
}

enum RunSamples {
  static let commit = "0123456789abcdef0123456789abcdef01234567"
  static let file = ".github/workflows/ci.yml"

  private static func job(_ id: String, _ matrix: [String: String] = [:], from: String, to: String)
    -> RunPlan.Job
  {
    let key = JobKey(
      platform: .gitHubActions, repository: "octo/cat", pipeline: file, job: id, variant: JobVariant(matrix))
    return RunPlan.Job(
      key: key, name: id, matrix: matrix, from: [from], to: [to],
      suggestion: from == to ? nil : SuggestionID(rawValue: "0123456789ab"))
  }

  static let plan = RunPlan(
    pipeline: file,
    jobs: [
      job("build-all", from: "ubuntu-latest", to: "ubuntu-latest-4-cores"),
      job("lint", from: "ubuntu-latest", to: "ubuntu-latest"),
      job("test", ["node": "20", "os": "l"], from: "ubuntu-latest", to: "ubuntu-latest-8-cores"),
      job("test", ["node": "22", "os": "l"], from: "ubuntu-latest", to: "ubuntu-latest"),
    ],
    files: [RunPlan.File(path: file, before: Array("on: push\n".utf8), after: Array("on: [push]\n".utf8))])
}

@Suite struct RunLawTests {
  @Test(arguments: RunLaw.allCases)
  func `the adapter obeys`(law: RunLaw) async { #expect(await law.failures(of: .gitHubActions) == []) }
}

@Suite struct DynamicInjectionTests {
  private func outputs(_ plan: RunPlan) throws -> String {
    let scene = RunScene(variables: EnvironmentVariables([:]), output: "out")
    let instructions = try GitHubActions().instructions(for: plan, by: .outputs, in: scene)
    guard case .append("out", let text)? = instructions.first else { return "" }
    return text
  }

  @Test func `labels are told by job, and by row where rows differ; matrices are told whole`() throws {
    let text = try outputs(RunSamples.plan)
    #expect(
      text.contains(
        #"{"build-all":"ubuntu-latest-4-cores","lint":"ubuntu-latest","test/20/l":"ubuntu-latest-8-cores","test/22/l":"ubuntu-latest"}"#
      ))
    #expect(
      text.contains(
        #"{"test":{"include":[{"node":"20","os":"l","runner":"ubuntu-latest-8-cores"},{"node":"22","os":"l","runner":"ubuntu-latest"}]}}"#
      ))
    #expect(try outputs(RunPlan()).contains("{}"))
  }

  @Test func `variables are set where jobs move, and set back where they exist`() throws {
    let job = try #require(
      GitHubActions().jobEnvironment(of: RunLawSubject.gitHubActions.environments[0].variables))
    let scene = RunScene(variables: EnvironmentVariables([:]), job: job, api: "https://api.github.com")
    let requests = try GitHubActions().instructions(for: RunSamples.plan, by: .variables, in: scene)
      .compactMap { if case .send(let request) = $0 { request } else { nil } }
    #expect(requests.map(\.path.last) == ["INFRAMIND_BUILD_ALL", "INFRAMIND_LINT"])
    #expect(requests.map(\.ifMissing.count) == [1, 0] && requests.allSatisfy(\.mayBeMissing))
    #expect(requests[0].ifMissing.first?.path == ["repos", "octo", "cat", "actions", "variables"])
  }

  @Test func `variables that mean something to us, or belong to two jobs, are left alone`() throws {
    let plan = RunPlan(
      jobs: ["server", "web-", "web_", "token", "build"].map { id in
        let key = JobKey(platform: .gitHubActions, repository: "o/n", pipeline: "ci.yml", job: id)
        return RunPlan.Job(
          key: key, name: id, from: ["a"], to: ["b"], suggestion: SuggestionID(rawValue: "s"))
      })
    let job = try #require(
      GitHubActions().jobEnvironment(of: RunLawSubject.gitHubActions.environments[0].variables))
    let scene = RunScene(variables: EnvironmentVariables([:]), job: job, api: "https://api.github.com")
    let paths = try GitHubActions().instructions(for: plan, by: .variables, in: scene)
      .compactMap { if case .send(let request) = $0 { request.path.last } else { nil } }
    #expect(paths == ["INFRAMIND_BUILD"])
  }

  @Test(arguments: [
    ("${{ vars.INFRAMIND_BUILD || 'ubuntu-latest' }}", ["ubuntu-latest"]),
    ("${{ fromJSON(needs.inframind.outputs.runners || '{}').build || 'ubuntu-24.04' }}", ["ubuntu-24.04"]),
    ("${{ fromJSON(needs.plan.outputs.runners)['a'] || 'x' }}", ["x"]),
    (
      "${{ fromJSON(needs.plan.outputs.runners)[format('test/{0}', matrix.node)] || 'x' }}", ["x"]
    ),
    ("${{ vars.RUNNER || 'ubuntu-latest' }}", []), ("${{ fromJSON(needs.plan.outputs.r).build || 'x' }}", []),
    ("${{ fromJSON(needs.plan.outputs.runners).build }}", []),
  ])
  func `the label that stands in for what is chosen at run time is known`(_ text: String, _ labels: [String])
  {
    let readout = PipelineReadout.of("on: push\njobs:\n  a:\n    runs-on: \(text)\n    steps: []\n")
    #expect(readout.jobs.first?.rows.first?.fallback == labels)
  }
}
