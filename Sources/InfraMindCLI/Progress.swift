internal import Synchronization

/// A line on a terminal that tells how far reading has come; nothing anywhere else, and nothing for few
/// files.
final class Progress: Sendable {
  private struct State {
    var files = 0
    var done = 0
    var isShown = false
  }

  /// Fewer files than these are read before anybody could read the line.
  private static let fewestFiles = 100
  private let isWanted: Bool
  private let state = Mutex(State())

  init(isWanted: Bool) { self.isWanted = isWanted && StandardStreams.isTerminal(2) }

  /// Tells how many files there are.
  func begin(_ files: Int) { state.withLock { $0.files = files } }

  /// Tells that more files have been read.
  func advance(_ files: Int) {
    guard isWanted else { return }
    state.withLock { state in
      state.done += files
      guard state.files >= Self.fewestFiles else { return }
      state.isShown = true
      StandardStreams.write("\r\u{1B}[KReading pipeline files: \(state.done) of \(state.files)", to: .errors)
    }
  }

  /// Takes the line away.
  func end() {
    state.withLock { state in
      if state.isShown { StandardStreams.write("\r\u{1B}[K", to: .errors) }
      state.isShown = false
    }
  }
}
