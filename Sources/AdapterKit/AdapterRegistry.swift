public import InfraMindCore

/// The adapters at hand, one per platform.
public struct AdapterRegistry: Sendable {
  /// In the order of their platforms' names.
  public let adapters: [any CIAdapter]

  /// Registers adapters. Of two for one platform the first is kept.
  public init(_ adapters: [any CIAdapter]) {
    var seen: Set<Platform> = []
    self.adapters =
      adapters
      .filter { seen.insert(type(of: $0).platform).inserted }
      .sorted { type(of: $0).platform < type(of: $1).platform }
  }

  /// The adapter of a platform, if there is one.
  public subscript(platform: Platform) -> (any CIAdapter)? {
    adapters.first { type(of: $0).platform == platform }
  }
}
