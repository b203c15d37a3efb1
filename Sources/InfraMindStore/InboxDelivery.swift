public import AdapterKit
public import FoundationEssentials
public import InfraMindCore

/// What makes a delivery the same as another.
public struct DeliveryKey: Sendable, Hashable {
  public var platform: Platform
  /// The tenant's part of the address that it came to; empty for the platform's only one.
  public var tenant: String
  /// The platform's id of the delivery, or a digest of its content.
  public var id: String

  /// Names a delivery.
  public init(platform: Platform, tenant: String, id: String) {
    self.platform = platform
    self.tenant = tenant
    self.id = id
  }
}

/// A verified delivery on its way through the inbox.
public struct InboxDelivery: Sendable, Hashable {
  public var platform: Platform
  public var tenant: String
  public var delivery: VerifiedDelivery
  public var receivedAt: Date

  /// Describes a delivery.
  public init(platform: Platform, tenant: String, delivery: VerifiedDelivery, receivedAt: Date) {
    self.platform = platform
    self.tenant = tenant
    self.delivery = delivery
    self.receivedAt = receivedAt
  }

  /// What makes it the same as another.
  public var key: DeliveryKey { DeliveryKey(platform: platform, tenant: tenant, id: delivery.id) }
}

/// What became of a delivery that was to be kept.
public enum InboxOutcome: Sendable, Hashable {
  case kept
  /// It was there already.
  case repetition
}

/// What decoding a delivery gave.
public enum DecodingResult: Sendable, Hashable {
  case decoded(DecodedDelivery)
  /// It cannot be decoded: it goes to the dead letters with a code and a sentence.
  case dead(code: String, reason: String)
}

/// Where a delivery is on its way.
public enum DeliveryState: String, Sendable, Hashable, CaseIterable {
  /// Kept, not yet decoded.
  case waiting
  /// Its facts are recorded.
  case done
  /// Genuine, of no interest.
  case ignored
  /// Could not be decoded; its body is kept.
  case dead
}

/// What is known of a delivery.
public struct StoredDelivery: Sendable, Hashable {
  public var key: DeliveryKey
  public var event: String
  public var state: DeliveryState
  public var receivedAt: Date
  /// Why it was ignored or is dead.
  public var reason: String?
  /// Kept while it waits or is dead.
  public var body: [UInt8]?

  /// Describes a delivery.
  public init(
    key: DeliveryKey, event: String, state: DeliveryState, receivedAt: Date, reason: String?, body: [UInt8]?
  ) {
    self.key = key
    self.event = event
    self.state = state
    self.receivedAt = receivedAt
    self.reason = reason
    self.body = body
  }
}

/// A question to a platform that waits for its time, or is leased.
public struct StoredQuestion: Sendable, Hashable {
  /// The store's own id of it.
  public var id: String
  public var question: FollowUp
  /// How often it was asked before.
  public var attempts: Int

  /// Describes a question.
  public init(id: String, question: FollowUp, attempts: Int) {
    self.id = id
    self.question = question
    self.attempts = attempts
  }
}

/// What became of a question.
public enum QuestionOutcome: Sendable, Hashable {
  /// The platform told these; they are recorded with the same transaction.
  case answered([JobRunFacts])
  /// Not now.
  case again(at: Date, reason: String)
  /// Never.
  case gaveUp(reason: String)
}
