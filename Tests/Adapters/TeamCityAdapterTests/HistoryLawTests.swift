internal import AdapterKit
internal import AdapterTesting
internal import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore
internal import Testing

@testable internal import TeamCityAdapter

extension HistoryLawSubject {
  static func teamCity() throws -> HistoryLawSubject {
    let deliveries = try Deliveries.names.map { name in
      SampleDelivery(name: name, Deliveries.sent(try Deliveries.body(name)))
    }
    var subject = HistoryLawSubject(
      TeamCity(), deliveries: deliveries, secret: try Deliveries.secret(), now: Deliveries.now,
      proofHeaders: [.authorization], signsBody: false, sign: { Deliveries.sent($0.body) },
      histories: [try history],
      environments: [SampleEnvironment(name: "a build", JobEnvironmentTests.build)])
    subject.people = ["octocat", "admin"]
    subject.checkouts = [checkout]
    return subject
  }

  private static let checkout = SampleRepository(
    name: "a pipeline of two jobs",
    files: [
      ".teamcity.yml": """
      jobs:
        lint:
          name: Lint
          runs-on: Linux-Small
          steps: [{type: script, script-content: make lint}]
        test_linux:
          name: Test Linux
          runs-on: Linux-Large
          dependencies: [lint]
          steps: [{type: script, script-content: make test}]
      """
    ])

  /// Nine days on three pages, the second of them empty.
  private static var history: SampleHistory {
    get throws {
      let list = ScriptedExchange(Answers.builds) { asked in
        let start = (asked.query["locator"] ?? "").split(separator: ",").last ?? ""
        switch start {
        case "start:100": return Answers.page([], next: "x,start:200")
        case "start:200": return Answers.page(builds(of: [14, 13, 12, 11]))
        default: return Answers.page(builds(of: [19, 18, 17, 16, 15]), next: "x,start:100")
        }
      }
      return SampleHistory(
        name: "nine days", try Answers.request(), [list, Answers.agent(512), Answers.agent(600, cpus: "2")])
    }
  }

  private static func builds(of days: [Int]) -> [String] {
    days.flatMap { day in
      [
        Answers.head(
          day * 10, day: day,
          jobs: [("lint", "Lint", day * 10 + 1), ("test_linux", "Test Linux", day * 10 + 2)]),
        Answers.build(day * 10 + 1, "Lint", day: day),
        Answers.build(day * 10 + 2, "Test Linux", day: day, agent: 600, type: 32),
      ]
    }
  }
}

@Suite struct HistoryLawTests {
  @Test(arguments: HistoryLaw.allCases)
  func `the adapter obeys`(law: HistoryLaw) async throws {
    #expect(await law.failures(of: try .teamCity()) == [])
  }
}
