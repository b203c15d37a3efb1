internal import AdapterKit
internal import InfraMindEngine

/// How long something may take in all, whatever it is made of.
struct TimeLimit {
  private let time: Duration

  init(_ time: Duration) { self.time = time }

  /// The result of work that is done in time.
  ///
  /// - Throws: What the work throws; ``AdapterError/Code/unreachable`` if it takes too long.
  func result<Value: Sendable>(of work: @escaping @Sendable () async throws -> Value) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { [time] group in
      group.addTask { try await work() }
      group.addTask {
        try await Task.sleep(for: time)
        throw AdapterError(.unreachable, "It took longer than \(Figures.time(time / .seconds(1))).")
      }
      defer { group.cancelAll() }
      guard let value = try await group.next() else { throw CancellationError() }
      return value
    }
  }
}
