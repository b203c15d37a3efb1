internal import AdapterKit
internal import BuiltInAdapters

/// Which parts the program is put together from.
enum Wiring {
  static let registry = AdapterRegistry.builtIn
  static let receivers = Receivers(registry)
}
