internal import InfraMindCore
internal import InfraMindEngine
internal import Synchronization

/// How far training has come: a line that is renewed on a terminal, a line for each quarter elsewhere.
final class TrainingProgress: Sendable {
  private let purpose: ModelPurpose
  private let isQuiet: Bool
  private let isTerminal: Bool
  private let begin = ContinuousClock.now
  private let lastQuarter = Mutex(0)

  init(_ purpose: ModelPurpose, isQuiet: Bool) {
    self.purpose = purpose
    self.isQuiet = isQuiet
    isTerminal = StandardStreams.isTerminal(2)
  }

  /// Tells how many trees there are.
  func tell(_ trees: Int, of all: Int) {
    guard !isQuiet else { return }
    let text =
      "training \(purpose.rawValue): \(trees) of \(all) trees, \(Figures.time((.now - begin) / .seconds(1)))"
    if isTerminal {
      StandardStreams.write("\r\u{1B}[K\(text)", to: .errors)
      return
    }
    let quarter = trees * 4 / max(1, all)
    let isNew = lastQuarter.withLock { last in
      defer { last = max(last, quarter) }
      return quarter > last
    }
    if isNew { StandardStreams.write("inframind: \(text)\n", to: .errors) }
  }

  /// Takes the line away.
  func end() {
    if !isQuiet, isTerminal { StandardStreams.write("\r\u{1B}[K", to: .errors) }
  }
}
