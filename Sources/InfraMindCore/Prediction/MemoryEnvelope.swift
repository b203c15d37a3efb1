/// The least memory that a job may be given, from what its runs needed.
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

  /// Reads the envelope off runs; `weights` is one for each.
  ///
  /// - Parameter memory: What the machine of a run had, in bytes, where known.
  init(runs: [JobRun], weights: [Double], memory: (JobRun) -> Double?) {
    var peaks: [(value: Double, weight: Double)] = []
    var largest: Double?
    var count = 0
    for (run, weight) in zip(runs, weights) {
      if run.conclusion == .outOfMemory {
        count += 1
        if let size = memory(run) ?? run.use?.peakMemory.map({ Double($0.bytes) }) {
          largest = max(largest ?? 0, size)
        }
      }
      guard let peak = run.use?.peakMemory else { continue }
      peaks.append((Double(peak.bytes), weight))
    }
    peak = WeightedSample(peaks).quantile(Self.percentile)
    measuredRuns = peaks.count
    exhausted = largest
    exhaustedRuns = count
  }

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
