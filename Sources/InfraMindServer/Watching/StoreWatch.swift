internal import InfraMindStore

/// What is asked of the store for the sake of watchers, remembered for a while: they may ask often, and the store may
/// be slow.
actor StoreWatch {
  private struct Remembered<Value: Sendable>: Sendable {
    let value: Value
    let time: ContinuousClock.Instant
  }

  private let store: any RunStore
  private let clock = ContinuousClock()
  private var health: Remembered<StoreFailure?>?
  private var healthTask: Task<StoreFailure?, Never>?
  private var numbers: Remembered<StoreStatistics>?
  private var numbersTask: Task<StoreStatistics?, Never>?

  init(_ store: any RunStore) { self.store = store }

  /// Why the store cannot be used; `nil` if it can.
  func failure() async -> StoreFailure? {
    if let health, clock.now - health.time < .seconds(1) { return health.value }
    if let healthTask { return await healthTask.value }
    let store = store
    let task = Task { () -> StoreFailure? in
      do {
        try await store.checkHealth()
        return nil
      } catch {
        return StoreFailure(error)
      }
    }
    healthTask = task
    let value = await task.value
    healthTask = nil
    health = Remembered(value: value, time: clock.now)
    return value
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
