public import AdapterKit
public import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore

extension Buildkite: WebhookReceiving {
  /// Proves a delivery by `X-Buildkite-Signature`, whose signed time may be five minutes off, or, if the
  /// secret says that it is used as one, by the token in `X-Buildkite-Token`. A hook sends one of them; the
  /// other one proves nothing.
  ///
  /// Buildkite names no delivery: a repetition is one with the same event, job or build, state and end. The
  /// header is signed anew each time, so it takes no part.
  ///
  /// - SeeAlso: Buildkite Docs, "Webhooks", HTTP headers.
  public func verify(
    _ delivery: WebhookDelivery, with secret: WebhookSecret, at now: Date
  ) throws(AdapterError) -> VerifiedDelivery {
    let scheme: SignatureScheme
    switch secret.use {
    case .token: scheme = .sharedToken(header: .literal("X-Buildkite-Token"))
    case .signature, nil: scheme = .timestampedHMAC(header: .literal("X-Buildkite-Signature"))
    }
    let proven = try delivery.verified(by: scheme, with: secret, at: now, event: "", id: nil)
    guard let json = try? proven.json() else { return proven }
    let event = json["event"]?.text.map { String($0.prefix(100)) } ?? ""
    return proven.told(event: event, id: Self.content(event, json))
  }

  /// What makes a delivery the same as one before; `nil` for events that are about no build and no job.
  private static func content(_ event: String, _ json: JSONValue) -> String? {
    let subject = event.hasPrefix("job.") ? json["job"] : json["build"]
    guard let subject, let id = subject["id"]?.text else { return nil }
    let parts = [event, id, subject["state"]?.text ?? "", subject["finished_at"]?.text ?? ""]
    return "content:" + Digest.sha256(Array(parts.joined(separator: "\u{0}").utf8)).hexadecimal
  }

  /// Reads `job.*`, which tell of one job and its build, and `build.*`, which tell of the build alone. Only
  /// command steps are jobs: waits, blocks and triggers have no machine.
  ///
  /// A build that waits at a block is said to be finished, and may go on. With the end of a build the
  /// question `jobs` is left, which finds jobs whose deliveries were lost, and the shapes of hosted machines,
  /// which no delivery tells.
  ///
  /// - SeeAlso: Buildkite Docs, "Build events" and "Job events".
  public func decode(
    _ delivery: VerifiedDelivery, hashing actors: ActorHashing
  ) throws(AdapterError) -> DecodedDelivery {
    let json = try delivery.json()
    guard let event = json["event"]?.text else { throw .invalidPayload("The delivery has no `event`.") }
    let isOfJob = event.hasPrefix("job.")
    guard isOfJob || event.hasPrefix("build.") else {
      return .ignored(reason: "\(SentenceText.word(event)) says nothing about job runs.")
    }
    guard let build = BuildPayload(json["build"]) else {
      throw .invalidPayload("The delivery has no `build` with `id` and `url`.")
    }
    let pipeline = PipelinePayload(json["pipeline"])
    let reference = build.reference(pipeline, on: Self.host)
    guard let run = build.facts(in: reference, pipeline, hashing: actors) else {
      throw .invalidPayload("The build has no time.")
    }
    guard isOfJob else {
      return .facts([run], then: event == "build.finished" ? [build.question(about: reference)] : [])
    }
    return try job(json["job"], run, in: reference)
  }

  private func job(
    _ json: JSONValue?, _ run: JobRunFacts, in reference: RunReference
  ) throws(AdapterError) -> DecodedDelivery {
    guard let job = JobPayload(json) else {
      throw .invalidPayload("The delivery has no `job` with `id` and `type`.")
    }
    guard job.isCommand else {
      return .ignored(reason: "A step of the type \(SentenceText.word(job.type)) has no machine.")
    }
    guard job.stage != nil else {
      let state = SentenceText.word(job.state ?? "")
      return .ignored(reason: "The job's state is \(state), of which nothing is known.")
    }
    // A step of plugins alone may have no name, no key and no command: nothing joins it to the file.
    return .facts([run] + (job.facts(in: reference, at: run.time).map { [$0] } ?? []))
  }

  /// Buildkite has no other host.
  static let host = "buildkite.com"
}
