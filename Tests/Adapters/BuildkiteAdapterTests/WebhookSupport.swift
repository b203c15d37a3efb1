internal import AdapterKit
internal import CorpusTesting
internal import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore

@testable internal import BuildkiteAdapter

/// Deliveries of the fixtures, signed as Buildkite signs them.
enum Deliveries {
  static let secretText = "inframind-test-token"

  static func secret(_ use: WebhookSecret.Use? = .signature) throws -> WebhookSecret {
    guard let secret = WebhookSecret([secretText], use: use) else { throw AdapterError(.unusableSecret, "") }
    return secret
  }

  static let now = Date(timeIntervalSince1970: 1_786_439_914)
  static let actors = ActorHashing(key: Array("a key for tests!".utf8))
  static let signature = HTTPField.Name.literal("X-Buildkite-Signature")
  static let token = HTTPField.Name.literal("X-Buildkite-Token")

  static let names = FixtureFile.names(in: "Fixtures/Webhooks", ending: ".json", beside: #filePath)
    .map { String($0.dropLast(5)) }

  static func body(_ name: String) throws -> [UInt8] {
    try FixtureFile.bytes("Fixtures/Webhooks/\(name).json", beside: #filePath)
  }

  static func answer(_ name: String) throws -> [UInt8] {
    try FixtureFile.bytes("Fixtures/API/\(name).json", beside: #filePath)
  }

  static func signed(_ body: [UInt8], at time: Date = now) -> WebhookDelivery {
    let timestamp = "\(Int(time.timeIntervalSince1970))"
    let proof = Digest.hmacSHA256(Array("\(timestamp).".utf8) + body, key: Array(secretText.utf8)).hexadecimal
    return WebhookDelivery(headers: [signature: "timestamp=\(timestamp),signature=\(proof)"], body: body)
  }

  static func decoded(_ body: [UInt8]) throws -> DecodedDelivery {
    let verified = try Buildkite().verify(signed(body), with: secret(), at: now)
    return try Buildkite().decode(verified, hashing: actors)
  }

  static func decoded(_ body: String) throws -> DecodedDelivery { try decoded(Array(body.utf8)) }

  /// What a delivery of a job tells of its build and of itself.
  static func job(_ body: [UInt8]) throws -> (run: JobRunFacts, job: JobRunFacts) {
    guard case .facts(let facts, then: []) = try decoded(body), facts.count == 2 else {
      throw AdapterError.invalidPayload("It says nothing, or too much.")
    }
    return (facts[0], facts[1])
  }

  /// What a delivery of a build tells.
  static func build(_ name: String) throws -> (run: JobRunFacts, questions: [FollowUp]) {
    guard case .facts(let facts, then: let questions) = try decoded(body(name)), facts.count == 1 else {
      throw AdapterError.invalidPayload("It says nothing, or too much.")
    }
    return (facts[0], questions)
  }
}

extension Date {
  /// A time as a payload writes it.
  init(_ text: String) throws {
    guard let date = Timestamp.date(fromPlatform: text) else { throw AdapterError.invalidPayload(text) }
    self = date
  }
}
