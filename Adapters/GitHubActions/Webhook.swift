public import AdapterKit
public import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore

extension GitHubActions: WebhookReceiving {
  /// Proves a delivery by `X-Hub-Signature-256`. The older SHA-1 signature proves nothing.
  ///
  /// GitHub signs no time: a repetition shows by `X-GitHub-Delivery`, which stays the same when it is sent again.
  ///
  /// - SeeAlso: GitHub Docs, "Validating webhook deliveries".
  public func verify(
    _ delivery: WebhookDelivery, with secret: WebhookSecret, at now: Date
  ) throws(AdapterError) -> VerifiedDelivery {
    try delivery.verified(
      by: .hmacSHA256(header: .hubSignature256, prefix: "sha256="), with: secret, at: now,
      event: delivery.headers[.gitHubEvent] ?? "", id: delivery.headers[.gitHubDelivery])
  }

  /// Reads `workflow_job`, which tells of one attempt of one job but neither its file nor its event, and
  /// `workflow_run`, which tells those for all jobs of a run.
  ///
  /// No follow-up is asked for: a hook for both events says all there is, and whether one was lost only a look at the
  /// whole history tells, which is the importer's to take.
  ///
  /// - SeeAlso: GitHub Docs, "Webhook events and payloads".
  public func decode(
    _ delivery: VerifiedDelivery, hashing actors: ActorHashing
  ) throws(AdapterError) -> DecodedDelivery {
    let json = try Self.json(of: delivery)
    switch delivery.event {
    case "workflow_job": return try job(json)
    case "workflow_run": return try run(json, hashing: actors)
    case "": throw .invalidPayload("The delivery has no header X-GitHub-Event.")
    case let event: return .ignored(reason: "\(SentenceText.word(event)) says nothing about job runs.")
    }
  }

  private static func json(of delivery: VerifiedDelivery) throws(AdapterError) -> JSONValue {
    guard let payload = FormBody.payload(of: delivery.body) else { return try delivery.json() }
    return try VerifiedDelivery.json(of: payload)
  }

  private func job(_ json: JSONValue) throws(AdapterError) -> DecodedDelivery {
    guard let repository = RepositoryPayload(json["repository"]) else { throw .noRepository }
    guard let job = JobPayload(json["workflow_job"]) else {
      throw .invalidPayload("The delivery has no `workflow_job` with `id`, `run_id` and `name`.")
    }
    guard let facts = job.facts(in: repository, awaitsApproval: json["deployment"] != nil) else {
      guard job.stage == nil else { throw .invalidPayload("The job has no time.") }
      let status = SentenceText.word(job.status ?? "")
      return .ignored(reason: "The job's status is \(status), of which nothing is known.")
    }
    return .facts([facts])
  }

  private func run(
    _ json: JSONValue, hashing actors: ActorHashing
  ) throws(AdapterError) -> DecodedDelivery {
    guard let repository = RepositoryPayload(json["repository"]) else { throw .noRepository }
    guard let run = RunPayload(json["workflow_run"]) else {
      throw .invalidPayload("The delivery has no `workflow_run` with `id`.")
    }
    let workflow = json["workflow"]?["name"]?.text
    guard let facts = run.facts(in: repository, workflow: workflow, hashing: actors) else {
      throw .invalidPayload("The run has no time.")
    }
    return .facts([facts])
  }
}

extension AdapterError {
  fileprivate static let noRepository = AdapterError.invalidPayload(
    "The delivery has no `repository` with `full_name` and `html_url`.")
}

extension HTTPField.Name {
  fileprivate static let hubSignature256 = literal("X-Hub-Signature-256")
  fileprivate static let gitHubEvent = literal("X-GitHub-Event")
  fileprivate static let gitHubDelivery = literal("X-GitHub-Delivery")
}
