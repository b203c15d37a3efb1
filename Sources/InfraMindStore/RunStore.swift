package import FoundationEssentials
package import InfraMindCore

/// Keeps what happened: job runs, the deliveries that told of them, and what is still to be asked.
///
/// One behaviour suite says what every implementation does. All methods are safe to call from several tasks,
/// and from several processes on one database. What a method returns from has been committed to disk; what it
/// throws from has changed nothing.
package protocol RunStore: Sendable {
  // MARK: Facts and runs

  /// Takes in facts, in any order and twice, all or none.
  ///
  /// - Returns: How many job runs are new or changed.
  @discardableResult func record(_ facts: [JobRunFacts]) async throws -> Int

  /// Job runs that a query means, oldest first.
  func runs(_ query: RunQuery) async throws -> [JobRun]

  /// Hands over job runs that a query means, oldest first, a few at a time: for exports of any size.
  func forEachBatch(of query: RunQuery, _ body: @escaping @Sendable ([JobRun]) throws -> Void) async throws

  /// Job runs that a query means, some jobs at a time, so that each answer is small.
  ///
  /// - Parameters:
  ///   - query: With ``RunQuery/latestPerJob``, or of one run or job.
  ///   - cursor: What the page before says; `nil` for the first one.
  ///   - size: A page ends with the job by which it has so many runs.
  func page(of query: RunQuery, behind cursor: String?, size: Int) async throws -> RunPage

  /// How many jobs the runs that a query means are of, by its platform, repository and pipeline alone: told without a look
  /// at the runs.
  func jobCount(_ query: RunQuery) async throws -> Int

  /// Ids of runs that are known whole, as far as a store can tell: the last word on the run itself is that it ended, none
  /// of its jobs is open, and one at least ended since ``RunQuery/since``. A job of which nothing was ever heard is missed.
  ///
  /// - Parameter query: Its platform, repository and `since` count.
  func wholeRuns(_ query: RunQuery) async throws -> Set<String>

  /// Repositories with any run, with their counts, in the order of their names.
  func repositories() async throws -> [StoredRepository]

  /// How much there is of everything.
  func statistics() async throws -> StoreStatistics

  /// Takes out runs that are older, or too many, a batch at a time.
  ///
  /// - Returns: How many job runs were taken out.
  @discardableResult func prune(_ retention: Retention, at now: Date) async throws -> Int

  // MARK: Inbox

  /// Keeps verified deliveries, in one transaction. One that is there already is not kept again.
  ///
  /// - Returns: One outcome for each, in their order.
  func keep(_ deliveries: [InboxDelivery]) async throws -> [InboxOutcome]

  /// Takes the oldest waiting deliveries, has them decoded, and keeps what came of it, in one transaction: no
  /// two processes decode one delivery, and a crash leaves it waiting.
  ///
  /// - Parameter decode: Pure. Gives one result for each delivery, in their order.
  /// - Returns: How many were processed; 0 if none waits.
  func processInbox(
    limit: Int, at now: Date, _ decode: @escaping @Sendable ([InboxDelivery]) -> [DecodingResult]
  ) async throws -> Int

  /// What became of a delivery; `nil` if it was never kept, or pruned since.
  func delivery(_ key: DeliveryKey) async throws -> StoredDelivery?

  /// Deliveries in some state, latest first.
  func deliveries(in state: DeliveryState?, limit: Int) async throws -> [StoredDelivery]

  /// Lets dead deliveries wait again, for instance after an upgrade.
  ///
  /// - Parameter keys: `nil` for all dead ones.
  /// - Returns: How many wait again.
  func replay(_ keys: [DeliveryKey]?) async throws -> Int

  // MARK: Questions

  /// Leases questions whose time has come: nobody else gets them until `lease` is over.
  func takeQuestions(limit: Int, at now: Date, lease: Duration) async throws -> [StoredQuestion]

  /// Puts a question that was leased to rest: with facts, for a later try, or for good.
  func settle(_ question: StoredQuestion, _ outcome: QuestionOutcome) async throws

  // MARK: Small things

  /// A text kept under a name, such as the checkpoint of an import.
  func note(_ name: String) async throws -> String?

  /// Keeps a text under a name; `nil` takes it out.
  func setNote(_ text: String?, under name: String) async throws

  /// Whether the store answers and can write: for readiness checks.
  func checkHealth() async throws

  /// Ends all work and closes the store; nothing may be asked of it afterwards.
  func close() async throws
}
