internal import Synchronization

/// How much memory request bodies may take together.
final class BodyBudget: Sendable {
  private let left: Mutex<Int>

  init(bytes: Int) { left = Mutex(bytes) }

  /// Takes some bytes; `false` if there are not so many left.
  func take(_ bytes: Int) -> Bool {
    left.withLock { left in
      guard bytes <= left else { return false }
      left -= bytes
      return true
    }
  }

  /// Gives back what was taken.
  func giveBack(_ bytes: Int) { left.withLock { $0 += bytes } }
}
