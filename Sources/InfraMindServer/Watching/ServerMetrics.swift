internal import InfraMindCore
internal import Synchronization

/// Counts what the server does.
final class ServerMetrics: Sendable {
  /// All counters at one time.
  struct Counts: Sendable {
    var deliveries: [Labels: Int] = [:]
    var processed: [Labels: Int] = [:]
    var storeFailures: [String: Int] = [:]
    var questions: [String: Int] = [:]
    var records: [String: Int] = [:]
    var readings: [String: Int] = [:]
    var commitSizes = Histogram(bounds: [1, 2, 4, 8, 16, 32, 64, 128, 256, 1024])
    var commitSeconds = Histogram(bounds: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5])
  }

  /// A platform and what became of something of it.
  struct Labels: Sendable, Hashable {
    let platform: Platform
    let outcome: String
  }

  private let state = Mutex(Counts())

  /// All counters now.
  var counts: Counts { state.withLock { $0 } }

  /// A delivery was answered.
  func countDelivery(of platform: Platform, _ outcome: String) {
    state.withLock { $0.deliveries[Labels(platform: platform, outcome: outcome), default: 0] += 1 }
  }

  /// A transaction that keeps deliveries has ended.
  func countCommit(of deliveries: Int, taking time: Duration) {
    state.withLock { counts in
      counts.commitSizes.count(Double(deliveries))
      counts.commitSeconds.count(time / .seconds(1))
    }
  }

  /// Deliveries were decoded.
  func countProcessed(_ tally: [Labels: Int]) {
    state.withLock { $0.processed.merge(tally, uniquingKeysWith: +) }
  }

  /// The store failed at something.
  func countStoreFailure(_ code: String) {
    state.withLock { $0.storeFailures[code, default: 0] += 1 }
  }

  /// A question to a platform was settled.
  func countQuestion(_ outcome: String) {
    state.withLock { $0.questions[outcome, default: 0] += 1 }
  }

  /// A probe's record was answered.
  func countRecord(_ outcome: String) {
    state.withLock { $0.records[outcome, default: 0] += 1 }
  }

  /// A question for runs was answered.
  func countReading(_ outcome: String) {
    state.withLock { $0.readings[outcome, default: 0] += 1 }
  }
}

/// How often values lay below some bounds.
struct Histogram: Sendable {
  let bounds: [Double]
  /// One for each bound, and one for what lies above the last.
  private(set) var counts: [Int]
  private(set) var sum = 0.0

  init(bounds: [Double]) {
    self.bounds = bounds
    counts = Array(repeating: 0, count: bounds.count + 1)
  }

  mutating func count(_ value: Double) {
    counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1
    sum += value
  }
}
