internal import AdapterKit
internal import InfraMindCore

/// Keeps a file that has the same fault thousands of times from filling every report with it.
enum RepeatedProblems {
  /// How many problems of one code are told of one file.
  static let most = 50

  /// The problems in their order; of one code in one file the first ``most``, then one that counts the others at the
  /// place of the first of them, as severe as the worst.
  static func bounded(_ problems: [PipelineProblem]) -> [PipelineProblem] {
    guard problems.count > most else { return problems }
    var kinds: [Kind: Tally] = [:]
    var told: [PipelineProblem] = []
    for problem in problems {
      let kind = Kind(file: problem.position.file, code: problem.code)
      var tally = kinds[kind] ?? Tally()
      tally.add(problem, at: told.count)
      kinds[kind] = tally
      if tally.isOpen || tally.isFirstBeyond { told.append(problem) }
    }
    for tally in kinds.values {
      guard let place = tally.place else { continue }
      told[place].severity = tally.worst
      told[place].excerpt = nil
      told[place].message = "… and \(Figures.grouped(tally.count - most)) more of the same kind"
    }
    return told
  }

  private struct Kind: Hashable {
    var file: String
    var code: String
  }

  private struct Tally {
    var count = 0
    /// Where the first problem that is too much is told.
    var place: Int?
    var worst = PipelineProblem.Severity.note

    var isOpen: Bool { count <= RepeatedProblems.most }
    var isFirstBeyond: Bool { count == RepeatedProblems.most + 1 }

    mutating func add(_ problem: PipelineProblem, at place: Int) {
      count += 1
      guard !isOpen else { return }
      if isFirstBeyond { self.place = place }
      switch (worst, problem.severity) {
      case (_, .error): worst = .error
      case (.note, .warning): worst = .warning
      case (_, .warning), (_, .note): break
      }
    }
  }
}
