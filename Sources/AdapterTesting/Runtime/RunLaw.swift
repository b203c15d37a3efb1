/// What every adapter obeys that puts sizes in force at run time and publishes reports.
///
/// An adapter's tests run them all:
///
/// ```swift
/// @Test(arguments: RunLaw.allCases)
/// func `the adapter obeys`(law: RunLaw) async { #expect(await law.failures(of: subject) == []) }
/// ```
public enum RunLaw: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
  /// A plan that moves nothing leaves every file and every output as the pipeline has it.
  case unmovedPlansChangeNothing
  /// What a plan moves is in the instructions; equal plans give equal instructions.
  case plansAreCarriedOut
  /// A variable that is missing, empty or strange is an error in one sentence or does not matter; no crash.
  case environmentsMayBeStrange
  /// No token of the environment is in an instruction.
  case secretsStayInside
  /// Publishing the same report twice leaves one, and the second time nothing is written.
  case publishingTwiceLeavesOne
  /// Another report takes the place of the one before; other people's comments are never touched.
  case reportsAreReplaced
  /// A report that was taken out is gone, and taking it out again is nothing.
  case reportsCanBeWithdrawn
  /// Whatever the API answers, the adapter's own error comes of it, or nothing.
  case faultsAreErrors

  /// The law's name.
  public var description: String { rawValue }

  /// How an adapter breaks the law; empty if it obeys.
  public func failures(of subject: RunLawSubject) async -> [LawFailure] {
    var court = RunCourt(subject)
    switch self {
    case .unmovedPlansChangeNothing: court.unmovedPlansChangeNothing()
    case .plansAreCarriedOut: court.plansAreCarriedOut()
    case .environmentsMayBeStrange: court.environmentsMayBeStrange()
    case .secretsStayInside: court.secretsStayInside()
    case .publishingTwiceLeavesOne: await court.publishingTwiceLeavesOne()
    case .reportsAreReplaced: await court.reportsAreReplaced()
    case .reportsCanBeWithdrawn: await court.reportsCanBeWithdrawn()
    case .faultsAreErrors: await court.faultsAreErrors()
    }
    return court.failures
  }
}
