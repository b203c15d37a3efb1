public import AdapterKit
internal import FoundationEssentials
public import InfraMindCore

extension GitLabCI: HistoryReading {
  /// Jobs from the newest on, a hundred with one request, whatever pipeline they are of; then, where servers do not tell
  /// with the jobs what started them, the pipelines; then, if details are wanted, the logs of the latest few runs of
  /// each job, for the times of its sections and what its caches did.
  ///
  /// - SeeAlso: GitLab Docs, "Jobs API", "Pipelines API".
  public func history(
    of request: HistoryRequest, over http: any HTTPExecutor, hashing actors: ActorHashing
  ) -> AsyncThrowingStream<HistoryPage, any Error> {
    AsyncThrowingStream { try JobCursor(request, over: http, hashing: actors) }
  }

  /// All jobs of a pipeline that is over, with the tags that they asked for and the number of their attempt.
  public func answer(
    _ question: FollowUp, api: String, over http: any HTTPExecutor, hashing actors: ActorHashing
  ) async throws -> [JobRunFacts] {
    guard question.question == JobsQuestion.word, let project = ProjectPayload(asked: question) else {
      return []
    }
    let api = try GitLabAPI(api, over: http)
    var jobs: [JobPayload] = []
    var trail = PageTrail()
    var next: APIAddress? = try api.jobs(of: project.id, pipeline: question.run.run)
    for _ in 0..<JobsQuestion.mostPages {
      guard let page = next else { break }
      let answer = try await api.answer(to: page)
      let listed = try answer.json().elements
      jobs += listed.compactMap(JobPayload.init(answer:))
      next = try trail.next(after: answer, found: listed.count)
    }
    return JobPayload.numbered(jobs).compactMap { $0.facts(in: project, hashing: actors) }
  }
}

/// The question for all jobs of a pipeline.
enum JobsQuestion {
  static let word = "jobs"
  static let project = "project"
  static let pipelineFile = "file"
  /// A pipeline has at most some thousands of jobs.
  static let mostPages = 50
}

extension ProjectPayload {
  /// The project that a question names; `nil` if it names none.
  init?(asked question: FollowUp) {
    guard let id = question.parameters[JobsQuestion.project], !id.isEmpty else { return nil }
    self.id = id
    fullName = question.run.repository
    source = question.run.source
    visibility = nil
    let file = question.parameters[JobsQuestion.pipelineFile] ?? ""
    pipelineFile = file.isEmpty ? nil : file
  }
}

extension JobPayload {
  /// The same jobs with their attempts, as far as retries show: jobs of one name in one pipeline, by their ids.
  static func numbered(_ jobs: [JobPayload]) -> [JobPayload] {
    var attempts: [String: [String]] = [:]
    for job in jobs { attempts[job.pipeline + "\u{0}" + job.name, default: []].append(job.id) }
    return jobs.map { job in
      let ids = (attempts[job.pipeline + "\u{0}" + job.name] ?? []).sorted(by: Self.precedes)
      guard ids.count > 1, let place = ids.firstIndex(of: job.id) else { return job }
      var numbered = job
      numbered.attempt = place + 1
      return numbered
    }
  }

  /// Ids are whole numbers, of which the shorter one is the smaller.
  private static func precedes(_ left: String, _ right: String) -> Bool {
    left.utf8.count == right.utf8.count ? left < right : left.utf8.count < right.utf8.count
  }
}
