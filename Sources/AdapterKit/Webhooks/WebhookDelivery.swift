public import FoundationEssentials
public import HTTPTypes

/// A webhook request as it came in, unproven: nothing but ``verified(by:with:at:)`` may read its body.
public struct WebhookDelivery: Sendable {
  /// Request headers; names are compared without case.
  public var headers: HTTPFields
  /// The path and query asked for, such as `/webhooks/drone`: some schemes sign it.
  public var path: String
  /// The body exactly as received: a re-encoded one has another digest.
  public var body: [UInt8]

  /// Wraps a request.
  public init(headers: HTTPFields, path: String = "/", body: [UInt8]) {
    self.headers = headers
    self.path = path
    self.body = body
  }

  /// Proves the delivery by one scheme.
  ///
  /// - Parameters:
  ///   - scheme: How this platform proves its deliveries.
  ///   - secret: What was agreed with the platform.
  ///   - now: For schemes that sign a time.
  ///   - event: The platform's name of the event, from its header; empty if the body tells it.
  ///   - id: The platform's id of the delivery, the same when it is sent again; `nil` makes one from the content.
  /// - Throws: ``AdapterError/Code/missingSignature``, ``AdapterError/Code/invalidSignature``,
  ///   ``AdapterError/Code/staleSignature``, ``AdapterError/Code/unusableSecret``.
  public func verified(
    by scheme: SignatureScheme, with secret: WebhookSecret, at now: Date, event: String, id: String?
  ) throws(AdapterError) -> VerifiedDelivery {
    try scheme.check(self, with: secret, at: now)
    return VerifiedDelivery(
      proven: event, id: id.flatMap { $0.isEmpty ? nil : $0 } ?? "sha256:" + Digest.sha256(body).hexadecimal,
      body: body)
  }
}

/// A delivery that is proven to come from the platform: the only value that adapters decode.
public struct VerifiedDelivery: Sendable, Hashable {
  /// The platform's name of the event; empty if the body tells it.
  public let event: String
  /// What makes the delivery the same as one before: the platform's id, or a digest of the content.
  public let id: String
  /// The body exactly as received.
  public let body: [UInt8]

  init(proven event: String, id: String, body: [UInt8]) {
    self.event = event
    self.id = id
    self.body = body
  }

  /// The same delivery with what its body tells, where no header names it.
  ///
  /// - Parameters:
  ///   - event: The platform's name of the event; empty if the body does not tell.
  ///   - id: What is the same when the delivery is sent again; `nil` keeps the digest of the content.
  public func told(event: String, id: String?) -> VerifiedDelivery {
    VerifiedDelivery(proven: event, id: id.flatMap { $0.isEmpty ? nil : $0 } ?? self.id, body: body)
  }

  /// A delivery that was proven before and kept since, in a place that only proven ones reach.
  package init(kept event: String, id: String, body: [UInt8]) {
    self.init(proven: event, id: id, body: body)
  }
}
