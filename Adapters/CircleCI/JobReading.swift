internal import AdapterKit
internal import FoundationEssentials
internal import InfraMindCore

/// Reads what the API tells of single jobs, as far as it is asked for and the API has it.
///
/// Use is part of an undocumented version, and steps of an old one: where the first few answers have neither,
/// no more requests are spent on them.
struct JobReading: Sendable {
  /// What was told of one job.
  struct Told: Sendable {
    var facts: [JobRunFacts] = []
    var problems: [String] = []
    /// Whether its use could be read; `nil` if it was not asked for.
    var hasUse: Bool?
    /// Whether its steps could be read.
    var hasSteps: Bool?
  }

  /// Whether a part of the API is there.
  private struct Probe: Sendable {
    private static let mostMisses = 6
    private var misses = 0
    private var isThere = false

    var isWorthwhile: Bool { isThere || misses < Self.mostMisses }

    /// Notes an answer; `true` if it was the one that made the part not worth asking for.
    mutating func note(_ answered: Bool?) -> Bool {
      guard let answered, isWorthwhile else { return false }
      isThere = isThere || answered
      if !answered { misses += 1 }
      return !isWorthwhile
    }
  }

  private let api: CircleCIAPI
  private let slug: ProjectSlug
  private let wantsDetails: Bool
  private var use = Probe()
  private var steps = Probe()

  init(api: CircleCIAPI, slug: ProjectSlug, wantsDetails: Bool) {
    self.api = api
    self.slug = slug
    self.wantsDetails = wantsDetails
  }

  /// What a job of a workflow's list tells, with its details.
  func facts(of job: JobPayload, in workflow: WorkflowPayload, _ run: RunReference) async throws -> Told {
    var told = Told()
    guard let id = job.id else { return told }
    let end = job.stoppedAt ?? workflow.stoppedAt ?? workflow.createdAt
    var facts = job.facts(in: run, id: id, workflow: workflow.name, at: end)
    if wantsDetails, job.ran, let number = job.number {
      do {
        let details = try await api.job(number, of: slug)
        facts = details.facts(in: run, id: id, workflow: workflow.name, at: end) ?? facts
      } catch let error as AdapterError where OptionalAnswer.isGone(error) {
        told.problems.append("The details of job \(number) could not be read: \(error.message)")
      }
      if use.isWorthwhile {
        let usage = try await OptionalAnswer.of { try await api.usage(ofJob: id) }
        told.hasUse = usage != nil
        facts?.details.take(usage)
      }
      if !slug.isOpaque, steps.isWorthwhile {
        let steps = try await OptionalAnswer.of { try await api.steps(ofJob: number, of: slug) }
        told.hasSteps = steps != nil
        if let steps, !steps.isEmpty { facts?.details.steps = steps }
      }
    }
    told.facts = facts.map { [$0] } ?? []
    return told
  }

  /// Learns from an answer which parts of the API are there.
  ///
  /// - Returns: What is given up with it, in a sentence.
  mutating func note(_ told: Told) -> String? {
    let part: String
    if use.note(told.hasUse) {
      part = "what jobs used"
    } else if steps.note(told.hasSteps) {
      part = "steps"
    } else {
      return nil
    }
    return
      "The API does not tell \(part), at least not with this token, so no more requests are spent on that."
  }
}

extension JobRunDetails {
  /// Takes over what a job used, and its machine's size as measured.
  mutating func take(_ usage: UsagePayload?) {
    guard let details = usage?.details else { return }
    use = details.use
    cpus = details.cpus ?? cpus
    memory = details.memory ?? memory
  }
}

/// Answers that an API may not have.
enum OptionalAnswer {
  /// What some work gives; `nil` if the API does not know it, does not allow it or answers something else.
  /// What is worth another try is thrown.
  static func of<Value: Sendable>(_ work: @Sendable () async throws -> Value) async throws -> Value? {
    do {
      return try await work()
    } catch let error as AdapterError where isGone(error) || error.code == .notAllowed {
      return nil
    }
  }

  /// Whether one thing cannot be read, which says nothing about others.
  static func isGone(_ error: AdapterError) -> Bool {
    error.code == .notFound || error.code == .unexpectedAnswer
  }
}
