internal import FoundationEssentials
internal import InfraMindCore

/// A build of a webhook or of the API.
struct BuildPayload: Sendable {
  let id: String
  /// The job's display name in a pipeline, as far as is known; the build configuration's otherwise.
  let name: String?
  /// External id of the project, which for a pipeline is the pipeline's.
  let project: String?
  /// The server, by the address of the build's page.
  let source: String?
  let state: String?
  let status: String?
  /// Whether it only holds other builds together.
  let isComposite: Bool
  let isPersonal: Bool
  let hasFailedToStart: Bool
  /// Whether it was stopped by somebody, or by a newer build.
  let isCancelled: Bool
  let branch: String?
  let commit: String?
  let trigger: String?
  /// The build that it was started for, at the end of its chain; `nil` if nothing started it but itself.
  let chain: String?
  let user: String?
  let agent: AgentPayload?
  let queuedDate: Date?
  /// When it was ready to run; `nil` if it waited for other builds, and how long is not told.
  let readyDate: Date?
  let startDate: Date?
  let finishDate: Date?
  /// When it left its machine; steps without one may follow.
  let leftDate: Date?
  /// Types of what made it fail.
  let problems: Set<String>
  let statistics: BuildStatistics
  /// What it is the head of; `nil` if of no pipeline.
  let pipelineRun: PipelineRunPayload?

  /// `nil` without an id and a time.
  ///
  /// - Parameter isInterrupted: Whether it is about to stop, which its state does not show yet.
  init?(_ json: JSONValue?, isInterrupted: Bool = false) {
    guard let json, let id = json["id"]?.identifier else { return nil }
    let times = ["queuedDate", "startDate", "finishDate"].compactMap { json.time($0) }
    guard !times.isEmpty else { return nil }
    self.id = id
    name = json["buildType"]?["name"]?.text
    project = json["buildType"]?["projectId"]?.text
    source = json["webUrl"]?.text.flatMap(ServerAddress.source)
    state = isInterrupted ? "finished" : json["state"]?.text
    status = json["status"]?.text
    isComposite = json["composite"]?.bool ?? false
    isPersonal = json["personal"]?.bool ?? false
    hasFailedToStart = json["failedToStart"]?.bool ?? false
    let cancellation = json["canceledInfo"]
    isCancelled = isInterrupted || cancellation != nil
    let revision = json["revisions"]?["revision"]?.elements.first
    branch =
      BranchName.shortest(json["branchName"]?.text) ?? BranchName.shortest(revision?["vcsBranchName"]?.text)
    commit = revision?["version"]?.text
    trigger = json["triggered"]?["type"]?.text
    chain = BuildChain.head(of: json)
    user = json["triggered"]?["user"]?["username"]?.text
    agent = AgentPayload(json["agent"])
    queuedDate = json.time("queuedDate")
    readyDate = Self.ready(json)
    startDate = json.time("startDate")
    finishDate = json.time("finishDate") ?? (isInterrupted ? cancellation?.time("timestamp") : nil)
    leftDate = json.time("finishOnAgentDate")
    problems = Set(
      (json["problemOccurrences"]?["problemOccurrence"]?.elements ?? []).compactMap { $0["type"]?.text })
    statistics = BuildStatistics(json["statistics"])
    pipelineRun = PipelineRunPayload(json["pipelineRun"])
  }

  /// Reasons to wait are told with their milliseconds: those for other builds come before it is ready.
  private static func ready(_ json: JSONValue) -> Date? {
    guard let queued = json.time("queuedDate") else { return nil }
    if let reasons = json["queuedWaitReasons"] {
      let waits = (reasons["property"]?.elements ?? []).filter {
        $0["name"]?.text?.lowercased().contains("dependenc") ?? false
      }
      let milliseconds = waits.compactMap { $0["value"]?.number }.filter { (0...1e12).contains($0) }.reduce(
        0, +)
      return queued.addingTimeInterval(milliseconds / 1000)
    }
    let dependencies = json["snapshot-dependencies"]?["count"]?.integer ?? 0
    return dependencies == 0 && json["triggered"]?["type"]?.text != "snapshotDependency" ? queued : nil
  }
}

/// The agent of a build.
struct AgentPayload: Sendable, Hashable {
  /// `nil` once the agent is gone.
  let id: String?
  let name: String
  /// Equal for agents made from one image.
  let type: String?
  let pool: String?

  /// `nil` without a name.
  init?(_ json: JSONValue?) {
    guard let json, let name = json["name"]?.text else { return nil }
    self.name = name
    id = json["id"]?.identifier
    type = json["typeId"]?.identifier
    pool = json["pool"]?["name"]?.text
  }
}

/// The jobs of a pipeline's run, which its head tells.
struct PipelineRunPayload: Sendable {
  struct Job: Sendable {
    /// Its key in the file.
    let id: String
    let name: String
    let build: String
    let project: String?
    let finishDate: Date?
  }

