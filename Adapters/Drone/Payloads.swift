internal import FoundationEssentials
internal import InfraMindCore

/// A repository, as a server knows it.
struct RepositoryPayload: Sendable, Codable {
  /// `owner/name`.
  let slug: String
  /// Woodpecker's number for it.
  let id: String?
  /// Where its settings say that the pipelines are; `nil` if nothing is set.
  let file: String?
  let visibility: RepositoryVisibility?
  /// Minutes that a job may take.
  let timeout: Double?

  /// `nil` without a slug.
  init?(drone json: JSONValue?) {
    guard let json, let slug = json["slug"]?.text else { return nil }
    self.slug = slug
    id = nil
    file = (json["config_path"] ?? json["config"])?.text
    visibility = Self.visibility(json)
    timeout = json["timeout"]?.number
  }

  /// `nil` without a name and an id.
  init?(woodpecker json: JSONValue?) {
    guard let json, let slug = json["full_name"]?.text, let id = json["id"]?.identifier else { return nil }
    self.slug = slug
    self.id = id
    file = json["config_file"]?.text
    visibility = Self.visibility(json)
    timeout = json["timeout"]?.number
  }

  private static func visibility(_ json: JSONValue) -> RepositoryVisibility? {
    if let visibility = json["visibility"]?.text.flatMap(RepositoryVisibility.init) { return visibility }
    return json["private"]?.bool.map { $0 ? .private : .public }
  }
}

/// A build of Drone's, or a pipeline of Woodpecker's.
struct BuildPayload: Sendable {
  let number: Int
  let state: String?
  let event: String?
  let commit: String?
  /// That of the code, not that which a pull request is for; `nil` for a tag.
  let branch: String?
  let author: String?
  let isFromFork: Bool?
  let createdAt: Date?
  let startedAt: Date?
  let finishedAt: Date?
  let stages: [StagePayload]

  /// `nil` without a number and a time.
  init?(drone json: JSONValue?, of repository: RepositoryPayload) {
    guard let json, let number = json.number("number"), json.epoch("created") ?? json.epoch("started") != nil
    else { return nil }
    self.number = number
    state = json["status"]?.text
    let event = json["event"]?.text
    self.event = event
    commit = json["after"]?.text
    branch = event == "tag" ? nil : json["source"]?.text ?? json["target"]?.text
    author = json["author_login"]?.text
    isFromFork = Self.isFromFork(json, event, slug: repository.slug)
    createdAt = json.epoch("created")
    startedAt = json.epoch("started")
    finishedAt = json.epoch("finished")
    stages = (json["stages"]?.elements ?? []).compactMap { StagePayload(drone: $0) }
  }

  /// `source_repo` is where the code of a pull request is; some forges do not tell it.
  private static func isFromFork(_ json: JSONValue, _ event: String?, slug: String) -> Bool? {
    if let origin = json["source_repo"]?.text { return origin.lowercased() != slug.lowercased() }
    let ref = json["ref"]?.text ?? ""
    let isRequest =
      event == "pull_request" || ref.hasPrefix("refs/pull/") || ref.hasPrefix("refs/merge-requests/")
    return isRequest ? nil : false
  }

  /// `nil` without a number and a time.
  ///
  /// Woodpecker 1 and 2 called the times `created_at` and so on.
  init?(woodpecker json: JSONValue?) {
    guard let json, let number = json.number("number"),
      let created = json.epoch("created") ?? json.epoch("created_at")
    else { return nil }
    self.number = number
    state = json["status"]?.text
    let event = json["event"]?.text
    self.event = event
    commit = json["commit"]?.text
    let isRequest = event?.hasPrefix("pull_request") ?? false
    branch = Self.branch(json, event, isRequest: isRequest)
    author = json["author"]?.text
    isFromFork = json["from_fork"]?.bool ?? (isRequest ? nil : false)
    createdAt = created
    startedAt = json.epoch("started") ?? json.epoch("started_at")
    finishedAt = json.epoch("finished") ?? json.epoch("finished_at")
    let workflows = json["workflows"]?.elements ?? []
    // Which workflow waits for which is not told: only a lone one is known to wait for none.
    let ready = [created, json.epoch("reviewed")].compactMap(\.self).max()
    stages = workflows.compactMap {
      StagePayload(woodpecker: $0, created: created, ready: workflows.count == 1 ? ready : nil)
    }
  }

