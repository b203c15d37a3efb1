internal import Synchronization

/// Lets a number of tasks in at a time; the others wait in the order of their coming.
final class Gate: Sendable {
  private struct State {
    var free: Int
    var nextID = 0
    var waiting: [(id: Int, continuation: CheckedContinuation<Void, any Error>)] = []
  }

  private let state: Mutex<State>

  init(places: Int) { state = Mutex(State(free: places)) }

  /// Waits for a place. Every `enter` that returns is followed by one `leave`.
  func enter() async throws {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { wait(id, $0) }
    } onCancel: {
      let waiter = state.withLock { state in
        state.waiting.firstIndex { $0.id == id }.map { state.waiting.remove(at: $0) }
      }
      waiter?.continuation.resume(throwing: CancellationError())
    }
  }

  private func wait(_ id: Int, _ continuation: CheckedContinuation<Void, any Error>) {
    enum Turn { case now, cancelled, later }
    let turn = state.withLock { state -> Turn in
      if Task.isCancelled { return .cancelled }
      if state.free > 0 {
        state.free -= 1
        return .now
      }
      state.waiting.append((id, continuation))
      return .later
    }
    switch turn {
    case .now: continuation.resume()
    case .cancelled: continuation.resume(throwing: CancellationError())
    case .later: break
    }
  }

  func leave() {
    let next = state.withLock { state -> CheckedContinuation<Void, any Error>? in
      guard !state.waiting.isEmpty else {
        state.free += 1
        return nil
      }
      return state.waiting.removeFirst().continuation
    }
    next?.resume()
  }
}
