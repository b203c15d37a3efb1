internal import AdapterKit
internal import CorpusTesting
internal import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore

@testable internal import GitLabCIAdapter

/// Deliveries of the fixtures, proven as GitLab proves them.
enum Deliveries {
  static let token = "a token of many letters"
  /// Of the fact sheet's vectors: `whsec_` and 32 bytes in base64.
  static let signingToken = "whsec_dGVzdHRlc3R0ZXN0dGVzdHRlc3R0ZXN0dGVzdHRlc3Q="
  static let now = Date(timeIntervalSince1970: 1_760_000_000)
  static let actors = ActorHashing(key: Array("a key for tests!".utf8))

  static let names = FixtureFile.names(in: "Fixtures/Webhooks", ending: ".json", beside: #filePath)
    .map { String($0.dropLast(5)) }

  static func secret(_ values: String..., use: WebhookSecret.Use? = nil) throws -> WebhookSecret {
    guard let secret = WebhookSecret(values, use: use) else { throw AdapterError(.unusableSecret, "") }
    return secret
  }

  static func body(_ name: String) throws -> [UInt8] {
    try FixtureFile.bytes("Fixtures/Webhooks/\(name).json", beside: #filePath)
  }

  static func withToken(_ body: [UInt8], token: String = token, id: String = "one") -> WebhookDelivery {
    WebhookDelivery(
      headers: [
        .literal("X-Gitlab-Event"): "Job Hook", .literal("X-Gitlab-Token"): token,
        .literal("Idempotency-Key"): id,
      ], body: body)
  }

  static func signed(_ body: [UInt8], id: String = "f1f5f7f0-9d7f-4f6a-8e2b-000000000001") -> WebhookDelivery
  {
    let key = Array("testtesttesttesttesttesttesttest".utf8)
    let time = "1760000000"
    let code = Digest.hmacSHA256(Array("\(id).\(time).".utf8) + body, key: key)
    return WebhookDelivery(
      headers: [
        .literal("X-Gitlab-Event"): "Job Hook", .literal("webhook-id"): id,
        .literal("webhook-timestamp"): time,
        .literal("webhook-signature"): "v1,\(Data(code).base64EncodedString())",
      ], body: body)
  }

  static func decoded(_ body: [UInt8]) throws -> DecodedDelivery {
    let adapter = GitLabCI()
    let delivery = try adapter.verify(withToken(body), with: secret(token), at: now)
    return try adapter.decode(delivery, hashing: actors)
  }

  static func decoded(_ body: String) throws -> DecodedDelivery { try decoded(Array(body.utf8)) }

  /// The facts of a fixture.
  static func facts(_ name: String) throws -> [JobRunFacts] {
    guard case .facts(let facts, then: _) = try decoded(body(name)) else {
      throw AdapterError.invalidPayload("\(name) says nothing.")
    }
    return facts
  }

  /// The only fact of a fixture.
  static func fact(_ name: String) throws -> JobRunFacts {
    let facts = try facts(name)
    guard facts.count == 1 else { throw AdapterError.invalidPayload("\(name) says too much.") }
    return facts[0]
  }
}

extension Date {
  /// A time as a payload writes it.
  init(_ text: String) throws {
    guard let date = Timestamp.date(fromPlatform: text) else { throw AdapterError.invalidPayload(text) }
    self = date
  }
}
