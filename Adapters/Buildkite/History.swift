public import AdapterKit
internal import FoundationEssentials
public import InfraMindCore

extension Buildkite: HistoryReading {
  /// Builds of one pipeline, `organisation/pipeline` by their slugs, from the newest on with their jobs: one
  /// request for thirty builds, one for the pipeline, and one for each queue of hosted machines.
  ///
  /// - SeeAlso: Buildkite Docs, "Builds API", "Queues API".
  public func history(
    of request: HistoryRequest, over http: any HTTPExecutor, hashing actors: ActorHashing
  ) -> AsyncThrowingStream<HistoryPage, any Error> {
    AsyncThrowingStream { try BuildCursor(request, over: http, hashing: actors) }
  }

  /// Answers `jobs` by all jobs of a build, with the sizes of hosted machines. Of a build that is gone there
  /// are no facts.
  public func answer(
    _ question: FollowUp, api: String, over http: any HTTPExecutor, hashing actors: ActorHashing
  ) async throws -> [JobRunFacts] {
    let parameters = question.parameters
    guard question.question == "jobs", let organization = parameters["organization"],
      let pipeline = parameters["pipeline"], let number = parameters["number"]
    else { return [] }
    let api = try BuildkiteAPI(api, organization: organization, over: http)
    var shapes = QueueShapes(api)
    do {
      let jobs = try await api.jobs(
        of: BuildPlace(organization: organization, pipeline: pipeline, number: number))
      try await shapes.learn(jobs)
      return jobs.filter(\.isCommand).compactMap { job in
        job.lastTime.flatMap { job.facts(in: question.run, at: $0, shape: shapes[job]) }
      }
    } catch let error as AdapterError where error.code == .notFound || error.code == .unexpectedAnswer {
      return []
    }
  }
}

/// The shapes of hosted queues, each asked for once.
struct QueueShapes: Sendable {
  private let api: BuildkiteAPI
  private var known: [QueuePlace: QueueShape?] = [:]

  init(_ api: BuildkiteAPI) { self.api = api }

  subscript(job: JobPayload) -> QueueShape? { job.queue.flatMap { known[$0] ?? nil } }

  /// Asks for the queues of jobs that took a machine. Nothing is known of one that the token may not see.
  mutating func learn(_ jobs: [JobPayload]) async throws {
    for job in jobs where job.isCommand && job.startedAt != nil {
      guard let queue = job.queue, known[queue] == nil else { continue }
      do {
        known[queue] = .some(try await api.shape(of: queue))
      } catch let error as AdapterError where Self.isLasting(error) {
        known[queue] = .some(nil)
      }
    }
  }

  private static func isLasting(_ error: AdapterError) -> Bool {
    error.code == .notFound || error.code == .unexpectedAnswer || error.code == .notAllowed
  }
}

extension JobPayload {
  /// The latest time that it has.
  var lastTime: Date? { [createdAt, runnableAt, startedAt, finishedAt, expiredAt].compactMap(\.self).max() }
}
