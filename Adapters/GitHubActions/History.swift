public import AdapterKit
public import InfraMindCore

extension GitHubActions: HistoryReading {
  /// Runs from the newest on, and for each the jobs of all its attempts: one request for 100 runs, and one more for
  /// each run that took any machine.
  ///
  /// - SeeAlso: GitHub Docs, "REST API endpoints for workflow runs" and "… for workflow jobs".
  public func history(
    of request: HistoryRequest, over http: any HTTPExecutor, hashing actors: ActorHashing
  ) -> AsyncThrowingStream<HistoryPage, any Error> {
    AsyncThrowingStream { try RunCursor(request, over: http, hashing: actors) }
  }

  /// Nothing: deliveries leave no questions, see ``decode(_:hashing:)``.
  public func answer(
    _ question: FollowUp, api: String, over http: any HTTPExecutor, hashing actors: ActorHashing
  ) async throws -> [JobRunFacts] { [] }
}
