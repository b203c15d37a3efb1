internal import FoundationEssentials
#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What a job's runs say of the memory that it needs: their peaks, and the machines on which they ran out of it.
///
/// - SeeAlso: Kubernetes VPA, `pkg/recommender/util/decaying_histogram.go`.
struct JobMemory: Hashable, Sendable {
  /// Age from which a run out of memory is forgotten, in seconds: 90 days.
  static let longestMemoryOfExhaustion = 90.0 * 86_400
  /// Different amounts of memory on which runs out of it are kept; the largest ones.
  static let mostExhaustions = 4
  /// Standard deviation of the logarithm of a job's peaks that is believed beforehand, and how many runs that is
  /// worth: two runs with the same peak do not prove that the third has it.
  static let usualSpread = 0.08
  static let usualCount = 6.0
  /// Share of the peaks that an exponential tail is fitted to, from ``leastForTail`` runs on.
  static let tailShare = 0.1
  static let leastForTail = 20.0

  /// Runs out of memory on machines of one size.
  struct Exhaustion: Hashable, Sendable {
    /// The machine's memory in bytes; 0 if unknown.
    var bytes: Double
    /// When the latest was.
    var latest: Date
    /// How many there were without a gap of ninety days.
    var runs: Int
  }

  /// Decaying weights of the peaks, in bytes.
  private(set) var peaks = LogSketch(capacity: 24)
  /// The same of their logarithms.
  private(set) var logarithms = DecayedMoments()
  /// How many runs told their peak.
  private(set) var measuredRuns = 0
  /// By falling memory.
  private(set) var exhaustions: [Exhaustion] = []

  /// Adds a run's peak in bytes.
  mutating func add(peak: Double, weight: Double) {
    guard peak.isFinite, peak > 0 else { return }
    peaks.add(peak, weight: weight)
    logarithms.add(log(min(peak, LogSketch.range.upperBound)), weight: weight)
    measuredRuns = min(measuredRuns, .max - 1) + 1
  }

  /// Adds a run that ran out of memory on a machine with so many bytes of it; `nil` if unknown.
  mutating func addExhaustion(of bytes: Double?, at time: Date) {
    insert(Exhaustion(bytes: max(bytes ?? 0, 0), latest: time, runs: 1))
  }

  /// Adds all of another.
  mutating func merge(_ other: JobMemory) {
    peaks.merge(other.peaks)
    logarithms.merge(other.logarithms)
    measuredRuns = min(measuredRuns, .max / 2) + min(other.measuredRuns, .max / 2)
    other.exhaustions.forEach { insert($0) }
  }

  /// Multiplies all weights by a factor greater than zero.
  mutating func scale(by factor: Double) {
    peaks.scale(by: factor)
    logarithms.scale(by: factor)
  }

  /// Forgets all peaks, for they are too old.
  mutating func forgetPeaks() {
    peaks = LogSketch(capacity: peaks.capacity)
    logarithms = DecayedMoments()
    measuredRuns = 0
  }

  private mutating func insert(_ new: Exhaustion) {
    guard let place = exhaustions.firstIndex(where: { $0.bytes == new.bytes }) else {
      exhaustions.append(new)
      exhaustions.sort { $0.bytes > $1.bytes }
      if exhaustions.count > Self.mostExhaustions { exhaustions.removeLast() }
      return
    }
    let gap = new.latest.timeIntervalSince(exhaustions[place].latest)
    if abs(gap) <= Self.longestMemoryOfExhaustion {
      exhaustions[place].runs = min(exhaustions[place].runs, .max / 2) + min(new.runs, .max / 2)
    } else if gap > 0 {
      exhaustions[place].runs = new.runs
    }
    exhaustions[place].latest = max(exhaustions[place].latest, new.latest)
  }

  /// What is known of it at a time.
  func envelope(now: Date) -> MemoryEnvelope {
    let recent = exhaustions.filter {
      now.timeIntervalSince($0.latest) <= Self.longestMemoryOfExhaustion
    }
    return MemoryEnvelope(
      peak: peaks.upperQuantile(MemoryEnvelope.percentile), measuredRuns: measuredRuns,
      exhausted: recent.first.flatMap { $0.bytes > 0 ? $0.bytes : nil },
      exhaustedRuns: recent.reduce(0) { $0 + min($1.runs, .max / 8) })
  }

  /// Probability that a run's peak exceeds so many bytes, 0...1; `nil` if no peak was measured.
  ///
  /// The largest of three: a normal tail of unknown spread, wide after few runs; an exponential tail fitted to the
  /// highest tenth of the peaks, which holds where these are no normal ones; and the share that was seen there.
  func probability(ofMoreThan bytes: Double) -> Double? {
    guard logarithms.weight > 0 else { return nil }
    guard bytes > 0 else { return 1 }
    let logarithm = log(bytes)
    let normal = TailProbability.next(
      above: logarithm, after: logarithms, usualSpread: Self.usualSpread, usualCount: Self.usualCount)
    let seen = bytes > peaks.upperQuantile(1) ?? 0 ? 0 : peaks.share(above: bytes)
    return min(max(normal, max(seen, exponentialTail(above: logarithm))), 1)
  }

  private func exponentialTail(above logarithm: Double) -> Double {
    guard logarithms.effectiveCount >= Self.leastForTail,
      let threshold = peaks.logQuantiles(CollectionOfOne(1 - Self.tailShare)).first, logarithm > threshold
    else { return 0 }
    let width = peaks.width
    var (weight, excess) = (0.0, 0.0)
    for bin in peaks.bins {
      let distance = (Double(bin.index) + 0.5) * width - threshold
      guard distance > 0 else { continue }
      weight += Double(bin.weight)
      excess += Double(bin.weight) * distance
    }
    guard weight > 0, excess > 0 else { return 0 }
    return Self.tailShare * exp(-(logarithm - threshold) * weight / excess)
  }
}
