internal import AdapterKit
internal import AdapterTesting
internal import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore
internal import Testing

@testable internal import BuildkiteAdapter

extension HistoryLawSubject {
  static var buildkite: HistoryLawSubject {
    get throws {
      let deliveries = try Deliveries.names.map { name in
        SampleDelivery(name: name, Deliveries.signed(try Deliveries.body(name)))
      }
      var subject = HistoryLawSubject(
        Buildkite(), deliveries: deliveries, secret: try Deliveries.secret(), now: Deliveries.now,
        proofHeaders: [Deliveries.signature], signsBody: true, sign: { Deliveries.signed($0.body) },
        histories: [try history],
        environments: [SampleEnvironment(name: "a pushed branch", JobEnvironmentTests.push)])
      subject.people = ["sam", "Sam Example", "sam@example.com", "Some Person", "ACME Man"]
      subject.checkouts = [checkout]
      return subject
    }
  }

  /// The jobs that ``history`` tells of.
  private static let checkout = SampleRepository(
    name: "a matrix and a step without a label",
    files: [
      ".buildkite/pipeline.yml": """
      steps:
        - {key: lint, command: make lint}
        - label: ":node: {{matrix.node}}"
          command: npm test
          matrix: {setup: {node: ["22", "24"]}}
      """
    ])

  /// Six builds on two pages, with three jobs each.
  private static var history: SampleHistory {
    get throws {
      let list = ScriptedExchange(HistoryTests.builds) { asked in
        let isSecond = asked.query["page"] == "2"
        let builds = (isSecond ? [3, 2, 1] : [6, 5, 4]).map { day in
          HistoryTests.build(
            day,
            jobs: [
              HistoryTests.job("j\(day)a", "", day: day, more: #""step_key": "lint", "#),
              HistoryTests.job("j\(day)b", ":node: 22", day: day),
              HistoryTests.job("j\(day)c", ":node: 24", day: day, queue: "q2"),
            ])
        }
        let next = isSecond ? nil : "https://api.buildkite.com\(HistoryTests.builds)?page=2"
        return .json("[\(builds.joined(separator: ","))]", next: next)
      }
      return SampleHistory(
        name: "six days", try HistoryTests.request(),
        [HistoryTests.settings, list, HistoryTests.queue("q1"), HistoryTests.queue("q2", hosted: false)])
    }
  }
}

@Suite struct HistoryLawTests {
  @Test(arguments: HistoryLaw.allCases)
  func `the adapter obeys`(law: HistoryLaw) async throws {
    #expect(await law.failures(of: try .buildkite) == [])
  }
}
