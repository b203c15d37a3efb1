/// What every adapter obeys that tells what happened: by webhooks, by its platform's API, and from inside a job.
///
/// An adapter's tests run them all:
///
/// ```swift
/// @Test(arguments: HistoryLaw.allCases)
/// func `the adapter obeys`(law: HistoryLaw) async { #expect(await law.failures(of: subject) == []) }
/// ```
///
/// The laws change deliveries, answers and environments of the subject in ways that a platform, a network or an
/// attacker may. They take no files, sockets, clocks or chance.
public enum HistoryLaw: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
  // MARK: Deliveries

  /// The subject's deliveries are proven with its secret.
  case genuineDeliveriesAreProven
  /// A delivery without its proof, or with none of its headers, is refused.
  case unprovenDeliveriesAreRefused
  /// A delivery whose proof is another, stands twice, is of another secret or, where it covers the body, of another
  /// body, is refused.
  case changedDeliveriesAreRefused
  /// The same delivery has the same id, and different ones have different ids.
  case repetitionsAreKnown
  /// Truncated, damaged and twisted bodies that are proven say something, are ignored, or are an invalid payload in
  /// one sentence; no crash.
  case deliveriesSurviveAnything

  // MARK: Facts

  /// Equal deliveries say equal things, whatever was decoded before.
  case decodingIsDeterministic
  /// Facts are of this platform, name run, repository, source and subject, and have times in order; nobody's name is
  /// among them.
  case factsAreWellFormed
  /// The same facts in any order, and twice, become the same job runs.
  case factsComeInAnyOrder
  /// A job run has the name and the file that reading the pipeline's file gives.
  case namesJoinWithTheFiles

  // MARK: History

  /// Nothing is asked of another host, wherever answers point.
  case historyStaysWithItsHost
  /// Nothing older than asked for is told.
  case historyStopsAtSince
  /// A reading that goes on behind any page tells what an uninterrupted one tells.
  case historyGoesOnWhereItStopped
  /// A reading that may send no more requests says so, and what it told before is not lost.
  case spentBudgetLosesNothing
  /// Answers that are truncated, empty, of another kind, or failures, are no crash, no endless asking, and no error but
  /// the adapter's own.
  case historySurvivesAnything

  // MARK: Environments

  /// The environments of the platform's own jobs are recognised, as are those that lack a variable or have a strange
  /// one, if at all.
  case environmentsAreRecognised
  /// Jobs of other platforms are not taken for this one's, nor is what is no job at all.
  case foreignEnvironmentsAreNot

  /// The law's name.
  public var description: String { rawValue }

  /// How an adapter breaks the law; empty if it obeys.
  ///
  /// At most some hundred failures are given, since one fault shows in many places.
  public func failures(of subject: HistoryLawSubject) async -> [LawFailure] {
    var court = HistoryCourt(subject)
    switch self {
    case .genuineDeliveriesAreProven: court.genuineDeliveriesAreProven()
    case .unprovenDeliveriesAreRefused: court.unprovenDeliveriesAreRefused()
    case .changedDeliveriesAreRefused: court.changedDeliveriesAreRefused()
    case .repetitionsAreKnown: court.repetitionsAreKnown()
    case .deliveriesSurviveAnything: court.deliveriesSurviveAnything()
    case .decodingIsDeterministic: court.decodingIsDeterministic()
    case .factsAreWellFormed: await court.factsAreWellFormed()
    case .factsComeInAnyOrder: await court.factsComeInAnyOrder()
    case .namesJoinWithTheFiles: await court.namesJoinWithTheFiles()
    case .historyStaysWithItsHost: await court.historyStaysWithItsHost()
    case .historyStopsAtSince: await court.historyStopsAtSince()
    case .historyGoesOnWhereItStopped: await court.historyGoesOnWhereItStopped()
    case .spentBudgetLosesNothing: await court.spentBudgetLosesNothing()
    case .historySurvivesAnything: await court.historySurvivesAnything()
    case .environmentsAreRecognised: court.environmentsAreRecognised()
    case .foreignEnvironmentsAreNot: court.foreignEnvironmentsAreNot()
    }
    return court.failures
  }
}
