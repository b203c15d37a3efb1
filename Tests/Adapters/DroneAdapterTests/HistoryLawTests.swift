internal import AdapterKit
internal import AdapterTesting
internal import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore
internal import Testing

@testable internal import DroneAdapter

extension HistoryLawSubject {
  /// With Drone's deliveries, and a history of each platform.
  static func drone() throws -> HistoryLawSubject {
    let deliveries = try Deliveries.names.map { name in
      SampleDelivery(name: name, Deliveries.signed(try Deliveries.body(name)))
    }
    var subject = HistoryLawSubject(
      Drone(), deliveries: deliveries, secret: try Deliveries.secret(), now: Deliveries.now,
      proofHeaders: [Deliveries.signature, Deliveries.digest, .date], signsBody: true,
      sign: { Deliveries.signed($0.body) }, histories: [droneHistory, woodpeckerHistory],
      environments: [
        SampleEnvironment(name: "a stage", JobEnvironmentTests.stage),
        SampleEnvironment(name: "a workflow", JobEnvironmentTests.workflow),
      ])
    subject.people = ["octocat", "The Octocat", "octocat@example.com"]
    subject.checkouts = [pipelines, workflows]
    return subject
  }

  private static let pipelines = SampleRepository(
    name: "two pipelines",
    files: [
      ".drone.yml": """
      kind: pipeline
      type: docker
      name: backend
      node: {size: large}
      steps:
      - {name: test, image: golang, commands: [go test ./...]}
      ---
      kind: pipeline
      type: docker
      name: frontend
      steps:
      - {name: test, image: node, commands: [npm test]}
      """
    ])

  private static let workflows = SampleRepository(
    name: "a folder of workflows",
    files: [
      ".woodpecker/test.yaml": """
      matrix: {GO: ["1.24", "1.25"]}
      steps:
        test: {image: "golang:${GO}", commands: [go test ./...]}
      """,
      ".woodpecker/lint.yaml": "steps: {lint: {image: golang, commands: [go vet]}}\n",
    ])

  private static let days = [[9, 8, 7, 6, 5], [4, 3, 2, 1]]

  private static var droneHistory: SampleHistory {
    let path = Answers.drone + "/builds"
    let details = days.flatMap(\.self).map { day in
      let stages = [
        Answers.stage(1, "backend", day: day, more: #""labels": {"size": "large"}, "#),
        Answers.stage(2, "frontend", day: day, more: #""depends_on": ["missing"], "#),
      ]
      return Answers.one(path, day, Answers.build(day, stages: stages))
    }
    return SampleHistory(
      name: "nine days of Drone", Answers.request(),
      [Answers.repository, Answers.list(path, days.map { $0.map { Answers.build($0) } })] + details)
  }

  private static var woodpeckerHistory: SampleHistory {
    let details = days.flatMap(\.self).map { day in
      let workflows = [
        Answers.workflow(1, "test", day: day, more: #""environ": {"GO": "1.24"}, "#),
        Answers.workflow(2, "test", day: day, more: #""environ": {"GO": "1.25"}, "#),
        Answers.workflow(3, "lint", day: day),
      ]
      return Answers.one(Answers.pipelines, day, Answers.pipeline(day, workflows: workflows))
    }
    let list = Answers.list(Answers.pipelines, days.map { $0.map { Answers.pipeline($0) } })
    var request = Answers.request()
    request.api = "https://woodpecker.example.com/api"
    request.source = "woodpecker.example.com"
    return SampleHistory(
      name: "nine days of Woodpecker", request, [Answers.noRepository, Answers.woodpecker, list] + details)
  }
}

@Suite struct HistoryLawTests {
  @Test(arguments: HistoryLaw.allCases)
  func `the adapter obeys`(law: HistoryLaw) async throws {
    #expect(await law.failures(of: try .drone()) == [])
  }
}
