public import AdapterKit
public import FoundationEssentials
public import InfraMindCore

/// The roles that tell what happened and that act in runs, as an adapter plays them that knows of pipeline files only: for
/// adapters of tests, which are about those.
public protocol TellingNothing: WebhookReceiving, HistoryReading, JobEnvironmentReading, LogReading,
  ActingNowhere
{}

/// The roles that act in runs, as an adapter plays them that does nothing there.
public protocol ActingNowhere: DynamicInjecting, Reporting {}

extension ActingNowhere {
  /// A way that does nothing.
  public static var injectionWays: [InjectionWay] { [InjectionWay(InjectionWay.ID("none"), "Does nothing.")] }

  /// Nothing.
  public func instructions(
    for plan: RunPlan, by way: InjectionWay.ID, in scene: RunScene
  ) throws(AdapterError) -> [RuntimeInstruction] { [] }

  /// No places.
  public static var reportPlaces: [ReportPlace] { [] }

  /// No run.
  public func reportTarget(of environment: [String: String]) -> ReportTarget? { nil }

  /// No API.
  public func reportAPI(at place: ReportPlace.ID, for target: ReportTarget) -> ReportAPI? { nil }

  /// Nothing.
  public func instructions(
    for report: Report, at place: ReportPlace.ID, of target: ReportTarget
  ) throws(AdapterError) -> [RuntimeInstruction] { [] }

  /// Nothing.
  public func publish(
    _ report: Report, at place: ReportPlace.ID, of target: ReportTarget, over http: any HTTPExecutor
  ) async throws -> ReportReceipt { .nothing("This adapter reports nowhere.") }

  /// Nothing.
  public func withdraw(
    _ key: String, at place: ReportPlace.ID, of target: ReportTarget, over http: any HTTPExecutor
  ) async throws -> ReportReceipt { .nothing("This adapter reports nowhere.") }
}

extension TellingNothing {
  /// Proves nothing: every delivery is refused.
  public func verify(
    _ delivery: WebhookDelivery, with secret: WebhookSecret, at now: Date
  ) throws(AdapterError) -> VerifiedDelivery {
    throw AdapterError(.missingSignature, "This adapter takes no deliveries.")
  }

  /// Finds nothing of interest.
  public func decode(
    _ delivery: VerifiedDelivery, hashing actors: ActorHashing
  ) throws(AdapterError) -> DecodedDelivery { .ignored(reason: "This adapter takes no deliveries.") }

  /// No variables, no limits.
  public var apiRules: APIRules { APIRules(tokenVariables: []) }

  /// There is no API.
  public func apiURL(of source: String?, environment: [String: String]) -> String? { nil }

  /// An empty history.
  public func history(
    of request: HistoryRequest, over http: any HTTPExecutor, hashing actors: ActorHashing
  ) -> AsyncThrowingStream<HistoryPage, any Error> { AsyncThrowingStream { nil } }

  /// No answer.
  public func answer(
    _ question: FollowUp, api: String, over http: any HTTPExecutor, hashing actors: ActorHashing
  ) async throws -> [JobRunFacts] { [] }

  /// Finds nothing.
  public func logReader() -> any JobLogReader { SilentLogReader() }

  /// No job.
  public func jobEnvironment(of environment: [String: String]) -> JobEnvironment? { nil }
}
