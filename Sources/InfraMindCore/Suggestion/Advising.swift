public import FoundationEssentials

/// Says which machine a job should have. The rules of today and the optimiser of tomorrow both play this
/// role.
public protocol SizeAdvising: Sendable {
  /// Weighs the sizes of a ladder for one row of a job.
  ///
  /// - Parameters:
  ///   - row: The row and the labels that it asks for today.
  ///   - job: The job of that row.
  ///   - current: Today's machine.
  ///   - ladder: All sizes of its family, smallest first, today's among them where it is known.
  ///   - runs: Runs of this row, oldest first, as the history has them: nothing is filtered out yet.
  ///   - context: Time, seed, preferences.
  /// - Returns: A change, or why to keep what is there.
  func advice(
    for row: JobRow, of job: JobDefinition, current: Runner, ladder: [Runner], runs: [JobRun],
    context: AdvisingContext
  ) -> SizeAdvice

  /// Predicts every size of a ladder for one row of a job, whether or not a move is worth proposing.
  ///
  /// - Parameters: As those of ``advice(for:of:current:ladder:runs:context:)``.
  /// - Returns: Smallest first, each with its objection where it may not be proposed; empty if nothing can be said.
  func ladder(
    for row: JobRow, of job: JobDefinition, current: Runner, ladder: [Runner], runs: [JobRun],
    context: AdvisingContext
  ) -> [SizePrediction]

  /// What the runs before a move let one expect of it.
  ///
  /// - Parameters: As those of ``advice(for:of:current:ladder:runs:context:)``; `from` and `to` are the machines, and `context`
  ///   is that of the day of the move.
  /// - Returns: `nil` if nothing could be expected.
  func promise(
    for row: JobRow, of job: JobDefinition, from: Runner, to: Runner, ladder: [Runner], runs: [JobRun],
    context: AdvisingContext
  ) -> MovePromise?
}

extension SizeAdvising {
  /// An adviser that promises nothing.
  public func promise(
    for row: JobRow, of job: JobDefinition, from: Runner, to: Runner, ladder: [Runner], runs: [JobRun],
    context: AdvisingContext
  ) -> MovePromise? { nil }

  /// An adviser that predicts nothing.
  public func ladder(
    for row: JobRow, of job: JobDefinition, current: Runner, ladder: [Runner], runs: [JobRun],
    context: AdvisingContext
  ) -> [SizePrediction] { [] }
}

/// What came of weighing sizes.
public enum SizeAdvice: Hashable, Sendable {
  /// Another size would be better.
  case change(Suggestion)
  /// Keep today's, and why.
  case keep(KeepReason)
}

/// Why no other size is suggested.
public struct KeepReason: Hashable, Sendable {
  /// A fixed word, such as `too-few-runs`, `no-telemetry`, `interval-straddles`, `best-already`.
  public var code: String
  /// One sentence with the figures, and what would settle it.
  public var sentence: String
  /// The size on which a few runs would settle it, where that is worth what it costs; `nil` otherwise.
  public var trial: SizeTrial?

  /// States a reason.
  public init(code: String, sentence: String, trial: SizeTrial? = nil) {
    self.code = code
    self.sentence = sentence
    self.trial = trial
  }
}

/// What advice depends on besides the job: handed in, never looked up.
public struct AdvisingContext: Hashable, Sendable {
  /// The time that counts as now.
  public var now: Date
  /// Seed of every random draw: equal input gives equal output.
  public var seed: UInt64
  /// Who sees the repository; `nil` means no claim about money that depends on it.
  public var visibility: RepositoryVisibility?
  /// What the user wants.
  public var preferences: AdvisingPreferences
  /// How other jobs scale, for those of which nothing was measured; `nil` if nobody looked.
  package var population: JobPopulation?
  /// What the repository's runs together say of its caches; `nil` if nobody looked.
  package var caches: RepositoryCaches?
  /// What a minute on the job's machine of today costs; `nil` if unknown.
  package var perMinute: Money?

  /// States a context.
  public init(
    now: Date, seed: UInt64 = 1, visibility: RepositoryVisibility? = nil,
    preferences: AdvisingPreferences = AdvisingPreferences()
  ) {
    self.now = now
    self.seed = seed
    self.visibility = visibility
    self.preferences = preferences
  }
}

