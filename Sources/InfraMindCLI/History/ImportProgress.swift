internal import InfraMindEngine
internal import Synchronization

/// One line on a terminal that tells how far an import has come, with an estimate of the rest.
final class ImportProgress: Sendable {
  private let isQuiet: Bool
  private let isShown: Bool
  private let begin = ContinuousClock.now
  private static let width = 20

  init(isQuiet: Bool) {
    self.isQuiet = isQuiet
    isShown = !isQuiet && StandardStreams.isTerminal(2)
  }

  /// Tells what came of it so far.
  func tell(_ outcome: ImportOutcome, share: Double?) {
    guard isShown else { return }
    StandardStreams.write("\r\u{1B}[K\(Self.line(outcome, share: share, after: .now - begin))", to: .errors)
  }

  /// Tells why nothing happens for a while.
  func tellWait(_ wait: Duration, _ why: String) {
    guard !isQuiet else { return }
    let seconds = Int((wait / .seconds(1)).rounded(.up))
    let line = "waiting \(seconds) s, since \(why)"
    StandardStreams.write(isShown ? "\r\u{1B}[K\(line)" : "inframind: \(line)\n", to: .errors)
  }

  /// Tells what came of all.
  func end(_ outcome: ImportOutcome) {
    guard !isQuiet else { return }
    if isShown { StandardStreams.write("\r\u{1B}[K", to: .errors) }
    for problem in outcome.problems {
      StandardStreams.write("inframind: \(Shown.plain(problem))\n", to: .errors)
    }
    let begun = outcome.isContinued ? "going on where the last import ended: " : ""
    StandardStreams.write(
      "\(begun)\(Figures.count(outcome.pages, "page")) read, "
        + "\(Figures.count(outcome.jobRuns, "job run")) new or changed\n", to: .errors)
  }

  /// `[#####               ] 25 %, 120 job runs, about 3 min left`.
  static func line(_ outcome: ImportOutcome, share: Double?, after elapsed: Duration) -> String {
    let runs = Figures.count(outcome.jobRuns, "job run")
    guard let share, share > 0 else { return "\(Figures.count(outcome.pages, "page")) read, \(runs)" }
    let done = min(width, Int((min(1, share) * Double(width)).rounded()))
    let bar = String(repeating: "#", count: done) + String(repeating: " ", count: width - done)
    let left = elapsed / .seconds(1) / share * (1 - min(1, share))
    return "[\(bar)] \(Int((min(1, share) * 100).rounded())) %, \(runs), about \(Figures.time(left)) left"
  }
}
