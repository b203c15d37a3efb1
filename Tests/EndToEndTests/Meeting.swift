import Foundation

/// A place where threads wait for one another, once.
final class Meeting: @unchecked Sendable {
  private let condition = NSCondition()
  private var missing: Int

  init(of count: Int) { missing = count }

  /// Returns when all have come; late ones go on at once. If somebody never comes, it ends after a while.
  func wait() {
    condition.lock()
    defer { condition.unlock() }
    missing -= 1
    condition.broadcast()
    let end = Date(timeIntervalSinceNow: 60)
    while missing > 0, condition.wait(until: end) {}
  }
}
