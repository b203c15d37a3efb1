package import AdapterKit
package import InfraMindCore

/// Everything that was found out about one repository.
package struct RepositoryReport: Sendable {
  package var repository: Repository
  /// The jobs that could be read, in the order of their files.
  package var jobs: [JobDefinition] = []
  /// What was looked at, by platform.
  package var looks: [Look] = []
  /// What is suggested, most useful first.
  package var suggestions: [Suggestion] = []
  /// Job rows whose machine stays, and why; empty without history.
  package var kept: [KeptRow] = []
  /// Tools that were seen and need no suggestion, and why.
  package var cacheNotes: [JobCacheNote] = []
  /// How many suggestions the settings or flags hold back.
  package var heldBack = 0
  /// What the adapters could not read, with paths from the repository's root.
  var readProblems: [PipelineProblem] = []
  /// Ids of all suggestions, held back or not.
  var allSuggestionIDs: [SuggestionID] = []
  /// What could not be read, and what may be wrong.
  package var problems: [Problem] = []
  /// The history in use.
  package var history: HistoryUse?
  /// The settings file in use, as a user would write it.
  package var settingsPath: String?
  /// Who can see the repository, as settings or history say.
  package var visibility: RepositoryVisibility?
  /// What the repository's settings file says.
  package var settings = Settings()

  /// Nothing found yet.
  package init(_ repository: Repository) { self.repository = repository }

  /// Makes advice in words of suggestions that are refused.
  mutating func advise(_ refusals: [SuggestionID: Refusal]) {
    for index in suggestions.indices {
      guard let refusal = refusals[suggestions[index].id] else { continue }
      suggestions[index].adviceOnly = Self.whole(refusal.sentence)
      suggestions[index].undo = "Nothing is written, so there is nothing to take back."
    }
  }

  /// A reason as a sentence of its own.
  private static func whole(_ reason: String) -> String {
    let sentence = reason.prefix(1).uppercased() + reason.dropFirst()
    return [".", "!", "?"].contains(sentence.suffix(1)) ? sentence : sentence + "."
  }

  /// One platform's pipelines as they were looked at.
  package struct Look: Hashable, Sendable {
    package var platform: Platform
    /// The platform's name as people write it.
    package var displayName: String
    package var files: Int
    /// Files that could not be read at all.
    package var unreadableFiles: Int
    package var jobs: Int
  }

  /// A job's row whose machine stays.
  package struct KeptRow: Hashable, Sendable {
    package var job: JobKey
    package var name: String
    package var position: SourcePosition
    package var reason: KeepReason
  }

  /// A tool that was seen in a job.
  package struct JobCacheNote: Hashable, Sendable {
    package var job: JobKey
    package var name: String
    package var position: SourcePosition
    package var note: CacheNote
  }

  /// A history in use.
  package struct HistoryUse: Hashable, Sendable {
    /// Path as a user would write it.
    package var path: String
    package var runs: Int
    /// Lines that could not be read.
    package var skippedLines: Int
  }
}

/// Something that could not be read, or that we may be wrong about.
package struct Problem: Hashable, Sendable {
  package var severity: PipelineProblem.Severity
  /// A fixed word.
  package var code: String
  /// One sentence.
  package var message: String
  /// Path as a user would write it, if a file is to blame.
  package var file: String?
  /// From 1; `nil` if the whole file is meant.
  package var line: Int?
  package var column: Int?
  /// The line with a caret, where there is one.
  package var excerpt: String?

  /// Describes a problem.
  package init(
    severity: PipelineProblem.Severity, code: String, message: String, file: String? = nil, line: Int? = nil,
    column: Int? = nil, excerpt: String? = nil
  ) {
    self.severity = severity
    self.code = code
    self.message = message
    self.file = file
    self.line = line
    self.column = column
    self.excerpt = excerpt
  }

  /// The same, of an error that stopped something.
  package init(_ error: EngineError) {
    self.init(
      severity: .error, code: error.code, message: error.message, file: error.position?.file,
      line: error.position?.line, column: error.position?.column)
  }

  /// The same, of what an adapter says about a file; what looks like a secret in the file's line is hidden.
  init(_ problem: PipelineProblem, in repository: Repository) {
    self.init(
      severity: problem.severity, code: problem.code, message: SecretMask.sentence(problem.message),
      file: repository.shown(problem.position.file), line: problem.position.line,
      column: problem.position.column,
      excerpt: problem.excerpt.map(SecretMask.excerpt))
  }
}
