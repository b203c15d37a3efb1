public import AdapterKit
public import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore

extension TeamCity: WebhookReceiving {
  /// Proves a delivery by HTTP Basic authentication, for which the secret is `user:password`, or, where the request or the
  /// secret's use says so, by a bearer token, which tcWebHooks can send.
  ///
  /// TeamCity signs nothing: what is said in a delivery is asked of its API again. It names no delivery either; a repetition
  /// is one with the same server, build, event, status and end.
  ///
  /// - SeeAlso: TeamCity Docs, "Webhooks"; JetBrains/teamcity-webhooks; tcplugins/tcWebHooks.
  public func verify(
    _ delivery: WebhookDelivery, with secret: WebhookSecret, at now: Date
  ) throws(AdapterError) -> VerifiedDelivery {
    let scheme: SignatureScheme
    switch secret.use {
    case .signature:
      throw AdapterError(.unusableSecret, Self.signsNothing)
    case .token: scheme = .bearer
    case nil:
      let isBearer = delivery.headers[.authorization]?.lowercased().hasPrefix("bearer ") ?? false
      scheme = isBearer ? .bearer : .basic
    }
    let proven = try delivery.verified(by: scheme, with: secret, at: now, event: "", id: nil)
    guard let json = try? proven.json() else { return proven }
    let event = json["eventType"]?.text ?? json["build"]?["notifyType"]?.text ?? ""
    return proven.told(event: String(event.prefix(100)), id: Self.content(event, json))
  }

  /// The secret is `user:password`, unless its use says that it is a token.
  public func objection(to secret: WebhookSecret) -> String? {
    switch secret.use {
    case .signature: Self.signsNothing
    case .token: nil
    case nil where secret.isCredentials: nil
    case nil:
      "The secret of TeamCity is `user:password`, with a colon; if it is the token of tcWebHooks, set `use: token` "
        + "beside it."
    }
  }

  private static let signsNothing =
    "TeamCity signs nothing: give the hook's `user:password`, or the token of tcWebHooks."

  /// What makes a delivery the same as one before; `nil` for one that is about no build.
  private static func content(_ event: String, _ json: JSONValue) -> String? {
    let build = json["payload"] ?? json["build"]
    guard let build, let id = (build["id"] ?? build["buildId"])?.identifier else { return nil }
    let server = build["webUrl"]?.text ?? build["rootUrl"]?.text ?? ""
    let state = (build["status"] ?? build["buildResult"])?.text ?? ""
    let end = (build["finishDate"] ?? build["buildFinishTime"])?.text ?? ""
    let parts = [server, id, event, state, end]
    return "content:" + Digest.sha256(Array(parts.joined(separator: "\u{0}").utf8)).hexadecimal
  }

  /// Reads what TeamCity's own webhooks and tcWebHooks tell of a build that was queued, began or ended.
  ///
  /// A build is a job, and a run of its own, since no two messages about it need tell what it is part of: the chain is said
  /// beside, where one tells it. A composite build, such as the head of a
  /// pipeline, runs nothing itself, so it is told of as a run without jobs. With the end of any the question `build` is left.
  ///
  /// - SeeAlso: TeamCity Docs, "Webhooks"; "REST API", `Build`.
  public func decode(
    _ delivery: VerifiedDelivery, hashing actors: ActorHashing
  ) throws(AdapterError) -> DecodedDelivery {
    let json = try delivery.json()
    if let event = json["eventType"]?.text { return try own(event, json["payload"], hashing: actors) }
    if let build = json["build"], let event = build["notifyType"]?.text { return try legacy(event, build) }
    throw .invalidPayload("The delivery has neither `eventType` nor `build` with `notifyType`.")
  }

  private func own(
    _ event: String, _ json: JSONValue?, hashing actors: ActorHashing
  ) throws(AdapterError) -> DecodedDelivery {
    let told = ["BUILD_TYPE_ADDED_TO_QUEUE", "BUILD_STARTED", "BUILD_FINISHED", "BUILD_INTERRUPTED"]
    guard told.contains(event) else {
      return .ignored(reason: "\(SentenceText.word(event)) says nothing about how a build runs.")
    }
    guard let build = BuildPayload(json, isInterrupted: event == "BUILD_INTERRUPTED") else {
      throw .invalidPayload("The delivery has no `payload` with `id` and a time.")
    }
    guard let run = build.reference else {
      throw .invalidPayload(
        "The delivery does not tell its server or its project: add `webUrl,buildType(id,name,projectId)` to the "
          + "parameter `teamcity.internal.webhooks.\(event).fields`.")
    }
    return decoded(build, in: run, build.facts(in: run, hashing: actors))
  }

  private func legacy(_ event: String, _ json: JSONValue) throws(AdapterError) -> DecodedDelivery {
    guard let stage = LegacyPayload.stages[event] else {
      return .ignored(reason: "\(SentenceText.word(event)) says nothing about how a build runs.")
    }
    guard let payload = LegacyPayload(json, event: event, stage: stage) else {
      throw .invalidPayload(
        "The delivery lacks `buildId`, `buildName`, `rootUrl`, `projectExternalId` or a time: choose the template "
          + "Legacy JSON of tcWebHooks.")
    }
    let facts = [payload.facts]
    guard stage == .finished else { return .facts(facts) }
    return .facts(facts, then: [BuildQuestion.about(payload.id, in: payload.run)])
  }

  private func decoded(
    _ build: BuildPayload, in run: RunReference, _ facts: [JobRunFacts]
  ) -> DecodedDelivery {
    guard !build.isPersonal else {
      return .ignored(reason: "A personal build runs what nobody has committed.")
    }
    return .facts(facts, then: build.stage == .finished ? [BuildQuestion.about(build.id, in: run)] : [])
  }
}

/// The question for a build that ended: status and statistics settle later, and deliveries are not signed.
enum BuildQuestion {
  static let word = "build"
  static let id = "id"

  static func about(_ build: String, in run: RunReference) -> FollowUp {
    FollowUp(run: run, question: word, parameters: [id: build], delay: .seconds(30))
  }
}
