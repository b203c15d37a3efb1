#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// How single runs scatter about their typical duration: what was seen, mixed with a normal scatter that a few runs
/// would not deny, so that a bill's steps do not hide its spread.
///
/// Ten runs of 2 min 50 s say that three minutes are billed, and nothing of the run that will take a little longer.
struct DurationShape {
  /// How many runs the normal scatter is worth.
  static let usualCount = 5.0
  private static let probabilities = (0..<16).map { (Double($0) + 0.5) / 16 }
  private static let normals = probabilities.map(NormalQuantile.value(at:))

  /// Durations in units of the typical one, each as likely as the others: the middles of sixteen equal parts.
  let low: SIMD8<Double>
  let high: SIMD8<Double>
  /// Their mean.
  let mean: Double
  /// Logarithms of the 90th and the 95th percentile in units of the typical duration.
  let log90: Double
  let log95: Double
  /// Standard deviation of the logarithms.
  let noise: Double

  init(_ record: SizeRecord, _ typical: TypicalDuration, factor: Double) {
    let seenShare = typical.count / (typical.count + Self.usualCount)
    let noise = typical.noise * factor
    let mixed = { (probability: Double, normal: Double, seen: Double?) -> Double in
      let usual = noise * normal
      return seen.map { seenShare * ($0 - typical.location) * max(factor, 1) + (1 - seenShare) * usual }
        ?? usual
    }
    let seen = record.durations.logQuantiles(Self.probabilities)
    var (low, high) = (SIMD8<Double>(repeating: 1), SIMD8<Double>(repeating: 1))
    for index in 0..<8 {
      low[index] = exp(
        mixed(Self.probabilities[index], Self.normals[index], seen.isEmpty ? nil : seen[index]))
      high[index] = exp(
        mixed(Self.probabilities[index + 8], Self.normals[index + 8], seen.isEmpty ? nil : seen[index + 8]))
    }
    self.low = low
    self.high = high
    mean = (low.sum() + high.sum()) / 16
    let tail = record.durations.logQuantiles([0.9, 0.95])
    log90 = max(mixed(0.9, 1.2816, tail.first), 0)
    log95 = max(mixed(0.95, 1.6449, tail.last), log90)
    self.noise = noise
  }
}