/// What a user wants of suggestions; `.inframind.yml` sets it.
public struct AdvisingPreferences: Hashable, Sendable {
  /// What a minute of waiting is worth, in dollars; ``defaultDollarsPerWaitingMinute`` unless set.
  public var dollarsPerWaitingMinute: Double { didSet { hasChosenWaitingValue = true } }
  /// Whether that value was given or set: a free machine is given up for a paid one only for a value of waiting
  /// that the user chose.
  public private(set) var hasChosenWaitingValue: Bool
  /// What a minute of waiting is worth where nobody says, in dollars.
  public static let defaultDollarsPerWaitingMinute = 0.02
  /// Longest acceptable 95th-percentile duration of a job; `nil` for no limit.
  public var longestDuration: Duration?
  /// Most dollars that one run of a job may cost; `nil` for no limit.
  public var mostDollarsPerRun: Double?
  /// Most vCPUs that a job may be given; `nil` for no limit.
  public var mostCPUs: Double?
  /// Smallest gain worth touching a file, as a fraction of today's cost; default 0.10.
  public var smallestGain: Double

  /// Preferences with their defaults; `nil` leaves the value of waiting to the default.
  public init(
    dollarsPerWaitingMinute: Double? = nil, longestDuration: Duration? = nil,
    mostDollarsPerRun: Double? = nil,
    mostCPUs: Double? = nil, smallestGain: Double = 0.10
  ) {
    self.dollarsPerWaitingMinute = dollarsPerWaitingMinute ?? Self.defaultDollarsPerWaitingMinute
    hasChosenWaitingValue = dollarsPerWaitingMinute != nil
    self.longestDuration = longestDuration
    self.mostDollarsPerRun = mostDollarsPerRun
    self.mostCPUs = mostCPUs
    self.smallestGain = smallestGain
  }
}

/// Says which caches a job lacks.
public protocol CacheAdvising: Sendable {
  /// Looks at one job.
  ///
  /// - Parameters:
  ///   - job: As read from its file.
  ///   - repository: The checkout: lockfiles and manifests decide which tool is in use and what keys it.
  ///   - runs: Runs of all rows of the job; empty without history. They turn "unknown" effects into figures.
  ///   - context: Time, seed, preferences.
  func review(
    _ job: JobDefinition, in repository: some RepositoryFiles, runs: [JobRun], context: AdvisingContext
  ) -> CacheReview
}

/// What was found out about the caches of a job.
public struct CacheReview: Hashable, Sendable {
  /// Caches that are missing, most useful first.
  public var suggestions: [Suggestion]
  /// Tools that were seen and need no suggestion, with the reason; and caches that the history says to change.
  public var notes: [CacheNote]

  /// States what was found.
  public init(suggestions: [Suggestion] = [], notes: [CacheNote] = []) {
    self.suggestions = suggestions
    self.notes = notes
  }
}

/// Why a tool that was seen in a job gets no suggestion, or what to change about a cache that is there.
public struct CacheNote: Hashable, Sendable {
  /// The kinds of reason.
  public enum Reason: String, Hashable, Sendable, Codable, CaseIterable {
    /// A cache is there already.
    case cached
    /// A cache would be wrong or worthless here.
    case unwise
    /// What is needed to tell is not in the files.
    case unknown
    /// A cache is there, and the history says what to change about it.
    case improvable
  }

  /// The tool.
  public var tool: CacheTool
  /// The step where it was seen, as ``JobStep/index``.
  public var step: Int
  /// The kind of reason.
  public var reason: Reason
  /// The reason in one sentence; what to change with its figures, in a few.
  public var sentence: String
  /// Seconds a day that the change brings; `nil` where there is none, or unknown.
  public var secondsPerDay: Interval?
  /// The same in dollars, at the price of the job's machine of today; `nil` if unknown.
  public var dollarsPerDay: Interval?

  /// States a note.
  public init(tool: CacheTool, step: Int, reason: Reason, sentence: String) {
    self.tool = tool
    self.step = step
    self.reason = reason
    self.sentence = sentence
  }
}
