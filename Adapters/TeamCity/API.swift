public import AdapterKit
internal import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore

extension TeamCity {
  /// An access token as `Authorization: Bearer`. TeamCity tells no limits, and may take minutes to answer.
  public var apiRules: APIRules {
    var rules = APIRules(tokenVariables: ["INFRAMIND_TEAMCITY_TOKEN", "TEAMCITY_TOKEN"])
    rules.concurrency = 2
    return rules
  }

  /// The address of the server: in `TEAMCITY_URL`, which JetBrains' own program reads, or of a host that is told.
  public func apiURL(of source: String?, environment: [String: String]) -> String? {
    if let own = Self.namedURL(environment["TEAMCITY_URL"]),
      source == nil || source == RunReference.source(of: own)
    {
      return own
    }
    return source.map { "https://\($0)" }
  }

  /// The address that somebody names, without slashes at its end; `nil` if it is none. In a build it outranks `BUILD_URL`, which may
  /// name the server as browsers see it.
  static func namedURL(_ text: String?) -> String? {
    guard var url = text?[...], RunReference.source(of: String(url)) != nil else { return nil }
    while url.last == "/" { url.removeLast() }
    return String(url)
  }
}

/// What of TeamCity's API is asked for.
struct TeamCityAPI: Sendable {
  /// What is asked about a build.
  ///
  /// - SeeAlso: JetBrains/teamcity-rest, `Build`
  private static let fields =
    "id,buildTypeId,state,status,composite,personal,failedToStart,canceledInfo(timestamp),branchName,queuedDate,"
    + "startDate,finishDate,finishOnAgentDate,buildType(id,name,projectId),agent(id,name,typeId,pool(name)),"
    + "triggered(type,user(username),build(id,\(BuildChain.fields))),revisions(revision(version,vcsBranchName)),"
    + "statistics(property(name,value)),queuedWaitReasons(property(name,value)),"
    + "problemOccurrences(problemOccurrence(type)),"
    + "pipelineRun(pipeline(id,name),jobs(job(id,name,build(id,finishDate,buildType(projectId)))))"

  private let api: PlatformAPI

  init(_ url: String, over http: any HTTPExecutor) throws(AdapterError) {
    api = try PlatformAPI(at: url, over: http, rules: TeamCity().apiRules)
  }

  /// A build by its id.
  ///
  /// - Throws: ``AdapterError/Code/notFound`` for what is no id.
  func build(_ id: String) async throws -> BuildPayload {
    guard !id.isEmpty, id.allSatisfy(\.isASCIIDigit) else {
      throw AdapterError(.notFound, "\(SentenceText.word(id)) is no id of a build.")
    }
    let address = try api.address(["app", "rest", "builds", "id:\(id)"], [("fields", Self.fields)])
    guard let build = BuildPayload(try await api.answer(to: address).json()), build.id == id else {
      throw AdapterError(.unexpectedAnswer, "The API's answer about build \(id) is another build, or none.")
    }
    return build
  }

  /// The first page of the builds of a project and those below it that ended, newest first, on all branches.
  ///
  /// The usual filter of locators, which leaves out what was cancelled and other branches, is switched off.
  ///
  /// - Throws: ``AdapterError/Code/notFound`` for what is no id of a project.
  func builds(of project: String, from since: Date) throws(AdapterError) -> APIAddress {
    guard !project.isEmpty, project.utf8.count <= 225,
      project.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
    else {
      throw AdapterError(
        .notFound,
        "\(SentenceText.word(project)) is no id of a project or pipeline, as it stands in the address of its page."
      )
    }
    let locator =
      "affectedProject:(id:\(project)),defaultFilter:false,branch:(default:any),state:finished,personal:false,"
      + "failedToStart:false,finishDate:(date:\(Self.text(since)),condition:after),count:100"
    return try api.address(["app", "rest", "builds"], Self.query(locator))
  }

  private static func query(_ locator: String) -> [(String, String)] {
    [("locator", locator), ("fields", "count,nextHref,build(\(fields))")]
  }

  /// `20251124T160142+0000`: TeamCity knows no other form.
  private static func text(_ time: Date) -> String {
    let second = Date(timeIntervalSince1970: time.timeIntervalSince1970.rounded(.down))
    return Timestamp.text(of: second).replacing("-", with: "").replacing(":", with: "").replacing(
      "Z", with: "+0000")
  }

  /// A page of builds, and where the next one is: an empty one may have one, too.
  func page(at address: APIAddress) async throws -> (builds: [BuildPayload], next: APIAddress?) {
    let json = try await api.answer(to: address).json()
    guard json["build"] != nil || json["count"] != nil else {
      throw AdapterError(.unexpectedAnswer, "The API's answer is no list of builds.")
    }
    let builds = (json["build"]?.elements ?? []).compactMap { BuildPayload($0) }
    return (builds, json["nextHref"]?.text.flatMap { Self.next($0, after: address) })
  }

  /// Only the locator is taken of the link, whose signs are not always escaped.
  private static func next(_ link: String, after address: APIAddress) -> APIAddress? {
    guard let query = link.firstIndex(of: "?") else { return nil }
    let pairs = link[link.index(after: query)...].split(separator: "&")
    guard let pair = pairs.first(where: { $0.hasPrefix("locator=") }),
      let locator = unescaped(pair.dropFirst("locator=".count)), locator.utf8.count <= 4096
    else { return nil }
    return address.asking(Self.query(locator))
  }

  /// Without percent signs; a `+` is one, since dates have it.
  private static func unescaped(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2, let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      else {
        return nil
      }
      bytes.append(code)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }

  /// The size of an agent, by its own parameters.
  func size(of agent: String) async throws -> AgentSize? {
    let address = try api.address(
      ["app", "rest", "agents", "id:\(agent)"], [("fields", "id,properties(property(name,value))")])
    return AgentSize(try await api.answer(to: address).json())
  }
}

/// The size of an agent's machine.
struct AgentSize: Sendable, Hashable {
  let cpus: Double?
  let memory: MemorySize?

  /// `nil` if its parameters tell neither.
  init?(_ json: JSONValue) {
    let properties = json["properties"]?["property"]?.elements ?? []
    func number(_ name: String, _ range: ClosedRange<Double>) -> Double? {
      let value = properties.first { $0["name"]?.text == name }?["value"]?.number
      return value.flatMap { range.contains($0) ? $0 : nil }
    }
    cpus = number("teamcity.agent.hardware.cpuCount", 1...4096)
    memory = number("teamcity.agent.hardware.memorySizeMb", 1...67_108_864).map {
      MemorySize(gibibytes: $0 / 1024)
    }
    guard cpus != nil || memory != nil else { return nil }
  }
}
