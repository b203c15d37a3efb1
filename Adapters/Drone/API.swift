public import AdapterKit
internal import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore

extension Drone {
  /// A user's token as `Authorization: Bearer`, on either platform. Neither tells limits.
  public var apiRules: APIRules {
    var rules = APIRules(tokenVariables: ["INFRAMIND_DRONE_TOKEN", "DRONE_TOKEN", "WOODPECKER_TOKEN"])
    rules.concurrency = 4
    return rules
  }

  /// `/api` below the address in `DRONE_SERVER` or `WOODPECKER_SERVER`, which the platforms' own programs read, or of a
  /// host that is told.
  public func apiURL(of source: String?, environment: [String: String]) -> String? {
    let servers = ["DRONE_SERVER", "WOODPECKER_SERVER"].compactMap { environment[$0] }.filter {
      RunReference.source(of: $0) != nil
    }
    guard let source else { return servers.first.map(Self.api) }
    let own = servers.first { RunReference.source(of: $0) == source }
    return Self.api(own ?? "https://\(source)")
  }

  private static func api(_ server: String) -> String {
    var server = server[...]
    while server.last == "/" { server.removeLast() }
    return server + "/api"
  }
}

/// What of either API is asked for.
struct BuildsAPI: Sendable {
  private let api: PlatformAPI

  init(_ url: String, over http: any HTTPExecutor) throws(AdapterError) {
    api = try PlatformAPI(at: url, over: http, rules: Drone().apiRules)
  }

  /// A repository by its name: Drone's answer, or else Woodpecker's, which has another address for it.
  ///
  /// - Throws: ``AdapterError/Code/notFound`` if neither knows it, or what is asked for is no name of one.
  func repository(_ slug: String) async throws -> RepositoryPayload {
    let parts = slug.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count > 1, parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
      throw AdapterError(
        .notFound, "\(SentenceText.word(slug)) is no repository, such as `owner/name`.")
    }
    if let own = try await self.drone(parts) { return own }
    let answer = try await api.answer(to: api.address(["repos", "lookup"] + parts)).json()
    guard let repository = RepositoryPayload(woodpecker: answer) else {
      throw AdapterError(
        .unexpectedAnswer,
        "The API is neither Drone's nor Woodpecker's: its answer about the repository has no name.")
    }
    return repository
  }

  /// `nil` if the server is none of Drone's, or does not know the repository: Woodpecker's has a page or an error there.
  private func drone(_ parts: [String]) async throws -> RepositoryPayload? {
    do {
      return RepositoryPayload(drone: try await api.answer(to: api.address(["repos"] + parts)).json())
    } catch let error as AdapterError where error.code == .notFound || error.code == .unexpectedAnswer {
      return nil
    }
  }

  /// A page of builds, newest first, without their stages.
  func builds(of repository: RepositoryPayload, page: Int) async throws -> [BuildPayload] {
    let size = repository.id == nil ? ("per_page", "100") : ("perPage", "50")
    let address = try api.address(path(repository), [("page", "\(page)"), size])
    guard case .array(let items) = try await api.answer(to: address).json().kind else {
      throw AdapterError(.unexpectedAnswer, "The API's answer is no list of builds.")
    }
    return items.compactMap { Self.build($0, of: repository) }
  }

  /// A build with its stages.
  func build(_ number: Int, of repository: RepositoryPayload) async throws -> BuildPayload {
    let answer = try await api.answer(to: api.address(path(repository) + ["\(number)"])).json()
    guard let build = Self.build(answer, of: repository), build.number == number else {
      throw AdapterError(
        .unexpectedAnswer, "The API's answer about build \(number) is another build, or none.")
    }
    return build
  }

  private func path(_ repository: RepositoryPayload) -> [String] {
    if let id = repository.id { return ["repos", id, "pipelines"] }
    return ["repos"] + repository.slug.split(separator: "/").map(String.init) + ["builds"]
  }

  private static func build(_ json: JSONValue, of repository: RepositoryPayload) -> BuildPayload? {
    repository.id == nil ? BuildPayload(drone: json, of: repository) : BuildPayload(woodpecker: json)
  }
}
