public import AdapterKit
public import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore

extension Drone: WebhookReceiving {
  /// Proves a delivery of Drone's by its HTTP signature over a date and a digest, which is computed anew; a request of
  /// Woodpecker's extensions by its message signature.
  ///
  /// What the secret is decides, not what the request carries: a public key is Woodpecker's and proves message signatures
  /// only, since whoever knows it could key Drone's signatures with it. Drone names no delivery: equal bodies are one.
  ///
  /// - SeeAlso: harness/drone `plugin/webhook`; Woodpecker Docs, "Extensions".
  public func verify(
    _ delivery: WebhookDelivery, with secret: WebhookSecret, at now: Date
  ) throws(AdapterError) -> VerifiedDelivery {
    let words = secret.values(notBeginningWith: Self.pemKey)?.values(notBeginningWith: Self.derKey)
    let keys = secret.values(beginningWith: Self.pemKey) ?? secret.values(beginningWith: Self.derKey)
    let isMessage = delivery.headers[.literal("Signature-Input")] != nil
    if let keys, isMessage || words == nil {
      return try delivery.verified(
        by: .messageSignature(label: "woodpecker-ci-extensions"), with: keys, at: now, event: "extension",
        id: nil)
    }
    return try delivery.verified(
      by: .signedHeaders, with: words ?? secret, at: now,
      event: delivery.headers[.literal("X-Drone-Event")] ?? "", id: nil)
  }

  /// How an Ed25519 public key begins as PEM, and the base64 of its DER.
  private static let pemKey = "-----BEGIN PUBLIC KEY"
  private static let derKey = "MCowBQYDK2VwAyEA"

  /// Reads `build`, created or updated: each delivery tells of the build and of all of its stages so far. The first has no
  /// stages yet, nor has one of a file that Drone rejects.
  ///
  /// Woodpecker sends no deliveries of runs: its extensions ask for files before there are jobs.
  ///
  /// - SeeAlso: harness/drone `core/build.go`, `core/stage.go`.
  public func decode(
    _ delivery: VerifiedDelivery, hashing actors: ActorHashing
  ) throws(AdapterError) -> DecodedDelivery {
    let json = try delivery.json()
    switch json["event"]?.text {
    case "build": return .facts(try facts(json, hashing: actors))
    case let event?: return .ignored(reason: "\(SentenceText.word(event)) says nothing about job runs.")
    case nil:
      guard json["pipeline"] != nil, json["repo"] != nil else {
        throw .invalidPayload("The delivery has no `event`.")
      }
      return .ignored(reason: "A request of Woodpecker's extensions comes before there are jobs.")
    }
  }

  private func facts(
    _ json: JSONValue, hashing actors: ActorHashing
  ) throws(AdapterError) -> [JobRunFacts] {
    guard let repository = RepositoryPayload(drone: json["repo"]) else {
      throw .invalidPayload("The delivery has no `repo` with `slug`.")
    }
    guard let source = Self.source(json["system"]) else {
      throw .invalidPayload("The delivery has no `system` with `link` or `host`.")
    }
    guard let build = BuildPayload(drone: json["build"], of: repository) else {
      throw .invalidPayload("The delivery has no `build` with `number` and a time.")
    }
    return build.facts(of: repository, on: source, hashing: actors)
  }

  private static func source(_ system: JSONValue?) -> String? {
    if let link = system?["link"]?.text, let source = RunReference.source(of: link) { return source }
    return system?["host"]?.text.flatMap(host)
  }

  /// A host as a source, whether or not a scheme stands before it.
  static func host(_ text: String) -> String? {
    RunReference.source(of: text.contains("://") ? text : "https://\(text)")
  }
}
