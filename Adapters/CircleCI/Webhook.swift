public import AdapterKit
public import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore

extension CircleCI: WebhookReceiving {
  /// Proves a delivery by the `v1` of `Circleci-Signature`; other versions in that list are passed over.
  ///
  /// CircleCI signs no time: a repetition shows by the `id` in the body, which stays the same when it is sent
  /// again.
  ///
  /// - SeeAlso: CircleCI Docs, "Outbound webhooks", validating webhooks.
  public func verify(
    _ delivery: WebhookDelivery, with secret: WebhookSecret, at now: Date
  ) throws(AdapterError) -> VerifiedDelivery {
    let proven = try delivery.verified(
      by: .versionedHMAC(header: .literal("Circleci-Signature"), version: "v1"), with: secret, at: now,
      event: "", id: nil)
    guard let json = try? proven.json() else { return proven }
    let id = json["id"]?.text.flatMap { $0.utf8.count <= Self.longestID ? $0 : nil }
    return proven.told(event: json["type"]?.text.map { String($0.prefix(Self.longestID)) } ?? "", id: id)
  }

  private static let longestID = 100

  /// Reads `job-completed` and `workflow-completed`. Nothing is sent when a job is queued or starts.
  ///
  /// A workflow's rerun is another workflow, so the run is the workflow. What size a job had, when it was
  /// queued and what it used no delivery tells: two questions are left for each job, `job` and `usage`.
  ///
  /// - SeeAlso: CircleCI Docs, "Outbound webhooks reference".
  public func decode(
    _ delivery: VerifiedDelivery, hashing actors: ActorHashing
  ) throws(AdapterError) -> DecodedDelivery {
    let json = try delivery.json()
    guard !json.members.isEmpty else { throw .invalidPayload("The delivery is no object with members.") }
    let parts = ["job", "workflow", "pipeline"]
    guard parts.contains(where: { json[$0] != nil }) else {
      return .ignored(reason: "It is a test of the webhook: it names neither a job nor a workflow.")
    }
    switch json["type"]?.text {
    case "job-completed": return try job(json, hashing: actors)
    case "workflow-completed": return try workflow(json, hashing: actors)
    case nil: throw .invalidPayload("The delivery has no `type`.")
    case let event?:
      return .ignored(reason: "\(SentenceText.word(event)) says nothing about job runs.")
    }
  }

  private func job(
    _ json: JSONValue, hashing actors: ActorHashing
  ) throws(AdapterError) -> DecodedDelivery {
    let envelope = try Envelope(json)
    guard let job = JobPayload(json["job"]), let id = job.id else {
      throw .invalidPayload("The delivery has no `job` with `id` and `name`.")
    }
    guard
      let facts = job.facts(
        in: envelope.run, id: id, workflow: envelope.workflow.name, stage: .finished,
        at: envelope.happenedAt)
    else { throw .invalidPayload("The job has no time.") }
    // The workflow may go on with other jobs.
    let run = envelope.facts(stage: .running, at: facts.time, hashing: actors)
    return .facts([run, facts], then: questions(about: job, id: id, envelope, at: facts.time))
  }

  private func questions(
    about job: JobPayload, id: String, _ envelope: Envelope, at time: Date
  ) -> [FollowUp] {
    guard job.startedAt != nil else { return [] }
    var questions: [FollowUp] = []
    if let slug = envelope.slug, let number = job.number {
      questions.append(
        JobQuestion(id: id, time: time, place: (slug, number)).followUp("job", about: envelope.run))
    }
    questions.append(
      JobQuestion(id: id, time: time).followUp("usage", about: envelope.run, delay: .seconds(120)))
    return questions
  }

  private func workflow(
    _ json: JSONValue, hashing actors: ActorHashing
  ) throws(AdapterError) -> DecodedDelivery {
    let envelope = try Envelope(json)
    guard let time = envelope.workflow.stoppedAt ?? envelope.happenedAt ?? envelope.workflow.createdAt else {
      throw .invalidPayload("The workflow has no time.")
    }
    return .facts([envelope.facts(stage: .finished, at: time, hashing: actors)])
  }
}

/// What all deliveries tell: the workflow, and where it belongs.
private struct Envelope {
  let workflow: WorkflowPayload
  let pipeline: PipelinePayload
  let slug: ProjectSlug?
  let run: RunReference
  let happenedAt: Date?

  init(_ json: JSONValue) throws(AdapterError) {
    guard let workflow = WorkflowPayload(json["workflow"]) else {
      throw .invalidPayload("The delivery has no `workflow` with `id`.")
    }
    self.workflow = workflow
    pipeline = PipelinePayload(json["pipeline"])
    slug = json["project"]?["slug"]?.text.flatMap { ProjectSlug($0) }
    happenedAt = json.time("happened_at")
    guard let repository = pipeline.repository ?? slug?.repository else {
      throw .invalidPayload("The delivery names no repository, and no project by `slug`.")
    }
    run = RunReference(
      platform: .circleCI, source: CircleCI.source(of: workflow.url), repository: repository, run: workflow.id
    )
  }

  func facts(stage: FactStage, at time: Date, hashing actors: ActorHashing) -> JobRunFacts {
    workflow.facts(
      in: run, of: pipeline, file: nil, stage: stage, at: time, hashing: actors)
  }
}
