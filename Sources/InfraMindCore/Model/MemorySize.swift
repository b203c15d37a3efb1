/// An amount of memory or disk, in bytes.
public struct MemorySize: Hashable, Sendable, Codable, Comparable {
  /// Bytes; never negative in valid data.
  public var bytes: Int64

  /// An amount in bytes.
  public init(bytes: Int64) { self.bytes = bytes }

  /// An amount in gibibytes (2³⁰ bytes), at most 2³³ of them. Platforms that write "GB" of memory mean these.
  public init(gibibytes: Double) {
    bytes = Int64(max(0, min(gibibytes.isFinite ? gibibytes : 0, 8_589_934_591)) * 1_073_741_824)
  }

  /// The amount in gibibytes.
  public var gibibytes: Double { Double(bytes) / 1_073_741_824 }

  /// By size.
  public static func < (left: MemorySize, right: MemorySize) -> Bool { left.bytes < right.bytes }

  /// Whether a measured amount is this nominal one: a machine reports up to a tenth less than it is sold with,
  /// for its kernel and firmware.
  func isAbout(_ measured: MemorySize) -> Bool {
    let ratio = gibibytes > 0 ? measured.gibibytes / gibibytes : 0
    return (0.9...1.02).contains(ratio)
  }
}
