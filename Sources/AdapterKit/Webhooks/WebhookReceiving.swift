public import FoundationEssentials
public import InfraMindCore

/// Reads one platform's webhooks.
///
/// Both steps are pure: bytes in, values out. Sockets, clocks and retries belong to the server.
public protocol WebhookReceiving: Sendable {
  /// Proves that a delivery came from the platform. Nothing of the body is decoded before that.
  ///
  /// - Parameters:
  ///   - delivery: Headers, and the body exactly as received.
  ///   - secret: What was agreed with the platform when the hook was created.
  ///   - now: For schemes that sign a time; five minutes are allowed either way.
  /// - Returns: The only value that ``decode(_:hashing:)`` accepts, so an unproven body cannot be read.
  /// - Throws: ``AdapterError/Code/missingSignature``, ``AdapterError/Code/invalidSignature``,
  ///   ``AdapterError/Code/staleSignature``, ``AdapterError/Code/unusableSecret``.
  func verify(
    _ delivery: WebhookDelivery, with secret: WebhookSecret, at now: Date
  ) throws(AdapterError) -> VerifiedDelivery

  /// What speaks against a secret before any delivery comes, such as that it has not the form that the platform wants.
  ///
  /// - Returns: One sentence, without the secret; `nil`, the default, if nothing does.
  func objection(to secret: WebhookSecret) -> String?

  /// Turns a delivery into facts about job runs, or says why there are none in it.
  ///
  /// - Throws: ``AdapterError/Code/invalidPayload`` for what is not as the platform documents it; members that the
  ///   documentation does not know are no reason, and neither is an unknown event: that is ``DecodedDelivery/ignored``.
  func decode(
    _ delivery: VerifiedDelivery, hashing actors: ActorHashing
  ) throws(AdapterError) -> DecodedDelivery
}

extension WebhookReceiving {
  /// Nothing speaks against any secret.
  public func objection(to secret: WebhookSecret) -> String? { nil }
}

/// What a delivery means.
public enum DecodedDelivery: Sendable, Hashable {
  /// What it says about runs; and what it lacks, to be asked of the platform.
  case facts([JobRunFacts], then: [FollowUp] = [])
  /// Genuine but of no interest, such as a ping. Expected, hence not an error.
  case ignored(reason: String)
}
