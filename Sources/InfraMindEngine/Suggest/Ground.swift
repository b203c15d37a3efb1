internal import AdapterKit
internal import FoundationEssentials
internal import InfraMindCore

/// What advice on one repository rests on: its files, settings and history.
package struct Ground: Sendable {
  /// The files as they are.
  package let checkout: Checkout
  /// The settings file that was read, as a user would write it.
  package let settingsPath: String?
  /// History, settings and preferences.
  package let surroundings: Suggester.Surroundings
  /// The history in use, and whether it is the repository's own.
  private let history: HistoryFile?
  let ownHistory: HistoryFile?
  private let mismatch: Problem?

  /// Reads settings and history.
  ///
  /// - Parameter isAlone: Whether no other repository is looked at; then a history of a single repository is taken
  ///   for this one's, whatever its name: in a clone of a fork, `origin` names the fork.
  /// - Throws: Everything that is wrong with the settings; a history that is named and not there.
  init(
    of repository: Repository, isAlone: Bool, _ request: Engine.Request, _ shared: HistoryFile?
  ) throws(EngineFailure) {
    checkout = Checkout(root: repository.root)
    let (settings, path) = try Self.settings(of: repository, checkout, request)
    settingsPath = path
    if let shared {
      ownHistory = nil
      history = shared
    } else {
      ownHistory = try Self.history(of: repository, checkout, settings)
      history = ownHistory
    }
    let runs = history?.history ?? InMemoryRunHistory()
    mismatch = isAlone ? Self.mismatch(of: repository, with: history) : nil
    let name = mismatch == nil ? repository.name : ""
    let visibility = settings.visibility ?? runs.visibility(of: name)
    var surroundings = Suggester.Surroundings(
      history: runs, historyName: name, settings: settings,
      context: AdvisingContext(
        now: request.now ?? history?.newest ?? Date(timeIntervalSince1970: 0), seed: request.seed,
        visibility: visibility, preferences: settings.preferences))
    surroundings.wantsMeasuring = request.wantsMeasuring
    self.surroundings = surroundings
  }

  /// The history in use, for reports.
  var historyUse: RepositoryReport.HistoryUse? {
    history.map {
      RepositoryReport.HistoryUse(path: $0.path, runs: $0.history.runs.count, skippedLines: $0.skippedLines)
    }
  }

  /// What is wrong with the repository's own history; that of a shared one is told once, elsewhere.
  var historyProblems: [Problem] { (ownHistory?.problems ?? []) + (mismatch.map { [$0] } ?? []) }

  private static func mismatch(of repository: Repository, with history: HistoryFile?) -> Problem? {
    guard let history, let other = history.onlyRepository, !repository.name.isEmpty,
      other.lowercased() != repository.name.lowercased()
    else { return nil }
    return Problem(
      severity: .note, code: "history-of-another-name",
      message: "The history is of \(other), and git calls the repository \(repository.name); "
        + "the history is taken for its own.", file: history.path)
  }

  private static func settings(
    of repository: Repository, _ checkout: Checkout, _ request: Engine.Request
  ) throws(EngineFailure) -> (Settings, String?) {
    let contents: [UInt8]
    let path: String
    if let given = request.settingsPath {
      path = given
      contents = try EngineFailure.wrapping { () throws(EngineError) in
        try LocalDisk.contents(ofFileOrPipe: given, limit: 1_048_576)
      }
    } else {
      guard let name = Settings.fileNames.first(where: checkout.exists) else { return (Settings(), nil) }
      path = repository.shown(name)
      contents = try EngineFailure.wrapping { () throws(EngineError) in try checkout.read(name) }
    }
    let file = SettingsFile(contents, file: path)
    guard file.errors.isEmpty else { throw EngineFailure(errors: file.errors) }
    return (file.settings, path)
  }

  private static func history(
    of repository: Repository, _ checkout: Checkout, _ settings: Settings
  ) throws(EngineFailure) -> HistoryFile? {
    let usual = HistoryFile.usualPaths.filter(checkout.exists)
    guard let path = settings.historyPath ?? usual.first else { return nil }
    let read = try Self.history(at: path, of: repository, checkout)
    // A store that an import made and put nothing into hides no file beside it.
    guard settings.historyPath == nil, read.history.runs.isEmpty, let other = usual.dropFirst().first else {
      return read
    }
    return try Self.history(at: other, of: repository, checkout)
  }

  private static func history(
    at path: String, of repository: Repository, _ checkout: Checkout
  ) throws(EngineFailure) -> HistoryFile {
    guard checkout.realPlace(of: path) != nil else {
      throw EngineFailure(errors: [
        EngineError(
          code: "not-found", message: "The settings name the history \(path), which is not in the repository."
        )
      ])
    }
    return try EngineFailure.wrapping { () throws(EngineError) in
      try HistoryFile(reading: repository.shown(path))
    }
  }
}
