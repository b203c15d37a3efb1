internal import FoundationEssentials
internal import InfraMindStore
internal import Logging
internal import ServiceLifecycle
internal import Synchronization

/// Decodes the inbox as long as the server runs. Several servers may do so on one store: it gives no delivery to two.
struct InboxWorker: Service {
  let store: any RunStore
  let decoder: InboxDecoder
  let metrics: ServerMetrics
  let log: LimitedLog
  let now: @Sendable () -> Date
  /// How long to wait when nothing is there.
  var pause: Duration = .milliseconds(250)
  /// How long one transaction should take.
  var target: Duration = .milliseconds(10)
  /// How long to wait when the store fails.
  var retry = Backoff(first: .milliseconds(500), longest: .seconds(30))

  func run() async throws {
    var pace = WorkPace(target: target)
    var failures = 0
    while !Task.isShuttingDownGracefully, !Task.isCancelled {
      let wait: Duration?
      do {
        let began = ContinuousClock.now
        let count = try await step(pace.size, givesUp: failures >= Self.patience && pace.size == 1)
        pace.observe(ContinuousClock.now - began, of: count)
        failures = 0
        wait = count == 0 ? pause : nil
      } catch  where Task.isCancelled {
        // The server ends: what was cut short is still in the inbox.
        return
      } catch {
        failures += 1
        pace.goOneByOne()
        wait = failed(error, failures)
      }
      if let wait { try? await cancelWhenGracefulShutdown { try await Task.sleep(for: wait) } }
    }
  }

  /// How often one delivery may make the store fail before it counts as dead.
  private static let patience = 3

  private func failed(_ error: any Error, _ failures: Int) -> Duration {
    let failure = StoreFailure(error)
    metrics.countStoreFailure(failure.code)
    log.error("Deliveries could not be decoded: \(failure.message)", code: failure.code)
    return retry.wait(after: failures, chance: .random(in: 0...1))
  }

  /// Decodes some deliveries.
  ///
  /// - Parameter givesUp: Whether what the store cannot hold is dead.
  /// - Returns: How many.
  func step(_ size: Int, givesUp: Bool = false) async throws -> Int {
    // The store may have to begin anew, and then only the last tally counts.
    let tally = Mutex(InboxDecoder.Tally())
    let decoder = decoder
    let count = try await store.processInbox(limit: size, at: now()) { deliveries in
      let results = givesUp ? deliveries.map { _ in Self.unstorable } : decoder.decode(deliveries)
      let counted = decoder.tally(deliveries, results)
      tally.withLock { $0 = counted }
      return results
    }
    guard count > 0 else { return 0 }
    let done = tally.withLock { $0 }
    metrics.countProcessed(done.counts)
    for dead in done.dead {
      log.warning("A delivery of \(dead.key.platform) cannot be decoded: \(dead.reason)", code: dead.code)
    }
    return count
  }

  private static let unstorable = DecodingResult.dead(
    code: "unstorable", reason: "The store failed each time that what this delivery says was recorded.")
}
