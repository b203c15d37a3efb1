/// The least memory that a job may be given, from what its runs needed; ``JobMemory`` holds that.
struct MemoryEnvelope: Hashable, Sendable {
  /// Percentile of the peaks that counts.
  static let percentile = 0.99
  /// How much more than that percentile a machine must have.
  static let margin = 0.15

  /// Weighted percentile of the peaks in bytes; `nil` if none was measured.
  var peak: Double?
  /// How many runs told their peak.
  var measuredRuns: Int
  /// Largest memory of a machine on which the job ran out of it, in bytes; `nil` if it never did.
  var exhausted: Double?
  /// How many runs ran out of memory.
  var exhaustedRuns: Int

  /// The least memory in bytes: the percentile of the peaks and a margin, and more than any machine that did not
  /// suffice; `nil` if nothing is known.
  var floor: Double? {
    let needed = peak.map { $0 * (1 + Self.margin) }
    let beyond = exhausted.map { $0 * (1 + Self.margin) }
    return needed.map { max($0, beyond ?? 0) } ?? beyond
  }

  /// Whether a machine has enough. Without a measurement only as much as today's is known to be.
  func admits(_ memory: MemorySize?, today: MemorySize?) -> Bool {
    guard let memory else { return false }
    if let exhausted, Double(memory.bytes) < exhausted * (1 + Self.margin) { return false }
    if peak != nil, let floor { return Double(memory.bytes) >= floor }
    return today.map { memory >= $0 } ?? false
  }
}
