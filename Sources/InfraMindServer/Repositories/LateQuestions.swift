internal import Synchronization

/// Keys of questions that could not be answered in time, as many as are of use; an older one gives way to a newer.
final class LateQuestions: Sendable {
  private let most: Int
  private let keys = Mutex<(known: Set<String>, order: [String])>(([], []))

  init(atMost most: Int) { self.most = most }

  /// Notes a question; `nil` is none.
  func add(_ key: String?) {
    guard let key else { return }
    keys.withLock { keys in
      guard keys.known.insert(key).inserted else { return }
      keys.order.append(key)
      guard keys.order.count > most else { return }
      keys.known.remove(keys.order.removeFirst())
    }
  }

  func contains(_ key: String) -> Bool { keys.withLock { $0.known.contains(key) } }
}

/// Which question a request turned out to be, for whoever waits for its answer.
final class AskedQuestion: Sendable {
  private let state = Mutex<String?>(nil)

  var key: String? {
    get { state.withLock { $0 } }
    set { state.withLock { $0 = newValue } }
  }
}
