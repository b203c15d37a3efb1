/// An answer that is given in time, or not at all.
enum TimedAnswer {
  /// What the work answers, unless that takes longer.
  ///
  /// Late work is told that nobody waits for it, and nobody does: it may read a store that hangs.
  static func first(
    within time: Duration, _ work: @escaping @Sendable () async -> Answer
  ) async -> Answer? {
    let (answers, giver) = AsyncStream.makeStream(of: Answer.self, bufferingPolicy: .bufferingOldest(1))
    let worker = Task {
      giver.yield(await work())
      giver.finish()
    }
    let clock = Task {
      try await Task.sleep(for: time)
      worker.cancel()
      giver.finish()
    }
    defer { clock.cancel() }
    return await answers.first { _ in true }
  }
}
