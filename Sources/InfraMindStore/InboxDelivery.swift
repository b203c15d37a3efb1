package import AdapterKit
package import FoundationEssentials
package import InfraMindCore

/// What makes a delivery the same as another.
package struct DeliveryKey: Sendable, Hashable {
  package var platform: Platform
  /// The tenant's part of the address that it came to; empty for the platform's only one.
  package var tenant: String
  /// The platform's id of the delivery, or a digest of its content.
  package var id: String

  /// Names a delivery.
  package init(platform: Platform, tenant: String, id: String) {
    self.platform = platform
    self.tenant = tenant
    self.id = id
  }
}

/// A verified delivery on its way through the inbox.
package struct InboxDelivery: Sendable, Hashable {
  package var platform: Platform
  package var tenant: String
  package var delivery: VerifiedDelivery
  package var receivedAt: Date

  /// Describes a delivery.
  package init(platform: Platform, tenant: String, delivery: VerifiedDelivery, receivedAt: Date) {
    self.platform = platform
    self.tenant = tenant
    self.delivery = delivery
    self.receivedAt = receivedAt
  }

  /// What makes it the same as another.
  package var key: DeliveryKey { DeliveryKey(platform: platform, tenant: tenant, id: delivery.id) }
}

/// What became of a delivery that was to be kept.
package enum InboxOutcome: Sendable, Hashable {
  case kept
  /// It was there already.
  case repetition
}

/// What decoding a delivery gave.
package enum DecodingResult: Sendable, Hashable {
  case decoded(DecodedDelivery)
  /// It cannot be decoded: it goes to the dead letters with a code and a sentence.
  case dead(code: String, reason: String)
}

/// Where a delivery is on its way.
package enum DeliveryState: String, Sendable, Hashable, CaseIterable {
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
package struct StoredDelivery: Sendable, Hashable {
  package var key: DeliveryKey
  package var event: String
  package var state: DeliveryState
  package var receivedAt: Date
  /// Why it was ignored or is dead.
  package var reason: String?
  /// Kept while it waits or is dead.
  package var body: [UInt8]?

  /// Describes a delivery.
  package init(
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
package struct StoredQuestion: Sendable, Hashable {
  /// The store's own id of it.
  package var id: String
  package var question: FollowUp
  /// How often it was asked before.
  package var attempts: Int

  /// Describes a question.
  package init(id: String, question: FollowUp, attempts: Int) {
    self.id = id
    self.question = question
    self.attempts = attempts
  }
}

/// What became of a question.
package enum QuestionOutcome: Sendable, Hashable {
  /// The platform told these; they are recorded with the same transaction.
  case answered([JobRunFacts])
  /// Not now.
  case again(at: Date, reason: String)
  /// Never.
  case gaveUp(reason: String)
}
