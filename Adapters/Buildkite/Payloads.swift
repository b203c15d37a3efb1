internal import FoundationEssentials
internal import InfraMindCore

/// A build of a webhook or of the API.
struct BuildPayload: Sendable {
  let id: String
  /// The organisation's and the pipeline's slug, and the build's number: the path of its address.
  let place: BuildPlace
  let state: String?
  /// Whether it waits at a block: then its end is none.
  let isBlocked: Bool
  let commit: String?
  let branch: String?
  let source: String?
  let creator: String?
  let createdAt: Date?
  let startedAt: Date?
  let finishedAt: Date?
  /// Repository of the pull request's code; `nil` if it is of none, or none is told.
  let pullRequestRepository: String?
  let isPullRequest: Bool

  /// `nil` without an id and an address.
  init?(_ json: JSONValue?) {
    guard let json, let id = json["id"]?.text, let place = BuildPlace(json["url"]?.text) else { return nil }
    self.id = id
    self.place = place
    state = json["state"]?.text
    isBlocked = json["blocked"]?.bool ?? false
    // Until the commit is known, builds that people start have this in its place.
    commit = json["commit"]?.text.flatMap { $0 == "HEAD" ? nil : $0 }
    branch = json["branch"]?.text
    source = json["source"]?.text
    creator = json["creator"]?["email"]?.text ?? json["creator"]?["name"]?.text
    createdAt = json.time("created_at")
    startedAt = json.time("started_at")
    finishedAt = json.time("finished_at")
    isPullRequest = json["pull_request"]?["id"]?.identifier != nil
    pullRequestRepository = json["pull_request"]?["repository"]?.text
  }
}

/// Where a build is, by the path of its address.
struct BuildPlace: Hashable, Sendable {
  let organization: String
  let pipeline: String
  let number: String

  /// `…/organizations/acme/pipelines/shop/builds/1287`; `nil` for anything else.
  init?(_ address: String?) {
    let parts = (address ?? "").prefix { $0 != "?" && $0 != "#" }.split(separator: "/").map(String.init)
    guard parts.count >= 6, case let path = Array(parts.suffix(6)), path[0] == "organizations",
      path[2] == "pipelines", path[4] == "builds"
    else { return nil }
    self.init(organization: path[1], pipeline: path[3], number: path[5])
  }

  init(organization: String, pipeline: String, number: String) {
    self.organization = organization
    self.pipeline = pipeline
    self.number = number
  }
}

/// A pipeline, as builds carry it along and as the API answers for it.
struct PipelinePayload: Sendable {
  /// The repository of its code, as `owner/name`.
  let repository: String?
  let visibility: RepositoryVisibility?
  /// The file that its first steps, which are kept at Buildkite, upload; `nil` if they upload several, or
  /// none, or are not told.
  let file: String?

  init(_ json: JSONValue?) {
    repository = json?["repository"]?.text.flatMap(GitAddress.repository)
    visibility = json?["visibility"]?.text.flatMap(RepositoryVisibility.init)
    let commands = (json?["steps"]?.elements ?? []).compactMap { $0["command"]?.text }
    file = UploadedFile.only(in: commands.isEmpty ? [json?["configuration"]?.text ?? ""] : commands)
  }
}

/// Which file a `buildkite-agent pipeline upload` uploads.
enum UploadedFile {
  /// Where the agent looks first if it is told no file.
  static let usual = ".buildkite/pipeline.yml"

  /// The one file that commands upload; `nil` for several, for none, and for what only a run knows.
  static func only(in commands: [String]) -> String? {
    var files: Set<String?> = []
    for line in commands.joined(separator: "\n").split(whereSeparator: \.isNewline) {
      guard let call = line.firstRange(of: "pipeline upload") else { continue }
      files.insert(line[..<call.lowerBound].contains("|") ? nil : file(line[call.upperBound...]))
    }
    return files.count == 1 ? files.first ?? nil : nil
  }

  private static func file(_ arguments: Substring) -> String? {
    let words = arguments.split { $0.isWhitespace || $0 == "\"" || $0 == "'" }.map(String.init)
    guard let word = words.prefix(while: { !["|", "||", "&&", ";", "#"].contains($0) }).first else {
      return usual
    }
    guard !word.hasPrefix("-"), !word.contains(where: { "$<>`*;".contains($0) }) else { return nil }
    return RepositoryPath.normalised(word)
  }
}

extension JSONValue {
  /// A member that is a time.
  func time(_ key: String) -> Date? { self[key]?.text.flatMap(Timestamp.date(fromPlatform:)) }
}
