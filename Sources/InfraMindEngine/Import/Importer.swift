package import AdapterKit
internal import FoundationEssentials
package import InfraMindCore
package import InfraMindStore

/// Takes a platform's history into a store, page by page. What a page told is kept before the next is asked for, with
/// the place to go on from.
package struct Importer: Sendable {
  private let store: any RunStore
  private let platform: Platform
  private let adapter: any HistoryReading
  private let actors: ActorHashing

  /// An importer for one platform.
  package init(
    _ platform: Platform, _ adapter: any HistoryReading, into store: any RunStore,
    hashing actors: ActorHashing
  ) {
    self.platform = platform
    self.adapter = adapter
    self.store = store
    self.actors = actors
  }

  /// Reads until the plan's `since`, or until something ends it: then the next run goes on there.
  ///
  /// - Parameter progress: Told after every page how far it came (0 to 1, where that can be estimated).
  /// - Throws: What the store throws; `CancellationError`. What the platform does wrong is in the outcome.
  package func run(
    _ plan: ImportPlan, over http: any HTTPExecutor,
    progress: @Sendable (_ outcome: ImportOutcome, _ share: Double?) -> Void = { _, _ in }
  ) async throws -> ImportOutcome {
    var outcome = ImportOutcome()
    let name = plan.checkpointName(platform)
    let saved = plan.isBackfill ? nil : try await store.note(name).flatMap(Checkpoint.init)
    let request = try await request(plan, saved)
    outcome.isContinued = request.checkpoint != nil
    do {
      for try await page in adapter.history(of: request, over: http, hashing: actors) {
        outcome.jobRuns += try await store.record(page.facts)
        outcome.pages += 1
        outcome.problems += page.problems.prefix(max(0, ImportOutcome.mostProblems - outcome.problems.count))
        if !plan.isBackfill {
          try await store.setNote(Checkpoint(since: plan.since, place: page.checkpoint).text, under: name)
        }
        progress(outcome, page.progress)
      }
      try await store.setNote(nil, under: name)
    } catch let error as AdapterError {
      outcome.interruption = error
    }
    return outcome
  }

  private func request(_ plan: ImportPlan, _ saved: Checkpoint?) async throws -> HistoryRequest {
    var request = HistoryRequest(
      repository: plan.repository, api: plan.api, source: plan.source, since: plan.since)
    request.wantsDetails = plan.wantsDetails
    // A place found for a shorter history lies within a longer one too; what is behind its end is read anew.
    request.checkpoint = saved?.place
    if plan.isBackfill {
      let known = try await knownRuns(plan)
      request.isKnown = { known.contains($0) }
    }
    return request
  }

  /// Runs that need not be asked about again. A job of which not even a first word came leaves no trace here.
  private func knownRuns(_ plan: ImportPlan) async throws -> Set<String> {
    var query = RunQuery()
    query.platform = platform
    query.repository = plan.repository
    query.since = plan.since
    return try await store.wholeRuns(query)
  }
}

/// Where an import stopped, and for which plan.
private struct Checkpoint {
  let since: Date
  let place: String

  init(since: Date, place: String) {
    self.since = since
    self.place = place
  }

  init?(_ text: String) {
    guard let blank = text.firstIndex(of: " "), let since = Timestamp.date(from: String(text[..<blank]))
    else {
      return nil
    }
    self.init(since: since, place: String(text[text.index(after: blank)...]))
  }

  var text: String { "\(Timestamp.text(of: since)) \(place)" }
}
