/// How much of a file is read before reading stops with an error.
public struct YAMLLimits: Sendable, Hashable {
  /// The largest file in bytes. Never more than 2 GiB less one byte, whatever is asked for.
  public var bytes: Int
  /// How many collections may lie inside each other; a scalar as the root has depth 0.
  public var depth: Int
  /// How many nodes a file may hold, keys and aliases included. Aliases are not expanded, so they count once.
  public var nodes: Int

  /// Limits that no sensible pipeline file reaches: 8 MiB, depth 128, a million nodes.
  public init(bytes: Int = 8 << 20, depth: Int = 128, nodes: Int = 1_000_000) {
    self.bytes = bytes
    self.depth = depth
    self.nodes = nodes
  }

  /// What the records' 32-bit offsets allow of ``bytes``.
  var usableBytes: Int { min(max(bytes, 0), Int(Int32.max)) }
}
