package import InfraMindCore

/// A file of runs, read: what is to be kept of it, and what there is to tell.
package struct HistoryIntake: Sendable {
  /// Lines about what is wrong with the file, at most 21.
  package private(set) var notes: [String]
  /// Whether nothing was left out.
  package var isWhole: Bool { decoded.skippedLines == 0 }
  /// What is to be kept.
  package var runs: [JobRun] { decoded.runs }

  private let decoded: DecodedHistory
  /// How many wrong lines are told.
  private static let mostNotes = 20

  /// Reads a file; lines that are wrong are left out.
  ///
  /// - Parameter form: `nil` for that which its name tells.
  package init(_ bytes: [UInt8], named file: String, as form: HistoryTransfer.Form?) {
    let told = form ?? HistoryTransfer.Form(ofFileNamed: file)
    decoded = told == .csv ? JobRunCSVDecoder().decode(bytes) : JobRunDecoder().decode(bytes)
    let name = Shown.plain(file)
    notes = decoded.problems.prefix(Self.mostNotes).map { "\(name):\($0.line): \(Shown.plain($0.sentence))" }
    guard form == nil, told == .jsonl, runs.isEmpty, bytes.starts(with: JobRunCSVEncoder().header.utf8) else {
      return
    }
    notes.append("\(name) is a table: say --format csv, or give it a name that ends in .csv")
  }

  /// One line about what was done.
  ///
  /// - Parameter changed: How many runs were new or changed.
  package func summary(changed: Int) -> String {
    let left = isWhole ? "" : "; \(Figures.count(decoded.skippedLines, "line")) left out"
    return "\(Figures.count(runs.count, "run")) read, \(changed) new or changed\(left)"
  }
}
