internal import AdapterKit
internal import AdapterTesting
internal import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore
internal import Testing

@testable internal import GitLabCIAdapter

extension HistoryLawSubject {
  /// With deliveries that send a token along.
  static func gitLabByToken() throws -> HistoryLawSubject {
    try subject(
      secret: Deliveries.secret(Deliveries.token), proof: ["X-Gitlab-Token"], signsBody: false,
      sign: { Deliveries.withToken($0.body, id: $0.headers[.literal("Idempotency-Key")] ?? "") },
      send: { Deliveries.withToken($0, id: $1) })
  }

  /// With deliveries that are signed.
  static func gitLabBySignature() throws -> HistoryLawSubject {
    try subject(
      secret: Deliveries.secret(Deliveries.signingToken),
      proof: ["webhook-id", "webhook-timestamp", "webhook-signature"], signsBody: true,
      sign: { Deliveries.signed($0.body, id: $0.headers[.literal("webhook-id")] ?? "") },
      send: { Deliveries.signed($0, id: $1) })
  }

  private static func subject(
    secret: WebhookSecret, proof: [String], signsBody: Bool,
    sign: @escaping @Sendable (WebhookDelivery) -> WebhookDelivery,
    send: ([UInt8], String) -> WebhookDelivery
  ) throws -> HistoryLawSubject {
    let deliveries = try Deliveries.names.enumerated().map { number, name in
      SampleDelivery(name: name, send(try Deliveries.body(name), "delivery-\(number)"))
    }
    var subject = HistoryLawSubject(
      GitLabCI(), deliveries: deliveries, secret: secret, now: Deliveries.now,
      proofHeaders: proof.compactMap { HTTPField.Name($0) }, signsBody: signsBody, sign: sign,
      histories: [try history],
      environments: [SampleEnvironment(name: "a pushed branch", JobEnvironmentTests.push)])
    subject.people = ["user1", "User1", "jsmithy2", "John Smith", "dev1", "Dev One"]
    subject.checkouts = [checkout]
    return subject
  }

  /// The jobs that ``history`` tells of.
  private static let checkout = SampleRepository(
    name: "a matrix, copies and a child pipeline",
    files: [
      ".gitlab-ci.yml": """
      unit:
        parallel: {matrix: [{ARCH: [amd64, arm64], SIZE: slim}]}
        script: make unit
      slow: {parallel: 2, script: make slow}
      go: {trigger: {include: child.yml}}
      """,
      "child.yml": "pack: {script: make pack}\n",
    ], pipelines: [".gitlab-ci.yml"])

  private static let names = ["unit: [amd64, slim]", "unit: [arm64, slim]", "slow 1/2", "slow 2/2", "pack"]

  private static var history: SampleHistory {
    get throws {
      let jobs = ScriptedExchange(Answers.path + "/jobs") { asked in
        let page = asked.query["cursor"].flatMap { Int($0) } ?? 1
        guard (1...3).contains(page) else { return .json("[]") }
        let listed = [12 - page * 3, 11 - page * 3, 10 - page * 3].flatMap { day in
          names.enumerated().map { number, name in
            let ref = day == 4 ? "refs/merge-requests/7/head" : "main"
            return Answers.job(
              day * 10 + 9 - number, pipeline: day, name: name, day: day, ref: ref,
              source: day == 2 ? nil : "push")
          }
        }
        return .json(Answers.list(listed), next: page < 3 ? Answers.page(page + 1) : nil)
      }
      let pipelines = ScriptedExchange(Answers.path + "/pipelines") {
        .json(
          #"[{"id": 2, "source": "web", "created_at": "2026-08-02T10:00:00Z", "updated_at": "2026-08-02T11:00:00Z"}]"#
        )
      }
      let requests = ScriptedExchange(Answers.path + "/merge_requests") {
        .json(#"[{"iid": 7, "source_project_id": 381, "target_project_id": 380}]"#)
      }
      let traces = (1...9).flatMap { day in
        (0..<5).map { number in
          ScriptedExchange(Answers.path + "/jobs/\(day * 10 + 9 - number)/trace") {
            .answer(status: 200, headers: [:], body: Array(Answers.trace.utf8))
          }
        }
      }
      return SampleHistory(
        name: "nine days", try Answers.request(), [Answers.project, jobs, pipelines, requests] + traces)
    }
  }
}

@Suite struct HistoryLawTests {
  @Test(arguments: HistoryLaw.allCases)
  func `the adapter obeys`(law: HistoryLaw) async throws {
    #expect(await law.failures(of: try .gitLabByToken()) == [])
  }

  @Test(
    arguments: HistoryLaw.allCases.filter { "\($0)".contains("Deliveries") || $0 == .repetitionsAreKnown })
  func `the adapter obeys where deliveries are signed`(law: HistoryLaw) async throws {
    #expect(await law.failures(of: try .gitLabBySignature()) == [])
  }
}
