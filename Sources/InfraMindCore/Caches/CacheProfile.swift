/// What we know of one tool and its cache, in no platform's words.
///
/// ## For authors of a profile
/// Write one file in `Profiles/`, list it in ``CacheProfiles``, and lay twenty cases from real files beside
/// the tests (`Fixtures/Caches/<tool>.jsonl`): ten that must be suggested, ten that must not. The table of
/// docs/caches.md and the tool's precision and recall come from them.
///
/// - Recognise little rather than much: a command that may or may not install something is no use. People
///   switch a program off that suggests nonsense once.
/// - The advisor has asked the general questions before ``finding(for:in:)`` is called: jobs that publish,
///   machines that keep their disks, a job without a checkout, packaged steps and paths that cache already.
///   A profile only answers what is particular to its tool.
/// - Key files must exist in the checkout. A set-up step's own cache fails the job when its lockfile is
///   missing.
/// - Sentences are read by people who did not ask: one sentence, the fact first, no blame.
protocol CacheProfile: Sendable {
  /// The tool; also the profile's name.
  var tool: CacheTool { get }
  /// The tool as people write it.
  var title: String { get }
  /// What the cache keeps, for the docs.
  var keeps: String { get }
  /// Packaged steps that can cache for this tool, most specific first.
  var packagedCaches: [PackagedCache] { get }
  /// Parts of paths that hold this tool's files: a cache step that keeps one of them caches the tool.
  var pathMarks: [String] { get }
  /// Parts of paths that hold something else beside them, such as `node_modules/.cache`: keeping these alone
  /// is no cache.
  var pathExceptions: [String] { get }
  /// Parts of a cache key that name this tool, for cache steps whose path is computed.
  var keyMarks: [String] { get }
  /// Commands that print where the tool's cache is, as their first words.
  var locationQueries: [[String]] { get }
  /// Words that a packaged set-up step of somebody else would have in its name.
  var setupWords: [String] { get }
  /// Programs whose commands may use the tool; the profile is asked about no others.
  var programs: Set<String> { get }
  /// How useful the cache is beside others of the same job; larger comes first.
  var weight: Int { get }

  /// Whether a command uses the tool so that a cache would matter, and where.
  func use(of command: ShellCommand, at place: Int, in job: JobScan) -> ToolUse?
  /// Whether a packaged step does.
  func use(of packaged: PackagedStep, at place: Int, in job: JobScan) -> ToolUse?
  /// Whether the tool's cache is keyed by files of the checkout, so that these must be there first.
  var needsCheckout: Bool { get }
  /// What belongs together: uses with the same answer share one suggestion. The folder, unless the tool
  /// knows better.
  func group(of use: ToolUse, in job: JobScan) -> String?
  /// Whether a packaged step's cache, switched on, works for these uses.
  func isEffective(
    _ cache: PackagedCache, _ step: PackagedStep, for uses: [ToolUse], in job: JobScan
  ) -> Bool
  /// Why a cache of a folder saves these uses nothing, as a clause; `nil` if it may save something.
  ///
  /// - Parameter path: As the cache has it, in small letters.
  func idleness(of path: String, for uses: [ToolUse], in job: JobScan) -> String?
  /// A cache that follows from more than a step's inputs, in one sentence; `nil` if there is none.
  func impliedCache(for uses: [ToolUse], in job: JobScan) -> String?
  /// How the tool is told to keep what is in one of its folders elsewhere; `nil` if it cannot be told by a variable.
  func mover(of path: CachePath) -> CacheMover?
  /// What to say about all uses in one folder; they are in the order of the job and never empty.
  func finding(for uses: [ToolUse], in job: JobScan) -> CacheFinding
}

extension CacheProfile {
  var pathExceptions: [String] { [] }
  var keyMarks: [String] { [] }
  var locationQueries: [[String]] { [] }
  var setupWords: [String] { [] }
  func use(of packaged: PackagedStep, at place: Int, in job: JobScan) -> ToolUse? { nil }
  var needsCheckout: Bool { true }
  func group(of use: ToolUse, in job: JobScan) -> String? { use.directory }
  func idleness(of path: String, for uses: [ToolUse], in job: JobScan) -> String? { nil }
  func impliedCache(for uses: [ToolUse], in job: JobScan) -> String? { nil }
  func mover(of path: CachePath) -> CacheMover? { nil }
  func isEffective(
    _ cache: PackagedCache, _ step: PackagedStep, for uses: [ToolUse], in job: JobScan
  ) -> Bool { true }

  /// A use by a command in its own folder.
  func use(_ command: ShellCommand, at place: Int) -> ToolUse {
    ToolUse(place: place, directory: command.directory, text: command.text, command: command)
  }

  /// A use by a command in a folder that one of its options names.
  func use(_ command: ShellCommand, at place: Int, folder: String?) -> ToolUse {
    let directory = folder.map { RepositoryPath.joining(command.directory, $0) } ?? command.directory
    return ToolUse(place: place, directory: directory, text: command.text, command: command)
  }

  /// The sentence for a folder that only a run knows.
  func unknownFolder(_ use: ToolUse) -> CacheFinding {
    .unknown("the folder that `\(use.text)` runs in is known only to a run")
  }
}
