internal import AdapterKit
internal import FoundationEssentials
internal import InfraMindCore

/// A project as webhooks and the API describe it. Fit for checkpoints.
struct ProjectPayload: Codable, Sendable {
  let id: String
  let fullName: String
  let source: String
  let visibility: RepositoryVisibility?
  /// The pipeline's file; `nil` if it lies in another project or somewhere on the web.
  let pipelineFile: String?

  /// The `project` of a delivery, or an answer of the API; `nil` without a path and an address that fits it.
  init?(_ json: JSONValue?, id: String?) {
    guard let json, let name = json["path_with_namespace"]?.text, let address = json["web_url"]?.text,
      let source = RunReference.source(of: address, without: name)
    else { return nil }
    self.id = json["id"]?.identifier ?? id ?? ""
    fullName = name
    self.source = source
    visibility =
      json["visibility"]?.text.flatMap(RepositoryVisibility.init)
      ?? json["visibility_level"]?.integer.flatMap(Self.visibility)
    pipelineFile = Self.pipelineFile(json["ci_config_path"]?.text)
  }

  /// The `repository` of an older server's delivery, which tells the path only within the address to clone from.
  init?(repository json: JSONValue?, id: String?) {
    guard let json, let home = json["homepage"]?.text, let clone = json["git_ssh_url"]?.text,
      let name = Self.path(cloned: clone), let source = RunReference.source(of: home, without: name)
    else { return nil }
    self.id = id ?? ""
    fullName = name
    self.source = source
    visibility = json["visibility_level"]?.integer.flatMap(Self.visibility)
    pipelineFile = Self.pipelineFile(nil)
  }

  /// What an answer told, on the host that was asked.
  init?(answer json: JSONValue, on source: String) {
    guard let id = json["id"]?.identifier, let name = json["path_with_namespace"]?.text else { return nil }
    self.id = id
    fullName = name
    self.source = source
    visibility = json["visibility"]?.text.flatMap(RepositoryVisibility.init)
    pipelineFile = Self.pipelineFile(json["ci_config_path"]?.text)
  }

  /// The file of a pipeline, by what started it: that of a child nothing tells, since a job of its parent may
  /// have made it.
  func pipelineFile(startedBy event: String?) -> String? { event == Self.parentEvent ? nil : pipelineFile }

  /// What starts a child pipeline, in GitLab's words.
  static let parentEvent = "parent_pipeline"

  func run(_ id: String) -> RunReference {
    RunReference(platform: .gitLabCI, source: source, repository: fullName, run: id)
  }

  private static func visibility(level: Int) -> RepositoryVisibility? {
    [0: .private, 10: .internal, 20: .public][level]
  }

  static func pipelineFile(_ setting: String?) -> String? {
    guard let setting else { return ".gitlab-ci.yml" }
    return setting.contains("@") || setting.contains("://") ? nil : RepositoryPath.normalised(setting)
  }

  /// `acme/app` of `git@host:acme/app.git` and of `ssh://git@host:22/acme/app.git`.
  private static func path(cloned address: String) -> String? {
    var path: Substring
    if let scheme = address.firstRange(of: "://") {
      path = address[scheme.upperBound...].drop { $0 != "/" }.dropFirst()
    } else {
      path = address.drop { $0 != ":" }.dropFirst()
    }
    if path.hasSuffix(".git") { path = path.dropLast(4) }
    return path.isEmpty ? nil : String(path)
  }
}

/// One attempt of one job, as a Job Hook, a Pipeline Hook's `builds` or the API tell of it.
struct JobPayload {
  let id: String
  let name: String
  let pipeline: String
  let status: String
  let failureReason: String?
  let ref: String?
  let isTag: Bool
  let headCommit: String?
  let createdAt: Date?
  let startedAt: Date?
  let finishedAt: Date?
  /// Seconds on the machine.
  let duration: Double?
  /// Seconds that it was ready and waited for a machine.
  let queuedDuration: Double?
  /// From 1; only Job Hooks tell it.
  var attempt: Int?
  /// What the job asked for; only the API tells it.
  let tags: [String]?
  /// The machine's description: its name, in GitLab's words.
  let runner: String?
  let user: String?
  /// What started the pipeline.
  let event: String?
  /// The number of the merge request that it is of, where its reference tells.
  let mergeRequest: String?

  /// A Job Hook; `nil` without ids, name and status.
  init?(hook json: JSONValue) {
    guard let id = json["build_id"]?.identifier, let name = json["build_name"]?.text,
      let pipeline = json["pipeline_id"]?.identifier ?? json["commit"]?["id"]?.identifier,
      let status = json["build_status"]?.text
    else { return nil }
    self.id = id
    self.name = name
    self.pipeline = pipeline
    self.status = status
    failureReason = json["build_failure_reason"]?.text
    ref = json["ref"]?.text
    isTag = json["tag"]?.bool ?? false
    headCommit = json["sha"]?.text
    createdAt = json.time("build_created_at")
    startedAt = json.time("build_started_at")
    finishedAt = json.time("build_finished_at")
    duration = json["build_duration"]?.seconds
    queuedDuration = json["build_queued_duration"]?.seconds
    attempt = json["retries_count"]?.integer.flatMap { (0..<1000).contains($0) ? $0 + 1 : nil }
    tags = nil
    runner = json["runner"]?["description"]?.text
    user = json["user"]?["username"]?.text
    event = Self.downstreamEvent(json)
    mergeRequest = nil
  }

