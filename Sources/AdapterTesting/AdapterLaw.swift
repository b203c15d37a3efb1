/// What every adapter obeys, whatever its platform: one case, one test case.
///
/// An adapter's tests run them all:
///
/// ```swift
/// @Test(arguments: AdapterLaw.allCases)
/// func `the adapter obeys`(law: AdapterLaw) { #expect(law.failures(of: subject) == []) }
/// ```
///
/// The laws read samples, change them in ways that mean nothing, make the suggestions that the advisers would make,
/// carry them out in memory and read again. They take no files, clocks or chance: equal subjects give equal
/// failures. The roles that tell what happened have laws of their own, ``HistoryLaw``; those of further roles (dynamic
/// injection, reports) will be further cases.
public enum AdapterLaw: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
  // MARK: Reading

  /// Truncated, mutated, hostile, huge and wrongly encoded files, and those of other platforms, are read without a
  /// crash, and a file that is no YAML is reported.
  case readingSurvivesAnything
  /// Nothing but the files of the checkout is asked for, whatever a file names: no absolute path, none that climbs
  /// out.
  case readingStaysInside
  /// Equal input gives equal output, and what else was read before makes no difference.
  case readingIsDeterministic
  /// Jobs, steps, machines and problems have a line that exists in a file that exists; problems have a code and a
  /// sentence.
  case everythingReadHasItsPlace

  // MARK: Keys

  /// Every job has one key, of this platform and of a file that was read, and rows of it differ.
  case keysIdentifyJobs
  /// Comments, blank lines, line ends, quotes and layout, and the order of jobs change no key and no name.
  case keysSurviveReformatting

  // MARK: Writing

  /// Every suggestion gets an answer that the editor can carry out, whatever it is given together with.
  case everySuggestionIsAnswered
  /// No suggestions, no edits; what already is as suggested stays unchanged.
  case nothingToDoChangesNothing
  /// A second reading shows the new machine; the cache adviser no longer misses the cache.
  case appliedSuggestionsAreVisible
  /// The same suggestions, asked again of the edited files, change nothing more.
  case applyingTwiceChangesNothing
  /// Other jobs, and all of the job that was not to change, read as before.
  case editsTouchOnlyTheirJob
  /// A job keeps its key, its rows and their names when it is given another machine or a cache.
  case editedJobsKeepTheirNames
  /// A refusal has a declared code, one sentence and a line that exists; what cannot be written is refused.
  case refusalsExplainThemselves
  /// Taking away what was inserted, and setting back what was set, restores the file byte for byte.
  case insertionsCanBeTakenBack
  /// An edited file has no schema error that it did not have before.
  case editedFilesGainNoSchemaErrors

  // MARK: Machines

  /// A price has a source and a date, or there is none, and then no money is claimed.
  case pricesHaveSourceAndDate
  /// The sizes of a family are in order, different, and found again by their labels.
  case sizesAreOrdered
  /// Labels of the platform's own machines are known in any case and order, others are reported as unknown.
  case labelsAreKnownOrReported

  /// The law's name.
  public var description: String { rawValue }

  /// How an adapter breaks the law; empty if it obeys.
  ///
  /// At most some hundred failures are given, since one fault shows in many places.
  public func failures(of subject: AdapterLawSubject) -> [LawFailure] {
    var court = Court(subject)
    switch self {
    case .readingSurvivesAnything: court.readingSurvivesAnything()
    case .readingStaysInside: court.readingStaysInside()
    case .readingIsDeterministic: court.readingIsDeterministic()
    case .everythingReadHasItsPlace: court.everythingReadHasItsPlace()
    case .keysIdentifyJobs: court.keysIdentifyJobs()
    case .keysSurviveReformatting: court.keysSurviveReformatting()
    case .everySuggestionIsAnswered: court.everySuggestionIsAnswered()
    case .nothingToDoChangesNothing: court.nothingToDoChangesNothing()
    case .appliedSuggestionsAreVisible: court.appliedSuggestionsAreVisible()
    case .applyingTwiceChangesNothing: court.applyingTwiceChangesNothing()
    case .editsTouchOnlyTheirJob: court.editsTouchOnlyTheirJob()
    case .editedJobsKeepTheirNames: court.editedJobsKeepTheirNames()
    case .refusalsExplainThemselves: court.refusalsExplainThemselves()
    case .insertionsCanBeTakenBack: court.insertionsCanBeTakenBack()
    case .editedFilesGainNoSchemaErrors: court.editedFilesGainNoSchemaErrors()
    case .pricesHaveSourceAndDate: court.pricesHaveSourceAndDate()
    case .sizesAreOrdered: court.sizesAreOrdered()
    case .labelsAreKnownOrReported: court.labelsAreKnownOrReported()
    }
    return court.failures
  }
}
