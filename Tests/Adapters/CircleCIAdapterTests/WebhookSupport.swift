internal import AdapterKit
internal import CorpusTesting
internal import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore

@testable internal import CircleCIAdapter

/// Deliveries of the fixtures, signed as CircleCI signs them.
enum Deliveries {
  static let secretText = "inframind-test-secret"

  static var secret: WebhookSecret {
    get throws {
      guard let secret = WebhookSecret([secretText]) else { throw AdapterError(.unusableSecret, "") }
      return secret
    }
  }

  static let now = Date(timeIntervalSince1970: 1_790_000_000)
  static let actors = ActorHashing(key: Array("a key for tests!".utf8))
  static let signature = HTTPField.Name.literal("circleci-signature")

  static let names = FixtureFile.names(in: "Fixtures/Webhooks", ending: ".json", beside: #filePath)
    .map { String($0.dropLast(5)) }

  static func body(_ name: String) throws -> [UInt8] {
    try FixtureFile.bytes("Fixtures/Webhooks/\(name).json", beside: #filePath)
  }

  static func answer(_ name: String) throws -> [UInt8] {
    try FixtureFile.bytes("Fixtures/API/\(name).json", beside: #filePath)
  }

  static func signed(_ body: [UInt8]) -> WebhookDelivery {
    let proof = "v1=" + Digest.hmacSHA256(body, key: Array(secretText.utf8)).hexadecimal
    return WebhookDelivery(
      headers: [.literal("Circleci-Event-Type"): "job-completed", signature: proof], body: body)
  }

  static func verified(_ body: [UInt8]) throws -> VerifiedDelivery {
    try CircleCI().verify(signed(body), with: secret, at: now)
  }

  static func decoded(_ body: [UInt8]) throws -> DecodedDelivery {
    try CircleCI().decode(verified(body), hashing: actors)
  }

  static func decoded(_ body: String) throws -> DecodedDelivery { try decoded(Array(body.utf8)) }

  /// What a delivery of a job tells: of the run, of the job, and what it leaves open.
  static func job(
    _ body: [UInt8]
  ) throws -> (run: JobRunFacts, job: JobRunFacts, questions: [FollowUp]) {
    guard case .facts(let facts, then: let questions) = try decoded(body), facts.count == 2 else {
      throw AdapterError.invalidPayload("It says nothing, or too much.")
    }
    return (facts[0], facts[1], questions)
  }
}

extension Date {
  /// A time as a payload writes it.
  init(_ text: String) throws {
    guard let date = Timestamp.date(fromPlatform: text) else { throw AdapterError.invalidPayload(text) }
    self = date
  }
}