  /// One of a Pipeline Hook's `builds`; `nil` without id, name and status.
  init?(build json: JSONValue, of pipeline: PipelinePayload) {
    guard let id = json["id"]?.identifier, let name = json["name"]?.text, let status = json["status"]?.text
    else {
      return nil
    }
    self.id = id
    self.name = name
    self.pipeline = pipeline.id
    self.status = status
    failureReason = json["failure_reason"]?.text
    ref = nil
    isTag = false
    headCommit = nil
    createdAt = json.time("created_at")
    startedAt = json.time("started_at")
    finishedAt = json.time("finished_at")
    duration = json["duration"]?.seconds
    queuedDuration = json["queued_duration"]?.seconds
    tags = nil
    runner = json["runner"]?["description"]?.text
    user = json["user"]?["username"]?.text
    event = pipeline.event
    mergeRequest = nil
  }

  /// A job of the API; `nil` without ids, name and status.
  init?(answer json: JSONValue) {
    guard let id = json["id"]?.identifier, let name = json["name"]?.text, let status = json["status"]?.text,
      let pipeline = json["pipeline"]?["id"]?.identifier
    else { return nil }
    self.id = id
    self.name = name
    self.pipeline = pipeline
    self.status = status
    failureReason = json["failure_reason"]?.text
    ref = json["ref"]?.text
    isTag = json["tag"]?.bool ?? false
    headCommit = json["pipeline"]?["sha"]?.text ?? json["commit"]?["id"]?.text
    createdAt = json.time("created_at")
    startedAt = json.time("started_at")
    finishedAt = json.time("finished_at")
    duration = json["duration"]?.seconds
    queuedDuration = json["queued_duration"]?.seconds
    tags = json["tag_list"]?.elements.compactMap(\.text)
    runner = json["runner"]?["description"]?.text
    user = json["user"]?["username"]?.text
    event = json["pipeline"]?["source"]?.text
    mergeRequest =
      MergeRequestPayload.number(of: json["pipeline"]?["ref"]?.text) ?? MergeRequestPayload.number(of: ref)
  }

  /// The event of a pipeline that another one started, in the words that a Pipeline Hook has for it.
  private static func downstreamEvent(_ json: JSONValue) -> String? {
    guard let project = json["source_pipeline"]?["project"]?["id"]?.identifier else { return nil }
    return project == json["project_id"]?.identifier ? ProjectPayload.parentEvent : "pipeline"
  }
}

/// A pipeline, as a Pipeline Hook or the API's list tells of it.
struct PipelinePayload {
  let id: String
  let status: String?
  let event: String?
  let ref: String?
  let isTag: Bool
  let headCommit: String?
  let createdAt: Date?
  let finishedAt: Date?
  let updatedAt: Date?

  /// `object_attributes` of a hook, or one of a list; `nil` without an id.
  init?(_ json: JSONValue?) {
    guard let json, let id = json["id"]?.identifier else { return nil }
    self.id = id
    status = json["status"]?.text
    event = json["source"]?.text
    ref = json["ref"]?.text
    isTag = json["tag"]?.bool ?? false
    headCommit = json["sha"]?.text
    createdAt = json.time("created_at")
    finishedAt = json.time("finished_at")
    updatedAt = json.time("updated_at")
  }
}

/// A merge request, as far as its code's origin goes.
struct MergeRequestPayload {
  let number: String
  let sourceBranch: String?
  /// Whether the code is of another project; `nil` if that was deleted since, or nothing tells.
  let isFromFork: Bool?

  /// `nil` without a number.
  init?(_ json: JSONValue?) {
    guard let json, let number = json["iid"]?.identifier else { return nil }
    self.number = number
    sourceBranch = json["source_branch"]?.text
    guard let target = json["target_project_id"]?.identifier else {
      isFromFork = nil
      return
    }
    // A fork that was deleted has no id any more.
    isFromFork = json["source_project_id"]?.identifier != target
  }

  /// `7` of `refs/merge-requests/7/head`.
  static func number(of ref: String?) -> String? {
    guard let ref, ref.hasPrefix("refs/merge-requests/") else { return nil }
    let number = ref.dropFirst(20).prefix { $0 != "/" }
    return number.isEmpty || !number.allSatisfy(\.isNumber) ? nil : String(number)
  }
}

extension JSONValue {
  /// A member that is a time.
  func time(_ key: String) -> Date? { self[key]?.text.flatMap(Timestamp.date(fromPlatform:)) }

  /// A length of time in seconds that a job can have.
  var seconds: Double? { number.flatMap { (0..<100_000_000).contains($0) ? $0 : nil } }
}
