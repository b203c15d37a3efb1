package import FoundationEssentials

/// The clock, as tests replace it.
package struct Surroundings: Sendable {
  /// The time.
  package var now: @Sendable () -> Date
  /// Waits; throws `CancellationError` when the task is cancelled.
  package var sleep: @Sendable (Duration) async throws -> Void
  /// A number from 0 to 1 that spreads retries of several clients.
  package var jitter: @Sendable () -> Double

  /// Names them.
  package init(
    now: @escaping @Sendable () -> Date, sleep: @escaping @Sendable (Duration) async throws -> Void,
    jitter: @escaping @Sendable () -> Double
  ) {
    self.now = now
    self.sleep = sleep
    self.jitter = jitter
  }

  /// The system's.
  package static let real = Surroundings(
    now: { Date() }, sleep: { try await Task.sleep(for: $0) }, jitter: { .random(in: 0...1) })
}
