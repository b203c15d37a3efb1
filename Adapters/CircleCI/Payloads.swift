internal import FoundationEssentials
internal import InfraMindCore

extension CircleCI {
  /// The config of a project, unless its settings or a setup config name another one: only the API tells of the latter.
  static let usualFile = ".circleci/config.yml"

  /// The host of a page, without the `app.` of CircleCI's own; `circleci.com` if there is no address.
  static func source(of page: String?) -> String {
    guard let host = page.flatMap({ RunReference.source(of: $0) })?.prefix(while: { $0 != "/" }) else {
      return "circleci.com"
    }
    return String(host.hasPrefix("app.") ? host.dropFirst(4) : host)
  }
}

/// A project's slug: `gh/acme/shop`, or `circleci/9YytKz…/44n9wu…` of projects that are named by ids only.
struct ProjectSlug: Hashable, Sendable, CustomStringConvertible {
  /// Three of them. Paths of the API have them unescaped, with slashes between.
  let parts: [String]

  /// Webhooks write `github/…` and `bitbucket/…`, the API `gh/…` and `bb/…`, which is what becomes of both.
  init?(_ text: String) {
    var parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else { return nil }
    parts[0] = ["github": "gh", "bitbucket": "bb"][parts[0].lowercased()] ?? parts[0]
    self.parts = parts
  }

  /// A slug as people ask for it: `acme/shop` is taken for one of GitHub.
  init?(asked text: String) {
    self.init(text.split(separator: "/", omittingEmptySubsequences: false).count == 2 ? "gh/\(text)" : text)
  }

  /// Whether it names no repository.
  var isOpaque: Bool { parts[0] == "circleci" }

  /// `acme/shop`; the slug itself if it is opaque.
  var repository: String { isOpaque ? description : "\(parts[1])/\(parts[2])" }

  var description: String { parts.joined(separator: "/") }
}

/// A pipeline of a webhook or of the API: what started its workflows, and on what code.
struct PipelinePayload: Sendable {
  let id: String?
  let state: String?
  let createdAt: Date?
  /// The project's own repository, as `owner/name`.
  let repository: String?
  let revision: String?
  let branch: String?
  let event: String?
  /// The id of who started it, or a login.
  let actor: String?
  /// Whether the code is of another repository; `nil` where nothing tells.
  let isFromFork: Bool?

  init(_ json: JSONValue?) {
    let vcs = json?["vcs"]
    let parameters = json?["trigger_parameters"]
    let git = parameters?["git"]
    let circle = parameters?["circleci"]
    id = json?["id"]?.text
    state = json?["state"]?.text
    createdAt = json?.time("created_at")
    let addresses = [vcs?["target_repository_url"], git?["checkout_url"], git?["repo_url"]]
    repository = addresses.lazy.compactMap { $0?.text.flatMap(GitAddress.repository) }.first
    revision = vcs?["revision"]?.text ?? git?["checkout_sha"]?.text
    branch = vcs?["branch"]?.text ?? git?["branch"]?.text
    event = circle?["event_type"]?.text ?? json?["trigger"]?["type"]?.text
    actor = circle?["actor_id"]?.text ?? json?["trigger"]?["actor"]?["login"]?.text
    isFromFork = Self.isFromFork(vcs, branch: branch, event: event)
  }

  private static func isFromFork(_ vcs: JSONValue?, branch: String?, event: String?) -> Bool? {
    if let branch, isForkBranch(branch) { return true }
    guard let origin = vcs?["origin_repository_url"]?.text, let target = vcs?["target_repository_url"]?.text
    else { return event == "push" ? false : nil }
    return plain(origin) != plain(target)
  }

  private static func plain(_ address: String) -> String {
    (GitAddress.repository(of: address) ?? address).lowercased()
  }

  /// `pull/88` is what CircleCI calls the branch of a fork's pull request.
  static func isForkBranch(_ branch: String) -> Bool {
    let number = branch.dropFirst("pull/".count)
    return branch.hasPrefix("pull/") && !number.isEmpty && number.allSatisfy(\.isNumber)
  }
}

/// A workflow of a webhook or of the API.
struct WorkflowPayload: Sendable {
  let id: String
  let name: String?
  let status: String?
  /// `setup` for the workflow of a setup config.
  let tag: String?
  let url: String?
  let createdAt: Date?
  let stoppedAt: Date?

  /// `nil` without an id.
  init?(_ json: JSONValue?) {
    guard let json, let id = json["id"]?.text else { return nil }
    self.id = id
    name = json["name"]?.text
    status = json["status"]?.text
    tag = json["tag"]?.text
    url = json["url"]?.text
    createdAt = json.time("created_at")
    stoppedAt = json.time("stopped_at")
  }
}

/// A job of a webhook, of a workflow's list, or of its own answer; each tells other parts.
struct JobPayload: Sendable {
  let id: String?
  /// Missing until the job runs; jobs of approval never have one.
  let number: String?
  let name: String
  let status: String?
  /// `build`, or what has no machine: `approval` and the like; `nil` in webhooks.
  let type: String?
  let createdAt: Date?
  let queuedAt: Date?
  let startedAt: Date?
  let stoppedAt: Date?
  let executor: String?
  let resourceClass: String?

  /// `nil` without a name.
  init?(_ json: JSONValue?) {
    guard let json, let name = json["name"]?.text else { return nil }
    id = json["id"]?.text
    number = json["number"]?.identifier ?? json["job_number"]?.identifier
    self.name = name
    status = json["status"]?.text
    type = json["type"]?.text
    createdAt = json.time("created_at")
    queuedAt = json.time("queued_at")
    startedAt = json.time("started_at")
    stoppedAt = json.time("stopped_at")
    executor = json["executor"]?["type"]?.text
    resourceClass = json["executor"]?["resource_class"]?.text
  }
}

extension JSONValue {
  /// A member that is a time.
  func time(_ key: String) -> Date? { self[key]?.text.flatMap(Timestamp.date(fromPlatform:)) }
}
