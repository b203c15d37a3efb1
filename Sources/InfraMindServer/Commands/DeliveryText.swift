internal import FoundationEssentials
internal import InfraMindCore
internal import InfraMindEngine
internal import InfraMindStore

/// Deliveries in words.
enum DeliveryText {
  static func list(_ deliveries: [StoredDelivery], _ format: ListFormat) -> String {
    switch format {
    case .text: deliveries.map { line($0) + "\n" }.joined()
    case .json: json(deliveries)
    }
  }

  /// All that is known but the body, which may hold what is nobody's business.
  static func details(_ delivery: StoredDelivery) -> String {
    let facts: [(String, String)] = [
      ("hook", hook(delivery)), ("id", delivery.key.id), ("event", delivery.event),
      ("state", delivery.state.rawValue), ("received", time(delivery)), ("reason", delivery.reason ?? ""),
      ("body", delivery.body.map { "\($0.count) bytes; --body prints them" } ?? "not kept"),
    ]
    return facts.filter { !$0.1.isEmpty }.map { "\($0.0): \(Shown.plain($0.1))\n" }.joined()
  }

  private static func line(_ delivery: StoredDelivery) -> String {
    let words = [
      time(delivery), delivery.state.rawValue, hook(delivery), delivery.key.id,
      delivery.event.isEmpty ? "-" : delivery.event, delivery.reason ?? "",
    ]
    return words.filter { !$0.isEmpty }.map { Shown.plain($0, atMost: 300) }.joined(separator: "  ")
  }

  private static func json(_ deliveries: [StoredDelivery]) -> String {
    var json = JSONWriter()
    json.array(deliveries) { json, delivery in
      json.object { json in
        json.key("platform")
        json.string(delivery.key.platform.rawValue)
        json.key("tenant")
        json.string(delivery.key.tenant)
        json.key("id")
        json.string(delivery.key.id)
        json.key("event")
        json.string(delivery.event)
        json.key("state")
        json.string(delivery.state.rawValue)
        json.key("receivedAt")
        json.string(time(delivery))
        json.key("reason")
        json.string(orNull: delivery.reason)
      }
    }
    return String(decoding: json.bytes, as: UTF8.self) + "\n"
  }

  private static func hook(_ delivery: StoredDelivery) -> String {
    HookAddress(platform: delivery.key.platform, tenant: delivery.key.tenant).description
  }

  private static func time(_ delivery: StoredDelivery) -> String {
    delivery.receivedAt.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }
}
