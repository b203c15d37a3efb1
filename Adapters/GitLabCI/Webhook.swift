public import AdapterKit
public import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore

extension GitLabCI: WebhookReceiving {
  /// Proves a delivery by the signature of Standard Webhooks where the secret is a signing token (`whsec_…`, GitLab 19),
  /// else by `X-Gitlab-Token`.
  ///
  /// A secret whose ``WebhookSecret/use`` is said is used so and not otherwise. Of two values that are valid while one
  /// takes the place of the other, one may be of each kind: a delivery with a signature needs the right one.
  ///
  /// - SeeAlso: GitLab Docs, "Webhooks"; https://www.standardwebhooks.com
  public func verify(
    _ delivery: WebhookDelivery, with secret: WebhookSecret, at now: Date
  ) throws(AdapterError) -> VerifiedDelivery {
    let (scheme, secret) = Self.scheme(for: delivery, with: secret)
    return try delivery.verified(
      by: scheme, with: secret, at: now, event: delivery.headers[.literal("X-Gitlab-Event")] ?? "",
      id: Self.id(of: delivery))
  }

  private static func scheme(
    for delivery: WebhookDelivery, with secret: WebhookSecret
  ) -> (SignatureScheme, WebhookSecret) {
    let token = SignatureScheme.sharedToken(header: .literal("X-Gitlab-Token"))
    switch secret.use {
    case .signature: return (.standardWebhooks, secret)
    case .token: return (token, secret)
    case nil: break
    }
    guard let signing = secret.values(beginningWith: "whsec_") else { return (token, secret) }
    guard let tokens = secret.values(notBeginningWith: "whsec_") else { return (.standardWebhooks, signing) }
    let isSigned = delivery.headers[.literal("webhook-signature")] != nil
    return isSigned ? (.standardWebhooks, signing) : (token, tokens)
  }

  /// `webhook-id` and `Idempotency-Key`, which are one, stay the same when a delivery is sent again. Of older servers
  /// there is only the event's UUID, which hooks that set off one another share: it counts together with the body.
  private static func id(of delivery: WebhookDelivery) -> String? {
    for name in [HTTPField.Name.literal("webhook-id"), .literal("Idempotency-Key")] {
      if let id = delivery.headers[name], !id.isEmpty { return id }
    }
    guard let event = delivery.headers[.literal("X-Gitlab-Event-UUID")], !event.isEmpty else { return nil }
    return "\(event):\(Digest.sha256(delivery.body).prefix(8).hexadecimal)"
  }

  // MARK: - Decoding

  /// Reads Job Hooks, which tell of one attempt of one job, and Pipeline Hooks, which tell the event and the origin of
  /// the code for all jobs, and the latest of each job.
  ///
  /// Neither tells the tags that a job asked for, nor do Pipeline Hooks tell of retried jobs: both are asked of the API
  /// when a pipeline is over, with one request for 100 jobs.
  ///
  /// - SeeAlso: GitLab Docs, "Webhook events".
  public func decode(
    _ delivery: VerifiedDelivery, hashing actors: ActorHashing
  ) throws(AdapterError) -> DecodedDelivery {
    let json = try delivery.json()
    switch json["object_kind"]?.text ?? json["event_name"]?.text {
    case "build": return try job(json, hashing: actors)
    case "pipeline": return try pipeline(json, hashing: actors)
    case let kind?: return .ignored(reason: "\(SentenceText.word(kind)) says nothing about job runs.")
    case nil: throw .invalidPayload("The delivery has neither `object_kind` nor `event_name`.")
    }
  }

  private func job(
    _ json: JSONValue, hashing actors: ActorHashing
  ) throws(AdapterError) -> DecodedDelivery {
    let id = json["project_id"]?.identifier
    guard
      let project = ProjectPayload(json["project"], id: id)
        ?? ProjectPayload(repository: json["repository"], id: id)
    else {
      throw .invalidPayload("The delivery has neither a `project` nor a `repository` with path and address.")
    }
    guard let job = JobPayload(hook: json) else {
      throw .invalidPayload("The delivery lacks `build_id`, `build_name`, `build_status` or `pipeline_id`.")
    }
    guard let facts = job.facts(in: project, hashing: actors) else {
      throw .invalidPayload("The job has no time.")
    }
    return .facts([facts])
  }

  private func pipeline(
    _ json: JSONValue, hashing actors: ActorHashing
  ) throws(AdapterError) -> DecodedDelivery {
    guard let project = ProjectPayload(json["project"], id: nil) else {
      throw .invalidPayload("The delivery has no `project` with path and address.")
    }
    guard let pipeline = PipelinePayload(json["object_attributes"]), var facts = pipeline.facts(in: project)
    else {
      throw .invalidPayload("The delivery has no `object_attributes` with `id` and a time.")
    }
    let mergeRequest = MergeRequestPayload(json["merge_request"])
    facts.details.isFromFork = mergeRequest == nil ? false : mergeRequest?.isFromFork
    facts.details.branch = mergeRequest?.sourceBranch ?? facts.details.branch
    facts.details.actor = actors.hash(json["user"]?["username"]?.text, on: .gitLabCI)
    let jobs = (json["builds"]?.elements ?? []).compactMap { build in
      JobPayload(build: build, of: pipeline)?.facts(in: project, hashing: actors)
    }
    return .facts([facts] + jobs, then: pipeline.isOver ? [Self.question(about: pipeline, of: project)] : [])
  }

  private static func question(about pipeline: PipelinePayload, of project: ProjectPayload) -> FollowUp {
    let file = project.pipelineFile(startedBy: pipeline.event)
    return FollowUp(
      run: project.run(pipeline.id), question: JobsQuestion.word,
      parameters: [JobsQuestion.project: project.id, JobsQuestion.pipelineFile: file ?? ""],
      delay: .seconds(30))
  }
}
