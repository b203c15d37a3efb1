internal import FoundationEssentials
internal import InfraMindCore

/// A build as the plugin tcWebHooks tells of it with its template Legacy JSON: flat, and without when it was queued.
///
/// - SeeAlso: tcplugins/tcWebHooks, `WebHookPayloadContent`.
struct LegacyPayload: Sendable {
  /// How far a build has come at an event. With events of the queue the id is another one, so they are left out.
  static let stages: [String: FactStage] = [
    "buildStarted": .running, "buildFinished": .finished, "buildSuccessful": .finished,
    "buildFailed": .finished, "buildFixed": .finished, "buildBroken": .finished,
    "buildInterrupted": .finished,
  ]

  let id: String
  let run: RunReference
  let facts: JobRunFacts

  /// `nil` without an id, a name, a server, a project and a time.
  init?(_ json: JSONValue, event: String, stage: FactStage) {
    guard let id = json["buildId"]?.identifier, let name = json["buildName"]?.text,
      let project = json["projectExternalId"]?.text,
      let source = json["rootUrl"]?.text.flatMap({ RunReference.source(of: $0) }),
      let time = json.time("buildFinishTime") ?? json.time("currentTime") ?? json.time("buildStartTime")
    else { return nil }
    var details = JobRunDetails()
    details.name = name
    details.branch = BranchName.shortest(json["branchName"]?.text)
    if BranchName.isOfPullRequest(details.branch) { details.isFromFork = true }
    details.runnerName = json["agentName"]?.text
    details.runnerLabels = details.runnerName.flatMap(HostedAgents.label).map { [$0] }
    details.startedAt = json.time("buildStartTime")
    if stage == .finished {
      let end = json.time("buildFinishTime")
      if let end, details.startedAt.map({ $0 <= end }) ?? true { details.finishedAt = end }
      let word = event == "buildInterrupted" ? "interrupted" : json["buildResult"]?.text?.lowercased()
      details.conclusion = Self.conclusion(word)
      details.conclusionWord = word
    }
    self.id = id
    run = RunReference(platform: .teamCity, source: source, repository: project, run: id)
    facts = JobRunFacts(run: run, subject: .job(id: id), stage: stage, time: time, details: details)
  }

  private static func conclusion(_ word: String?) -> JobConclusion? {
    switch word {
    case "success": .success
    case "failure": .failure
    case "error": .infrastructureFailure
    case "interrupted": .cancelled
    default: nil
    }
  }
}
