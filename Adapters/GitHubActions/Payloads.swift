internal import FoundationEssentials
internal import InfraMindCore

/// A repository as webhooks and the API describe it.
struct RepositoryPayload {
  let fullName: String
  let source: String
  let visibility: RepositoryVisibility?

  /// `nil` without a name of two parts and an address that fits it.
  init?(_ json: JSONValue?) {
    guard let json, let name = json["full_name"]?.text, name.split(separator: "/").count == 2,
      let address = json["html_url"]?.text, let source = RunReference.source(of: address, without: name)
    else { return nil }
    fullName = name
    self.source = source
    visibility =
      json["visibility"]?.text.flatMap(RepositoryVisibility.init)
      ?? json["private"]?.bool.map { $0 ? .private : .public }
  }

  /// A repository as somebody asked for it, in the spelling that an answer has for it.
  init(asked name: String, on source: String, answered: RepositoryPayload?) {
    fullName = answered?.fullName ?? name
    self.source = source
    visibility = answered?.visibility
  }

  func run(_ id: String) -> RunReference {
    RunReference(platform: .gitHubActions, source: source, repository: fullName, run: id)
  }
}

/// One attempt of one job: `workflow_job` of a webhook, or a job of the API, which have the same members.
struct JobPayload {
  let id: String
  let runID: String
  let name: String
  /// `queued`, `in_progress`, `completed`, `waiting`, `requested`, `pending`.
  let status: String?
  let conclusion: String?
  let attempt: Int?
  let headCommit: String?
  let headBranch: String?
  let workflowName: String?
  let createdAt: Date?
  let startedAt: Date?
  let completedAt: Date?
  /// As `runs-on` has them, not all of the runner's; empty where it names a group alone.
  let labels: [String]?
  let runnerName: String?
  let runnerGroup: String?
  let steps: [StepPayload]

  /// `nil` without ids and name.
  init?(_ json: JSONValue?) {
    guard let json, let id = json["id"]?.identifier, let runID = json["run_id"]?.identifier,
      let name = json["name"]?.text
    else { return nil }
    self.id = id
    self.runID = runID
    self.name = name
    status = json["status"]?.text
    conclusion = json["conclusion"]?.text
    attempt = json["run_attempt"]?.integer
    headCommit = json["head_sha"]?.text
    headBranch = json["head_branch"]?.text
    workflowName = json["workflow_name"]?.text
    createdAt = json.time("created_at")
    startedAt = json.time("started_at")
    completedAt = json.time("completed_at")
    labels = json["labels"]?.elements.compactMap(\.text)
    runnerName = json["runner_name"]?.text
    runnerGroup = json["runner_group_name"]?.text
    steps = (json["steps"]?.elements ?? []).compactMap(StepPayload.init).sorted { $0.number < $1.number }
  }
}

/// One step of a job.
struct StepPayload {
  let name: String
  let number: Int
  let conclusion: String?
  let startedAt: Date?
  let completedAt: Date?

  /// `nil` without a name.
  init?(_ json: JSONValue) {
    guard let name = json["name"]?.text else { return nil }
    self.name = name
    number = json["number"]?.integer ?? .max
    conclusion = json["conclusion"]?.text
    startedAt = json.time("started_at")
    completedAt = json.time("completed_at")
  }
}

/// A run of a workflow: `workflow_run` of a webhook, or a run of the API.
struct RunPayload {
  let id: String
  let repository: RepositoryPayload?
  /// The workflow's name; the API and webhooks leave it empty at times.
  let name: String?
  /// Path of the workflow's file from the root; `nil` for what is no file of the repository.
  let path: String?
  let event: String?
  let status: String?
  let conclusion: String?
  let attempt: Int?
  let headCommit: String?
  let headBranch: String?
  let actor: String?
  let createdAt: Date?
  /// When the latest attempt began.
  let startedAt: Date?
  let updatedAt: Date?
  /// Whether the code is of another repository; `nil` where nothing tells.
  let isFromFork: Bool?

  /// `nil` without an id.
  init?(_ json: JSONValue?) {
    guard let json, let id = json["id"]?.identifier else { return nil }
    self.id = id
    repository = RepositoryPayload(json["repository"])
    name = json["name"]?.text
    path = json["path"]?.text.flatMap(Self.file)
    event = json["event"]?.text
    status = json["status"]?.text
    conclusion = json["conclusion"]?.text
    attempt = json["run_attempt"]?.integer
    headCommit = json["head_sha"]?.text
    headBranch = json["head_branch"]?.text
    actor = json["actor"]?["login"]?.text
    createdAt = json.time("created_at")
    startedAt = json.time("run_started_at")
    updatedAt = json.time("updated_at")
    isFromFork = Self.isFromFork(json)
  }

  /// Whether any of its jobs can have run.
  var tookMachines: Bool { !["skipped", "action_required", "startup_failure"].contains(conclusion) }

  /// `.github/workflows/ci.yml` of `.github/workflows/ci.yml@main`; `nil` for `dynamic/…`, which GitHub makes up.
  static func file(_ path: String) -> String? {
    let file = path.prefix { $0 != "@" }
    return file.hasPrefix(".github/workflows/") ? String(file) : nil
  }

  /// A fork that was deleted since is `null`; only pull requests come from forks.
  private static func isFromFork(_ json: JSONValue) -> Bool? {
    guard let own = json["repository"]?["full_name"]?.text else { return nil }
    guard let head = json["head_repository"]?["full_name"]?.text else {
      return json["event"]?.text?.hasPrefix("pull_request") == true ? true : nil
    }
    return own.lowercased() != head.lowercased()
  }
}

extension JSONValue {
  /// A member that is a time.
  func time(_ key: String) -> Date? { self[key]?.text.flatMap(Timestamp.date(fromPlatform:)) }
}
