import AdapterKit
import Foundation
import HTTPTypes
import InfraMindCore

/// A platform that signs as GitHub does. Its payloads are words: `run ID`, `ask ID`, `nothing`; others are wrong.
struct ToyPlatform: WebhookReceiving {
  static let platform = Platform(rawValue: "toy")
  static let secret = "the toy's secret"

  func verify(
    _ delivery: WebhookDelivery, with secret: WebhookSecret, at now: Date
  ) throws(AdapterError) -> VerifiedDelivery {
    try delivery.verified(
      by: .hmacSHA256(header: Self.header("X-Toy-Signature"), prefix: "sha256="), with: secret, at: now,
      event: delivery.headers[Self.header("X-Toy-Event")] ?? "",
      id: delivery.headers[Self.header("X-Toy-Delivery")])
  }

  func decode(
    _ delivery: VerifiedDelivery, hashing actors: ActorHashing
  ) throws(AdapterError) -> DecodedDelivery {
    let words = String(decoding: delivery.body, as: UTF8.self).split(separator: " ").map(String.init)
    switch words.first {
    case "run": return .facts([Self.facts(words.last ?? "")])
    case "ask":
      return .facts([], then: [FollowUp(run: Self.run(words.last ?? ""), question: "job")])
    case "nothing": return .ignored(reason: "nothing of interest")
    default: throw AdapterError(.invalidPayload, "The payload is none of the toy's.")
    }
  }

  static func run(_ id: String, repository: String = "toys/blocks") -> RunReference {
    RunReference(platform: platform, source: "toy.example", repository: repository, run: id)
  }

  static func facts(_ id: String, repository: String = "toys/blocks") -> JobRunFacts {
    var details = JobRunDetails()
    details.name = "build"
    details.conclusion = .success
    return JobRunFacts(
      run: run(id, repository: repository), subject: .job(id: id), stage: .finished,
      time: Date(timeIntervalSince1970: 1_700_000_000), details: details)
  }

  static func header(_ name: String) -> HTTPField.Name { HTTPField.Name(name) ?? .accept }

  /// The headers of a signed delivery.
  static func headers(_ body: String, id: String = "1", secret: String = secret) -> HTTPFields {
    [
      header("X-Toy-Event"): "job", header("X-Toy-Delivery"): id,
      header("X-Toy-Signature"): "sha256="
        + Digest.hmacSHA256(Array(body.utf8), key: Array(secret.utf8)).hexadecimal,
    ]
  }
}

/// A platform whose webhooks cannot be decoded yet, and which others share a store with.
struct OtherPlatform: WebhookReceiving {
  static let platform = Platform(rawValue: "other")

  func verify(
    _ delivery: WebhookDelivery, with secret: WebhookSecret, at now: Date
  ) throws(AdapterError) -> VerifiedDelivery {
    throw AdapterError(.unusableSecret, Self.wanted)
  }

  func objection(to secret: WebhookSecret) -> String? {
    secret.values(notBeginningWith: "other_") == nil ? nil : Self.wanted
  }

  private static let wanted = "A secret of this platform begins with other_."

  func decode(
    _ delivery: VerifiedDelivery, hashing actors: ActorHashing
  ) throws(AdapterError) -> DecodedDelivery {
    .ignored(reason: "never")
  }
}
