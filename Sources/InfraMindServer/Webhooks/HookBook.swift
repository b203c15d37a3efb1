internal import AdapterKit
internal import InfraMindCore
internal import Synchronization

/// The secrets of all hooks. They can be changed while the server runs.
final class HookBook: Sendable {
  private let secrets: Mutex<[HookAddress: WebhookSecret]>

  init(_ secrets: [HookAddress: WebhookSecret]) { self.secrets = Mutex(secrets) }

  /// The secret of a hook; `nil` if it has none.
  func secret(of address: HookAddress) -> WebhookSecret? { secrets.withLock { $0[address] } }

  /// Lets other secrets take the place of all these.
  func replace(with secrets: [HookAddress: WebhookSecret]) { self.secrets.withLock { $0 = secrets } }
}
