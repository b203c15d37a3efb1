public import AdapterKit
internal import FoundationEssentials
public import InfraMindCore

extension CircleCI: HistoryReading {
  /// Pipelines from the newest on, their workflows and jobs: one request for some twenty pipelines, one more
  /// for each of them, one for each workflow; and, with details, up to three for each job that ran, for its
  /// class, its use and its steps. Where that is too much, ``UsageExport`` reads all but the steps from a
  /// file.
  ///
  /// - SeeAlso: CircleCI API v2, "Get all pipelines", "Get a pipeline's workflows", "Get a workflow's jobs",
  ///   "Get job details".
  public func history(
    of request: HistoryRequest, over http: any HTTPExecutor, hashing actors: ActorHashing
  ) -> AsyncThrowingStream<HistoryPage, any Error> {
    AsyncThrowingStream { try PipelineCursor(request, over: http, hashing: actors) }
  }

  /// Answers `job` by the job's class and queueing, `usage` by what it used. Of jobs that the API does not
  /// know, or no longer tells of, there are no facts.
  public func answer(
    _ question: FollowUp, api: String, over http: any HTTPExecutor, hashing actors: ActorHashing
  ) async throws -> [JobRunFacts] {
    guard let job = JobQuestion(question) else { return [] }
    let api = try CircleCIAPI(api, over: http)
    switch question.question {
    case "job":
      guard let place = job.place else { return [] }
      let details = try await OptionalAnswer.of { try await api.job(place.number, of: place.slug) }
      return details?.facts(in: question.run, id: job.id, workflow: nil, at: job.time).map { [$0] } ?? []
    case "usage":
      guard let usage = try await OptionalAnswer.of({ try await api.usage(ofJob: job.id) }) else { return [] }
      let details = usage.details
      return details == JobRunDetails() ? [] : [job.facts(in: question.run, details)]
    default: return []
    }
  }
}
