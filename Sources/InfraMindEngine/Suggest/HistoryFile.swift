internal import AdapterKit
package import FoundationEssentials
package import InfraMindCore

/// Past runs, read once: from a store, JSON Lines, or a server.
package struct HistoryFile: Sendable {
  /// Where it is looked for when nobody names it, from the repository's root; the first that is there is read.
  package static let usualPaths = [".inframind/history.db", ".inframind/runs.jsonl"]
  /// Largest file that is read, in bytes.
  static let limit = 512 * 1_048_576

  /// Path as a user would write it.
  package let path: String
  /// What it holds.
  package let history: InMemoryRunHistory
  /// Lines that were left out because they are wrong.
  package let skippedLines: Int
  /// What is wrong with it, line by line.
  package let problems: [Problem]

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: As a user would write it.
  ///   - isNamedByUser: Whether the user named it in the command, and so may mean a pipe; settings may not,
  ///     since a stranger's checkout could make the program wait for ever.
  ///   - repository: Whose runs are wanted of a store that holds several repositories; `nil` for all.
  /// - Throws: `not-found`, `not-a-file`, `too-large`, `unreadable`; a store's own codes.
  package init(
    reading path: String, isNamedByUser: Bool = false, of repository: String? = nil
  ) throws(EngineError) {
    if StoreHistory.isStore(path) {
      self.path = path
      history = InMemoryRunHistory(try StoreHistory.runs(in: path, of: repository))
      skippedLines = 0
      problems = []
      return
    }
    let bytes: [UInt8]
    do throws(EngineError) {
      bytes =
        isNamedByUser
        ? try LocalDisk.contents(ofFileOrPipe: path, limit: Self.limit)
        : try LocalDisk.contents(of: path, limit: Self.limit)
    } catch {
      throw EngineError(code: error.code, message: "The history cannot be read. \(error.message)")
    }
    let decoded = JobRunDecoder().decode(bytes)
    self.path = path
    history = InMemoryRunHistory(decoded.runs)
    skippedLines = decoded.skippedLines
    problems = Self.problems(decoded, path)
  }

  /// Reads the history of a command that is about nothing else.
  ///
  /// - Parameter path: A file, or a folder with a history in its usual place.
  /// - Throws: As ``init(reading:isNamedByUser:of:)``; `not-found`; `no-runs` if there is no run in it.
  package static func only(_ path: String) throws(EngineError) -> HistoryFile {
    let place = try place(at: path)
    let history = try HistoryFile(reading: place, isNamedByUser: true)
    guard history.history.runs.isEmpty else { return history }
    let lines =
      history.skippedLines > 0 ? ": \(Figures.count(history.skippedLines, "line")) could not be read" : ""
    throw EngineError(
      code: "no-runs",
      message: "\(Shown.plain(place)) holds no run\(lines). Name a store, or one JSON object a line.")
  }

  /// A path as it is; of a folder the usual place in it.
  ///
  /// - Throws: `not-found` if a folder has no history in its usual places.
  package static func place(at path: String) throws(EngineError) -> String {
    guard LocalDisk.isFolder(path) else { return path }
    let places = usualPaths.map { path == "." ? $0 : path + "/" + $0 }
    if let place = places.first(where: { LocalDisk.statusFollowingLinks(of: $0) != nil }) { return place }
    let names = places.map { Shown.plain($0) }.joined(separator: " and no ")
    throw EngineError(code: "not-found", message: "There is no \(names): name a history of runs.")
  }

  /// Runs from elsewhere, such as a server.
  ///
  /// - Parameter place: Where from, as a user would write it.
  package init(_ runs: [JobRun], from place: String) {
    path = place
    history = InMemoryRunHistory(runs)
    skippedLines = 0
    problems = []
  }

  /// When its newest run ended: what counts as now, so that advice depends on the files alone.
  ///
  /// Runs of forks do not move it, nor do those whose clock was wrong: of times that are still to come nothing is
  /// believed.
  package var newest: Date? {
    let latest = Date().addingTimeInterval(Self.clockError)
    return history.runs.lazy.filter { !$0.isFromFork }.compactMap { $0.finishedAt ?? $0.startedAt }
      .filter { $0 <= latest }.max()
  }

  /// How far ahead of this machine's clock another may be, in seconds.
  private static let clockError = 86_400.0

  /// The repository of all runs, if they are of one.
  var onlyRepository: String? {
    guard let first = history.runs.first?.repository else { return nil }
    return history.runs.allSatisfy { $0.repository == first } ? first : nil
  }

  private static func problems(_ decoded: DecodedHistory, _ path: String) -> [Problem] {
    let lines = decoded.problems.map { problem in
      Problem(
        severity: .warning, code: "history-\(problem.code.rawValue)", message: problem.sentence, file: path,
        line: problem.line, column: problem.column)
    }
    let unknown = decoded.unknownKeys.sorted { $0.key < $1.key }.map { key, times in
      Problem(
        severity: .note, code: "history-unknown-key",
        message:
          "The key \(key) is not part of the format and means nothing (\(Figures.count(times, "line"))).",
        file: path)
    }
    return lines + unknown
  }
}
