public import FoundationEssentials
public import InfraMindCore

/// Reads what happened through a platform's API.
public protocol HistoryReading: Sendable {
  /// How the API takes tokens and tells its limits.
  var apiRules: APIRules { get }

  /// Where the API of a host is, such as `https://api.github.com` for `github.com`; `nil` if the host must be told.
  ///
  /// - Parameters:
  ///   - source: Host as in ``RunReference/source``; `nil` for the platform's own, or what the environment tells.
  ///   - environment: Of the process, for the platform's own variables.
  func apiURL(of source: String?, environment: [String: String]) -> String?

  /// Pages of facts, newest runs first, until `since`.
  ///
  /// - Parameters:
  ///   - request: What to read, and where an interrupted reading stopped.
  ///   - http: Sends the requests.
  ///   - actors: Hides who started runs.
  /// - Returns: A stream that ends when all is read, and throws ``AdapterError`` where going on makes no sense; what it
  ///   yielded before remains true. Facts of one run may be spread over pages.
  func history(
    of request: HistoryRequest, over http: any HTTPExecutor, hashing actors: ActorHashing
  ) -> AsyncThrowingStream<HistoryPage, any Error>

  /// Answers what a delivery left open.
  ///
  /// - Returns: Facts; none if the platform has none to give.
  /// - Throws: ``AdapterError``; ``AdapterError/Code/unreachable`` and ``AdapterError/Code/budgetSpent`` are worth
  ///   another try later, others are not.
  func answer(
    _ question: FollowUp, api: String, over http: any HTTPExecutor, hashing actors: ActorHashing
  ) async throws -> [JobRunFacts]
}

/// What of a platform's history to read.
public struct HistoryRequest: Sendable {
  /// `owner/name` as the platform spells it; a project's or pipeline's slug where it has no repositories.
  public var repository: String
  /// Where the API is, without a slash at the end.
  public var api: String
  /// Host as in ``RunReference/source``.
  public var source: String
  /// Runs created before this are not wanted.
  public var since: Date
  /// Runs created after this are not wanted; `nil` for no such bound.
  public var until: Date?
  /// Where an interrupted reading of the same request stopped, as its last page told; `nil` to begin.
  public var checkpoint: String?
  /// Whether steps and the like are wanted where they cost requests of their own.
  public var wantsDetails = true
  /// Whether all jobs of a run are known with their ends, so that no request need be spent on it; takes the run's id.
  public var isKnown: @Sendable (String) -> Bool = { _ in false }

  /// States what to read.
  public init(repository: String, api: String, source: String, since: Date) {
    self.repository = repository
    self.api = api
    self.source = source
    self.since = since
  }
}

/// Part of a history.
public struct HistoryPage: Sendable {
  /// What it tells.
  public var facts: [JobRunFacts]
  /// Hand it in with ``HistoryRequest/checkpoint`` to go on behind this page; opaque, without secrets.
  public var checkpoint: String
  /// How far the reading has come, 0 to 1, where that can be estimated.
  public var progress: Double?
  /// What could not be read, a sentence each; the rest goes on.
  public var problems: [String] = []

  /// States a page.
  public init(facts: [JobRunFacts], checkpoint: String, progress: Double? = nil) {
    self.facts = facts
    self.checkpoint = checkpoint
    self.progress = progress
  }
}
