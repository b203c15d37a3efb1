internal import AdapterKit
internal import AdapterTesting
internal import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore
internal import Testing

@testable internal import GitHubActionsAdapter

extension HistoryLawSubject {
  static var gitHubActions: HistoryLawSubject {
    get throws {
      let deliveries = try Deliveries.names.enumerated().map { number, name in
        SampleDelivery(
          name: name,
          Deliveries.signed(
            try Deliveries.body(name), event: Deliveries.event(of: name), id: "delivery-\(number)"))
      }
      var subject = HistoryLawSubject(
        GitHubActions(), deliveries: deliveries, secret: try Deliveries.secret, now: Deliveries.now,
        proofHeaders: [.literal("X-Hub-Signature-256")], signsBody: true, sign: sign,
        histories: [try history],
        environments: [SampleEnvironment(name: "a pushed branch", JobEnvironmentTests.push)])
      subject.people = ["Codertocat", "octocat", "lineville"]
      subject.checkouts = [checkout]
      return subject
    }
  }

  private static func sign(_ delivery: WebhookDelivery) -> WebhookDelivery {
    Deliveries.signed(delivery.body, event: delivery.headers[.literal("X-GitHub-Event")] ?? "")
  }

  /// The jobs that ``history`` tells of.
  private static let checkout = SampleRepository(
    name: "a matrix and a called workflow",
    files: [
      ".github/workflows/ci.yml": """
      on: push
      jobs:
        lint: {name: Lint, runs-on: ubuntu-latest, steps: [{run: make lint}]}
        build:
          strategy: {matrix: {node: [22, 24], os: [ubuntu-24.04]}}
          runs-on: ${{ matrix.os }}
          steps: [{run: make}]
        ship: {uses: ./.github/workflows/ship.yml}
      """,
      ".github/workflows/ship.yml": """
      on: workflow_call
      jobs:
        pack: {runs-on: ubuntu-latest, steps: [{run: make pack}]}
      """,
    ])

  private static let names = ["Lint", "build (22, ubuntu-24.04)", "build (24, ubuntu-24.04)", "ship / pack"]

  private static var history: SampleHistory {
    get throws {
      let path = "/repos/octo/cat/actions/runs"
      let request = HistoryRequest(
        repository: "octo/cat", api: "https://api.github.com", source: "github.com",
        since: try Date("2026-08-01T00:00:00Z"))
      let lists = ScriptedExchange(path) { asked in
        let days = asked.query["page"] == "2" ? [3, 2, 1] : [9, 8, 7, 6, 5, 4]
        let runs = days.map { HistoryTests.run($0, "2026-08-0\($0)T10:00:00Z") }
        let next = asked.query["page"] == "2" ? nil : "https://api.github.com\(path)?page=2"
        return .json(HistoryTests.list(runs), next: next)
      }
      let jobs = (1...9).map { day in
        ScriptedExchange("\(path)/\(day)/jobs") {
          let jobs = names.enumerated().map { HistoryTests.job(day * 10 + $0, run: day, name: $1, day: day) }
          return .json(HistoryTests.jobs(jobs))
        }
      }
      return SampleHistory(name: "nine days", request, [lists] + jobs)
    }
  }
}

@Suite struct HistoryLawTests {
  @Test(arguments: HistoryLaw.allCases)
  func `the adapter obeys`(law: HistoryLaw) async throws {
    #expect(await law.failures(of: try .gitHubActions) == [])
  }
}
