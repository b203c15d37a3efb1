internal import Logging
internal import Synchronization

/// Logs what may happen a thousand times a second, such as a store that is full: one line of a kind in ten seconds,
/// with the number of those left out.
final class LimitedLog: Sendable {
  private struct Entry {
    var last: ContinuousClock.Instant
    var leftOut = 0
  }

  private let logger: Logger
  private let pause: Duration
  private let entries = Mutex<[String: Entry]>([:])

  init(_ logger: Logger, pause: Duration = .seconds(10)) {
    self.logger = logger
    self.pause = pause
  }

  func warning(_ message: String, code: String) { write(.warning, message, code) }

  func error(_ message: String, code: String) { write(.error, message, code) }

  private func write(_ level: Logger.Level, _ message: String, _ code: String) {
    guard let leftOut = due(message) else { return }
    var metadata: Logger.Metadata = ["code": "\(code)"]
    if leftOut > 0 { metadata["left_out"] = "\(leftOut)" }
    logger.log(level: level, "\(message)", metadata: metadata)
  }

  /// How many lines of this kind were left out before this one; `nil` if it is left out itself.
  private func due(_ message: String) -> Int? {
    let now = ContinuousClock.now
    return entries.withLock { entries in
      // Messages hold codes and addresses of hooks, so there are few kinds; this is a bound all the same.
      if entries.count > 500 { entries.removeAll() }
      guard var entry = entries[message], now - entry.last < pause else {
        let leftOut = entries[message]?.leftOut ?? 0
        entries[message] = Entry(last: now)
        return leftOut
      }
      entry.leftOut += 1
      entries[message] = entry
      return nil
    }
  }
}
