internal import AdapterKit
internal import InfraMindCore
internal import InfraMindStore
internal import Synchronization

/// Has the adapters decode deliveries, and keeps count of what came of it.
struct InboxDecoder: Sendable {
  /// What came of one batch.
  struct Tally: Sendable, Hashable {
    var counts: [ServerMetrics.Labels: Int] = [:]
    /// Deliveries that cannot be decoded, with the reason.
    var dead: [DeadDelivery] = []
  }

  /// A delivery that cannot be decoded.
  struct DeadDelivery: Sendable, Hashable {
    var key: DeliveryKey
    var code: String
    var reason: String
  }

  let receivers: Receivers
  let actors: ActorHashing

  /// One result for each delivery, in their order.
  func decode(_ deliveries: [InboxDelivery]) -> [DecodingResult] { deliveries.map(decode) }

  /// The tally of some results.
  func tally(_ deliveries: [InboxDelivery], _ results: [DecodingResult]) -> Tally {
    var tally = Tally()
    for (delivery, result) in zip(deliveries, results) {
      let outcome: String
      switch result {
      case .decoded(.facts): outcome = "facts"
      case .decoded(.ignored): outcome = "ignored"
      case .dead(let code, let reason):
        outcome = "dead"
        tally.dead.append(DeadDelivery(key: delivery.key, code: code, reason: reason))
      }
      tally.counts[ServerMetrics.Labels(platform: delivery.platform, outcome: outcome), default: 0] += 1
    }
    return tally
  }

  private func decode(_ delivery: InboxDelivery) -> DecodingResult {
    guard let receiver = receivers[delivery.platform] else {
      return .dead(code: "unknown-platform", reason: "No adapter of this program reads \(delivery.platform).")
    }
    do {
      return .decoded(try receiver.decode(delivery.delivery, hashing: actors))
    } catch {
      return .dead(code: error.code.description, reason: error.message)
    }
  }
}
