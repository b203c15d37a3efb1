internal import AdapterKit
internal import InfraMindCore

/// The adapters that read webhooks.
struct Receivers: Sendable {
  private let receivers: [Platform: any WebhookReceiving]

  init(_ registry: AdapterRegistry) {
    var receivers: [Platform: any WebhookReceiving] = [:]
    for adapter in registry.adapters {
      receivers[type(of: adapter).platform] = adapter
    }
    self.init(receivers)
  }

  init(_ receivers: [Platform: any WebhookReceiving]) { self.receivers = receivers }

  /// In the order of their names.
  var platforms: [Platform] { receivers.keys.sorted() }

  subscript(platform: Platform) -> (any WebhookReceiving)? { receivers[platform] }

  /// The receiver that part of a path names.
  func receiver(_ name: String) -> (Platform, any WebhookReceiving)? {
    let platform = Platform(rawValue: name)
    return receivers[platform].map { (platform, $0) }
  }
}
