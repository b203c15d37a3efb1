internal import AdapterKit
internal import CorpusTesting
internal import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore

@testable internal import GitHubActionsAdapter

/// Deliveries of the fixtures, signed as GitHub signs them.
enum Deliveries {
  static let secretText = "It's a Secret to Everybody"

  static var secret: WebhookSecret {
    get throws {
      guard let secret = WebhookSecret([secretText]) else { throw AdapterError(.unusableSecret, "") }
      return secret
    }
  }

  static let now = Date(timeIntervalSince1970: 1_790_000_000)
  static let actors = ActorHashing(key: Array("a key for tests!".utf8))

  static let names = FixtureFile.names(in: "Fixtures/Webhooks", ending: ".json", beside: #filePath)
    .map { String($0.dropLast(5)) }

  static func body(_ name: String) throws -> [UInt8] {
    try FixtureFile.bytes("Fixtures/Webhooks/\(name).json", beside: #filePath)
  }

  /// `workflow_job` of `constructed.workflow_job.completed.success`.
  static func event(of name: String) -> String {
    let name = name.hasPrefix("constructed.") ? name.dropFirst(12) : name[...]
    return String(name.prefix { $0 != "." })
  }

  static func signed(
    _ body: [UInt8], event: String, id: String = "72d3162e-cc78-11e3-81ab-4c9367dc0958"
  ) -> WebhookDelivery {
    let proof = "sha256=" + Digest.hmacSHA256(body, key: Array(secretText.utf8)).hexadecimal
    return WebhookDelivery(
      headers: [
        .literal("X-GitHub-Event"): event, .literal("X-GitHub-Delivery"): id,
        .literal("X-Hub-Signature-256"): proof,
      ], body: body)
  }

  static func decoded(_ body: [UInt8], event: String) throws -> DecodedDelivery {
    let adapter = GitHubActions()
    let delivery = try adapter.verify(signed(body, event: event), with: secret, at: now)
    return try adapter.decode(delivery, hashing: actors)
  }

  static func decoded(_ body: String, event: String) throws -> DecodedDelivery {
    try decoded(Array(body.utf8), event: event)
  }

  /// The only fact of a fixture.
  static func fact(_ name: String) throws -> JobRunFacts {
    guard case .facts(let facts, then: []) = try decoded(body(name), event: event(of: name)), facts.count == 1
    else { throw AdapterError.invalidPayload("\(name) says nothing, or too much.") }
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