  private static func branch(_ json: JSONValue, _ event: String?, isRequest: Bool) -> String? {
    guard event != "tag", event != "release" else { return nil }
    let parts = (json["refspec"]?.text ?? "").split(separator: ":")
    return isRequest && parts.count == 2 ? String(parts[0]) : json["branch"]?.text
  }
}

/// A stage of Drone's, or a workflow of Woodpecker's: a job.
struct StagePayload: Sendable {
  /// Its number within the build, which the API and a step's environment call it by, too.
  let number: Int
  let name: String
  let state: String
  /// Values of its row; `nil` on Drone, which has no matrix.
  let matrix: [String: String]?
  let isOfWoodpecker: Bool
  let machine: String?
  /// What kind of machine it is: runner, system and architecture.
  let group: String?
  let labels: [String]?
  /// Names of stages that it waited for.
  let needs: [String]
  let createdAt: Date?
  /// When it was ready, where that does not depend on other stages.
  let readyAt: Date?
  let startedAt: Date?
  let finishedAt: Date?
  let steps: [StepPayload]

  /// `nil` without a number, a name and a status.
  init?(drone json: JSONValue) {
    guard let number = json.number("number"), let name = json["name"]?.text, let state = json["status"]?.text
    else { return nil }
    self.number = number
    self.name = name
    self.state = state
    matrix = nil
    isOfWoodpecker = false
    machine = json["machine"]?.text
    let platform = [json["os"]?.text, json["arch"]?.text].compactMap(\.self).joined(separator: "/")
    let group = [json["type"]?.text ?? "", platform].filter { !$0.isEmpty }.joined(separator: " ")
    self.group = group.isEmpty ? nil : group
    // Spelt as in the reading of files.
    labels = json["labels"].map { labels in
      labels.members.compactMap { member in member.value.text.map { "\(member.key):\($0)" } }.sorted()
    }
    needs = (json["depends_on"]?.elements ?? []).compactMap(\.text)
    createdAt = json.epoch("created")
    readyAt = createdAt
    startedAt = json.epoch("started")
    finishedAt = json.epoch("stopped")
    steps = (json["steps"]?.elements ?? []).compactMap { StepPayload($0) }
  }

  /// `nil` without a number, a name and a state.
  init?(woodpecker json: JSONValue, created: Date, ready: Date?) {
    guard let number = json.number("pid"), let name = json["name"]?.text, let state = json["state"]?.text
    else { return nil }
    self.number = number
    self.name = name
    self.state = state
    let values = (json["environ"]?.members ?? []).compactMap { member in
      member.value.text.map { (member.key, $0) }
    }
    matrix = values.isEmpty ? nil : Dictionary(values) { _, last in last }
    isOfWoodpecker = true
    machine = json.number("agent_id").map { "agent \($0)" }
    group = json["platform"]?.text
    labels = nil
    needs = []
    createdAt = created
    readyAt = ready
    startedAt = json.epoch("started") ?? json.epoch("start_time")
    finishedAt = json.epoch("finished") ?? json.epoch("end_time")
    steps = (json["children"]?.elements ?? []).compactMap { StepPayload($0) }
  }
}

/// A step of either.
struct StepPayload: Sendable {
  let name: String
  let state: String?
  let exitCode: Int?
  /// Whether it runs beside the others, as services do.
  let isDetached: Bool
  let startedAt: Date?
  let finishedAt: Date?

  /// `nil` without a name.
  init?(_ json: JSONValue) {
    guard let name = json["name"]?.text else { return nil }
    self.name = name
    state = json["status"]?.text ?? json["state"]?.text
    exitCode = json["exit_code"]?.integer
    isDetached = json["detached"]?.bool ?? (json["type"]?.text == "service")
    startedAt = json.epoch("started") ?? json.epoch("start_time")
    finishedAt = json.epoch("stopped") ?? json.epoch("finished") ?? json.epoch("end_time")
  }
}

extension JSONValue {
  /// A member that is a time in seconds since the epoch; 0 is none.
  func epoch(_ key: String) -> Date? { self[key]?.number.flatMap(Timestamp.date(fromEpoch:)) }

  /// A member that counts from 1 on.
  func number(_ key: String) -> Int? { self[key]?.integer.flatMap { $0 > 0 ? $0 : nil } }
}
