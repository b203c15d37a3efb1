package import FoundationEssentials

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// How long a job will wait for a machine: quantiles of what jobs of the same pool waited, at this hour of
/// the day where enough of them did.
///
/// Each pool keeps counts in classes of a quarter octave for each hour (UTC); they lose half their weight in
/// 14 days. An hour's own counts are drawn towards those of the hours beside it and of the whole day. Where
/// the last job that started had waited is known and fresh, what jobs waited after one like it counts most: a
/// queue of now is no matter of habit.
package struct QueueForecaster: Sendable {
  /// Pools kept; the one that was silent longest goes first.
  static let mostPools = 64
  /// Fewest waits that a forecast rests on, by weight.
  static let fewest = 5.0

  /// What is to be expected.
  package struct Forecast: Hashable, Sendable {
    /// Waits in seconds that half and nine in ten do not exceed.
    package var median: Double
    package var p90: Double
    /// Waits that it rests on, by weight: of the pool, and of this hour.
    package var waits: Double
    package var waitsAtHour: Double
  }

  private var pools: [String: QueuePool] = [:]

  /// Knows nothing yet.
  package init() {}

  /// Learns from a wait.
  ///
  /// - Parameters:
  ///   - pool: Labels or group of the machines.
  ///   - seconds: How long; negative or not finite is left out, more than a day counts as one.
  package mutating func take(pool: String, queuedAt: Date, seconds: Double) {
    guard seconds.isFinite, seconds >= 0 else { return }
    let moment = queuedAt.timeIntervalSince1970
    guard moment.isFinite, abs(moment) < 1e11 else { return }
    if pools[pool] == nil, pools.count >= Self.mostPools,
      let silent = pools.min(by: { ($0.value.updated, $0.key) < ($1.value.updated, $1.key) })
    {
      pools[silent.key] = nil
    }
    pools[pool, default: QueuePool(at: moment)].take(min(seconds, 86_400), at: moment)
  }

  /// What a job waits that is ready now; `nil` for a pool with fewer than ``fewest`` waits.
  package func forecast(pool: String, at date: Date) -> Forecast? {
    pools[pool]?.forecast(at: date.timeIntervalSince1970)
  }
}

/// Waits of one pool.
private struct QueuePool: Sendable {
  private static let halfLife = 14.0 * 86_400
  private static let classes = 68
  /// Waits of the whole day that an hour is drawn towards, and what a neighbouring hour's wait is worth.
  private static let dayWeight = 5.0
  private static let beside: Float = 0.3
  /// Seconds for which the last wait that ended tells the state of the queue.
  private static let freshness = 1800.0
  private static let mostLatest = 32

  private(set) var updated: Double
  private var hours: [[Float]]
  /// Counts by the class, an octave wide, of the wait that had ended last.
  private var states: [[Float]] = Array(repeating: [], count: Self.classes / 4)
  /// The latest waits: when they ended, and their classes.
  private var latest: [(ended: Double, index: Int)] = []

  init(at moment: Double) {
    updated = moment
    hours = Array(repeating: [], count: 24)
  }

  mutating func take(_ seconds: Double, at moment: Double) {
    let factor = Float(exp2(-max(0, moment - updated) / Self.halfLife))
    updated = max(updated, moment)
    if factor < 1 {
      hours = hours.map { $0.map { $0 * factor } }
      states = states.map { $0.map { $0 * factor } }
    }
    let hour = Self.hour(moment)
    if hours[hour].isEmpty { hours[hour] = [Float](repeating: 0, count: Self.classes) }
    let index = Self.index(seconds)
    hours[hour][index] += 1
    if let state = state(at: moment) {
      if states[state].isEmpty { states[state] = [Float](repeating: 0, count: Self.classes) }
      states[state][index] += 1
    }
    latest.append((moment + seconds, index))
    if latest.count > Self.mostLatest { latest.removeFirst() }
  }

  func forecast(at moment: Double) -> QueueForecaster.Forecast? {
    guard moment.isFinite, abs(moment) < 1e11 else { return nil }
    let age = Float(exp2(-max(0, moment - updated) / Self.halfLife))
    let hour = Self.hour(moment)
    var day = [Float](repeating: 0, count: Self.classes)
    for counts in hours { Self.add(counts, times: age, to: &day) }
    let total = day.reduce(0, +)
    guard Double(total) >= QueueForecaster.fewest else { return nil }
    var mixed = day.map { $0 * Float(Self.dayWeight) / total }
    Self.add(hours[hour], times: age, to: &mixed)
    for other in [hour + 1, hour + 23] { Self.add(hours[other % 24], times: age * Self.beside, to: &mixed) }
    if let state = state(at: moment), !states[state].isEmpty {
      // A state's own waits say more than the hour does, which then counts as a few.
      let weight = mixed.reduce(0, +)
      mixed = mixed.map { $0 * Float(Self.dayWeight) / weight }
    }
    if let state = state(at: moment) { Self.add(states[state], times: age, to: &mixed) }
    return QueueForecaster.Forecast(
      median: Self.quantile(mixed, 0.5), p90: Self.quantile(mixed, 0.9), waits: Double(total),
      waitsAtHour: Double(hours[hour].reduce(0, +) * age))
  }

  /// The class of the wait that had ended last by then, if it is fresh.
  private func state(at moment: Double) -> Int? {
    let ended = latest.filter { $0.ended <= moment && moment - $0.ended <= Self.freshness }
    return ended.max { $0.ended < $1.ended }.map { $0.index / 4 }
  }

  private static func add(_ counts: [Float], times factor: Float, to sum: inout [Float]) {
    for (index, count) in counts.enumerated() { sum[index] += factor * count }
  }

  private static func hour(_ moment: Double) -> Int {
    let second = moment.truncatingRemainder(dividingBy: 86_400)
    return min(max(Int((second < 0 ? second + 86_400 : second) / 3600), 0), 23)
  }

  /// Classes are a quarter of an octave of seconds plus one.
  private static func index(_ seconds: Double) -> Int {
    min(max(Int(4 * log2(1 + seconds)), 0), classes - 1)
  }

  private static func quantile(_ counts: [Float], _ probability: Float) -> Double {
    let wanted = probability * counts.reduce(0, +)
    var sum: Float = 0
    for (index, count) in counts.enumerated() where count > 0 {
      if sum + count >= wanted {
        let way = Double((wanted - sum) / count)
        return exp2((Double(index) + min(max(way, 0), 1)) / 4) - 1
      }
      sum += count
    }
    return 0
  }
}
