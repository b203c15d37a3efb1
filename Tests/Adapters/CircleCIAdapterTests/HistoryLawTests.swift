internal import AdapterKit
internal import AdapterTesting
internal import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore
internal import Testing

@testable internal import CircleCIAdapter

extension HistoryLawSubject {
  static var circleCI: HistoryLawSubject {
    get throws {
      let deliveries = try Deliveries.names.map { name in
        SampleDelivery(name: name, Deliveries.signed(try Deliveries.body(name)))
      }
      var subject = HistoryLawSubject(
        CircleCI(), deliveries: deliveries, secret: try Deliveries.secret, now: Deliveries.now,
        proofHeaders: [Deliveries.signature], signsBody: true, sign: { Deliveries.signed($0.body) },
        histories: [try history],
        environments: [SampleEnvironment(name: "a pushed branch", JobEnvironmentTests.push)])
      subject.people = ["ada", "Ada Example", "ada@example.com", "1234567"]
      subject.checkouts = [checkout]
      return subject
    }
  }

  /// The jobs that ``history`` tells of.
  private static let checkout = SampleRepository(
    name: "a matrix",
    files: [
      ".circleci/config.yml": """
      version: 2.1
      jobs:
        lint: {docker: [{image: cimg/base:current}], steps: [checkout, {run: make lint}]}
        test:
          parameters: {node: {type: string}}
          docker: [{image: "cimg/node:<< parameters.node >>"}]
          steps: [checkout, {run: npm test}]
      workflows:
        ci:
          jobs:
            - lint
            - test: {matrix: {parameters: {node: ["22"]}}}
      """
    ])

  /// Four pipelines on two pages, with one workflow each, and two jobs each.
  private static var history: SampleHistory {
    get throws {
      let lists = ScriptedExchange(HistoryTests.pipelines) { asked in
        let isSecond = asked.query["page-token"] == "two"
        let days = isSecond ? [2, 1] : [4, 3]
        let pipelines = days.map { HistoryTests.pipeline($0) }
        return .json(HistoryTests.list(pipelines, next: isSecond ? nil : "two"))
      }
      let days = (1...4).flatMap { day in
        let jobs = [(day * 10, "lint"), (day * 10 + 1, "test-22")]
        return [
          ScriptedExchange("/api/v2/pipeline/p\(day)/workflow") {
            .json(HistoryTests.list([HistoryTests.workflow(day)]))
          },
          ScriptedExchange("/api/v2/workflow/w\(day)/job") {
            .json(HistoryTests.list(jobs.map { HistoryTests.job($0, $1, day: day) }))
          },
        ] + jobs.flatMap { HistoryTests.details(of: $0, $1, day: day) }
      }
      return SampleHistory(name: "four days", try HistoryTests.request(), [lists] + days)
    }
  }
}

@Suite struct HistoryLawTests {
  @Test(arguments: HistoryLaw.allCases)
  func `the adapter obeys`(law: HistoryLaw) async throws {
    #expect(await law.failures(of: try .circleCI) == [])
  }
}