  let pipeline: String?
  let jobs: [Job]

  /// `nil` for a build that is no head.
  init?(_ json: JSONValue?) {
    guard let json else { return nil }
    pipeline = json["pipeline"]?["name"]?.text
    jobs = (json["jobs"]?["job"]?.elements ?? []).compactMap { job in
      guard let id = job["id"]?.text, let build = job["build"]?["id"]?.identifier else { return nil }
      return Job(
        id: id, name: job["name"]?.text ?? id, build: build,
        project: job["build"]?["buildType"]?["projectId"]?.text, finishDate: job["build"]?.time("finishDate"))
    }
  }
}

/// How long the stages of a build took.
struct BuildStatistics: Sendable {
  struct Stage: Sendable {
    let name: String
    let milliseconds: Double
  }

  /// In the order in which they happen.
  let stages: [Stage]

  init(_ json: JSONValue?) {
    let prefix = "buildStageDuration:"
    stages = (json?["property"]?.elements ?? []).compactMap { property -> Stage? in
      guard let name = property["name"]?.text, name.hasPrefix(prefix), let value = property["value"]?.number,
        (0...1e10).contains(value)
      else { return nil }
      return Stage(name: String(name.dropFirst(prefix.count)), milliseconds: value)
    }
    .sorted { (Self.rank($0.name), $0.name) < (Self.rank($1.name), $1.name) }
  }

  private static func rank(_ name: String) -> Int {
    switch name {
    case "sourcesUpdate": return 0
    case "dependenciesResolving": return 1
    case "artifactsPublishing": return 100_001
    default:
      let number = name.split(separator: "_").last.flatMap { Int($0) } ?? 99_999
      return 2 + min(max(number, 0), 99_998)
    }
  }
}

/// Builds that others wait for.
enum BuildChain {
  /// Most links followed from a build to the one at the end of its chain.
  static let longest = 5

  /// The build for which, through its dependents, a build was started; `nil` for one that was started by itself.
  ///
  /// Whether TeamCity names the end of the chain there or the next build on the way is not documented, so all that is told
  /// is followed.
  static func head(of build: JSONValue) -> String? {
    var head: String?
    var triggered = build["triggered"]
    for _ in 0..<longest {
      guard let link = triggered, link["type"]?.text == "snapshotDependency",
        let id = link["build"]?["id"]?.identifier
      else { break }
      head = id
      triggered = link["build"]?["triggered"]
    }
    return head
  }

  /// What to ask of a build to learn that.
  static let fields = (1..<longest).reduce("triggered(type,build(id))") { fields, _ in
    "triggered(type,build(id,\(fields)))"
  }
}

/// Names of branches.
enum BranchName {
  /// Whether a branch is what TeamCity calls that of a pull or merge request: then nothing tells whose the code is.
  static func isOfPullRequest(_ name: String?) -> Bool {
    guard var name = name?[...] else { return false }
    if name.hasPrefix("refs/") { name = name.dropFirst(5) }
    guard
      let prefix = ["pull/", "pull-requests/", "merge-requests/", "changes/"].first(where: name.hasPrefix)
    else { return false }
    let rest = name.dropFirst(prefix.count)
    return rest.first?.isASCIIDigit ?? false
  }

  /// Without `refs/heads/`; `nil` for TeamCity's word for the default one.
  static func shortest(_ name: String?) -> String? {
    guard let name, name != "<default>" else { return nil }
    return name.hasPrefix("refs/heads/") ? String(name.dropFirst(11)) : name
  }
}

/// The server of an address.
enum ServerAddress {
  /// The host, with the folder that the server is in: what stands before the page.
  static func source(of page: String) -> String? {
    let pages = [
      "/buildConfiguration/", "/build/", "/pipeline/", "/viewLog.html", "/viewQueued.html", "/app/rest/",
    ]
    for name in pages {
      if let place = page.firstRange(of: name) {
        return RunReference.source(of: String(page[..<place.lowerBound]))
      }
    }
    return RunReference.source(of: page).map { String($0.prefix { $0 != "/" }) }
  }

  /// The build's id, which is the last part of its page's path or `buildId` of the query.
  static func build(of page: String) -> String? {
    let path = page.prefix { $0 != "?" && $0 != "#" }
    if let last = path.split(separator: "/").last, !last.isEmpty, last.allSatisfy(\.isASCIIDigit) {
      return String(last)
    }
    guard let name = page.firstRange(of: "buildId=") else { return nil }
    let id = page[name.upperBound...].prefix(while: \.isASCIIDigit)
    return id.isEmpty ? nil : String(id)
  }
}

extension Character {
  /// 0 to 9.
  var isASCIIDigit: Bool { isASCII && isNumber }
}

extension JSONValue {
  /// A member that is a time.
  func time(_ key: String) -> Date? { self[key]?.text.flatMap(Timestamp.date(fromPlatform:)) }
}
