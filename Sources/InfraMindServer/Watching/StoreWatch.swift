internal import InfraMindStore

/// What is asked of the store for the sake of watchers, remembered for a while: they may ask often, and the store may
/// be slow.
actor StoreWatch {
  private struct Remembered<Value: Sendable>: Sendable {
    let value: Value
    let time: ContinuousClock.Instant
  }

  private let store: any RunStore
  private let patience: Duration
  private let clock = ContinuousClock()
  private var health: Remembered<StoreFailure?>?
  private var isChecking = false
  private var asking: [CheckedContinuation<StoreFailure?, Never>] = []
  private var limit: Task<Void, Never>?
  private var numbers: Remembered<StoreStatistics>?
  private var numbersTask: Task<StoreStatistics?, Never>?

  /// - Parameter patience: Longest time that somebody waits for the store's health; watchers give up soon.
  init(_ store: any RunStore, patience: Duration = .seconds(1)) {
    self.store = store
    self.patience = patience
  }

  /// Why the store cannot be used; `nil` if it can. A store that does not answer in time cannot.
  func failure() async -> StoreFailure? {
    if let health, clock.now - health.time < .seconds(1) { return health.value }
    return await withCheckedContinuation { continuation in
      asking.append(continuation)
      if !isChecking { check() }
      if limit == nil { limitWaiting() }
    }
  }

  private func check() {
    isChecking = true
    let store = store
    Task {
      do {
        try await store.checkHealth()
        self.remember(nil)
      } catch {
        self.remember(StoreFailure(error))
      }
    }
  }

  private func remember(_ failure: StoreFailure?) {
    isChecking = false
    health = Remembered(value: failure, time: clock.now)
    answer(failure)
  }

  private func limitWaiting() {
    let patience = patience
    limit = Task {
      try? await Task.sleep(for: patience)
      // Told to end after its time had come, while others began to wait.
      guard !Task.isCancelled else { return }
      self.answer(.silence)
    }
  }

  private func answer(_ failure: StoreFailure?) {
    limit?.cancel()
    limit = nil
    for continuation in asking { continuation.resume(returning: failure) }
    asking = []
  }

  /// How much the store holds; `nil` if it does not say.
  func statistics() async -> StoreStatistics? {
    if let numbers, clock.now - numbers.time < .seconds(15) { return numbers.value }
    if let numbersTask { return await numbersTask.value }
    let store = store
    let task = Task { try? await store.statistics() }
    numbersTask = task
    let value = await task.value
    numbersTask = nil
    if let value { numbers = Remembered(value: value, time: clock.now) }
    return value
  }
}
