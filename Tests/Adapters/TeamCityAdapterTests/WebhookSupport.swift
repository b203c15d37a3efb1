internal import AdapterKit
internal import CorpusTesting
internal import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore

@testable internal import TeamCityAdapter

/// Deliveries of the fixtures, with the user and password of a hook.
enum Deliveries {
  static let credentials = "inframind:correct horse"
  static let now = Date(timeIntervalSince1970: 1_764_000_100)
  static let actors = ActorHashing(key: Array("a key for tests!".utf8))

  static let names = FixtureFile.names(in: "Fixtures/Webhooks", ending: ".json", beside: #filePath)
    .map { String($0.dropLast(5)) }

  static func secret(_ use: WebhookSecret.Use? = nil) throws -> WebhookSecret {
    guard let secret = WebhookSecret([credentials], use: use) else {
      throw AdapterError(.unusableSecret, "")
    }
    return secret
  }

  static func body(_ name: String) throws -> [UInt8] {
    try FixtureFile.bytes("Fixtures/Webhooks/\(name).json", beside: #filePath)
  }

  static func answer(_ name: String) throws -> [UInt8] {
    try FixtureFile.bytes("Fixtures/API/\(name).json", beside: #filePath)
  }

  static func sent(_ body: [UInt8], _ authorization: String? = nil) -> WebhookDelivery {
    let basic = "Basic " + Data(credentials.utf8).base64EncodedString()
    return WebhookDelivery(headers: [.authorization: authorization ?? basic], body: body)
  }

  static func verified(_ body: [UInt8]) throws -> VerifiedDelivery {
    try TeamCity().verify(sent(body), with: secret(), at: now)
  }

  static func decoded(_ body: [UInt8]) throws -> DecodedDelivery {
    try TeamCity().decode(verified(body), hashing: actors)
  }

  /// What a delivery tells, the run first, and what it leaves open.
  static func facts(_ body: [UInt8]) throws -> (facts: [JobRunFacts], questions: [FollowUp]) {
    guard case .facts(let facts, then: let questions) = try decoded(body) else {
      throw AdapterError.invalidPayload("It says nothing.")
    }
    return (facts, questions)
  }

  /// What a delivery of a finished build with these members tells of the job.
  static func job(_ members: String, event: String = "BUILD_FINISHED") throws -> JobRunFacts {
    let text = """
      {"eventType": "\(event)", "payload": {"id": 7, "state": "finished",
       "webUrl": "https://tc.example.com/buildConfiguration/Shop_Test/7",
       "buildType": {"id": "Shop_Test", "name": "Test", "projectId": "Shop"}, "queuedDate": "20251124T160100+0000",
       "startDate": "20251124T160142+0000", "finishDate": "20251124T161130+0000", \(members)}}
      """
    guard let job = try facts(Array(text.utf8)).facts.last, job.subject == .job(id: "7") else {
      throw AdapterError.invalidPayload("It tells of no job.")
    }
    return job
  }
}

extension Date {
  /// A time as a payload writes it.
  init(_ text: String) throws {
    guard let date = Timestamp.date(fromPlatform: text) else { throw AdapterError.invalidPayload(text) }
    self = date
  }
}
