internal import FoundationEssentials
internal import InfraMindStore
internal import Logging
internal import ServiceLifecycle

/// Takes old things out of the store, once an hour.
struct Pruner: Service {
  let store: any RunStore
  let retention: Retention
  let metrics: ServerMetrics
  let log: LimitedLog
  let now: @Sendable () -> Date

  func run() async throws {
    try? await cancelWhenGracefulShutdown {
      while true {
        // Several servers that were started together do not all prune at once.
        try await Task.sleep(for: .seconds(3600) * Double.random(in: 0.8...1.2))
        await step()
      }
    }
  }

  func step() async {
    do {
      try await store.prune(retention, at: now())
    } catch  where Task.isCancelled {
      return
    } catch {
      let failure = StoreFailure(error)
      metrics.countStoreFailure(failure.code)
      log.error("Old records could not be taken out: \(failure.message)", code: failure.code)
    }
  }
}
