internal import AdapterKit
internal import BuiltInAdapters
internal import InfraMindCore
internal import InfraMindEngine

/// Which parts the program is put together from.
enum Wiring {
  static let registry = AdapterRegistry.builtIn
  static let advisers = Suggester.Advisers(size: SizeAdvisor(), cache: CacheAdvisor())
  static let receivers = Receivers(registry)
}
