internal import AdapterKit
internal import ArgumentParser
internal import FoundationEssentials
internal import InfraMindCore
internal import InfraMindEngine
internal import InfraMindHTTP
internal import InfraMindStore

struct ImportPlatformCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "platform", abstract: "Take in a platform's history through its API.")

  @Option(help: ArgumentHelp("The platform, such as github-actions.", valueName: "platform"))
  var platform: String

  @Option(
    help: ArgumentHelp(
      "The repository as the platform spells it.",
      discussion: "The default is what git calls the repository here.", valueName: "owner/name"))
  var repo: String?

  @Option(
    help: ArgumentHelp("The platform's host, if it is not its makers' own.", valueName: "host"))
  var host: String?

  @Option(
    help: ArgumentHelp("Only runs created since: a time, or such as 30d or 12h.", valueName: "when"))
  var since = "30d"

  @Option(
    help: ArgumentHelp(
      "Most requests to send; 0 for no bound.",
      discussion: "The default keeps a first look cheap; run again to go on.", valueName: "number"))
  var maxRequests = 60

  @Flag(
    help:
      "Read all anew and fill what lost webhooks left out, spending requests only on runs that are not whole."
  )
  var backfill = false

  @Flag(
    inversion: .prefixedNo, help: "Also read steps, sizes and logs where they cost requests of their own.")
  var details = true

  @Option(
    help: ArgumentHelp(
      "Read the platform's usage export instead of its API, unpacked and of any size (CircleCI).",
      discussion: "All of the file is taken in, or with --repo what it tells of that one.", valueName: "file"),
    completion: .file(extensions: ["csv"]))
  var usageExport: String?

  @OptionGroup var options: StoreOptions

  @Flag(name: [.short, .long], help: "Say nothing but why it failed.")
  var quiet = false

  mutating func validate() throws {
    if repo == "" { throw ValidationError.empty(option: "repo") }
    if let host {
      if host.isEmpty { throw ValidationError.empty(option: "host") }
      guard let name = Self.hostName(host) else {
        throw ValidationError(
          "--host takes a host name, such as gitlab.example.org, and no '\(Shown.plain(host, atMost: 200))'.")
      }
      self.host = name
    }
    if usageExport == "" { throw ValidationError.empty(option: "usage-export") }
    if usageExport != nil, backfill { throw ValidationError("Give either --usage-export or --backfill.") }
    if maxRequests < 0 { throw ValidationError("--max-requests must not be negative.") }
    if TimeWord.date(since, before: Date()) == nil {
      throw ValidationError(
        "--since takes a time such as 2026-11-01T00:00:00Z, or an age such as 30d or 12h.")
    }
    if Wiring.registry[Platform(rawValue: platform)] == nil {
      let names = Wiring.registry.adapters.map { type(of: $0).platform.rawValue }.joined(separator: ", ")
      let meant = Self.meant(by: platform).map { " \($0)" } ?? ""
      throw ValidationError("No platform is called '\(Shown.plain(platform))'. Known: \(names).\(meant)")
    }
  }

  /// A sentence about the platform that another name stands for.
  private static func meant(by name: String) -> String? {
    if name.lowercased().hasPrefix("woodpecker") { return "Woodpecker goes by the name of drone here." }
    let names = Wiring.registry.adapters.map { type(of: $0).platform.rawValue }
    return NearestWord.nearest(to: name, among: names).map { "Did you mean \($0)?" }
  }

  func run() throws {
    if let usageExport { return try takeIn(usageExport) }
    let (adapter, plan) = try StoreOptions.reporting { try (reading(), self.plan()) }
    let client = try StoreOptions.reporting { try self.client(adapter, plan) }
    let progress = ImportProgress(isQuiet: quiet)
    let platform = Platform(rawValue: platform)
    let outcome = try options.withStore(isMade: true) { store in
      await client.tellWaits { progress.tellWait($0, $1) }
      let actors = try await ActorKey.hashing(configured: nil, store)
      let importer = Importer(platform, adapter, into: store, hashing: actors)
      return try await importer.run(plan, over: client) { progress.tell($0, share: $1) }
    }
    progress.end(outcome)
    guard let interruption = outcome.interruption else { return }
    StandardStreams.write("inframind: \(Shown.plain("\(interruption)", atMost: 1000))\n", to: .errors)
    // A budget that is spent is what was asked for; the next run goes on.
    if interruption.code != .budgetSpent { throw ExitCode(2) }
  }

  /// The host, which may have been pasted as the address of its first page; `nil` for anything else.
  ///
  /// A name may have a path behind it where a platform is served below one, but an address with a path is most often that
  /// of a repository.
  static func hostName(_ text: String) -> String? {
    let scheme = "https://"
    let isAddress = text.lowercased().hasPrefix(scheme)
    var name = isAddress ? text.dropFirst(scheme.count) : text[...]
    if name.last == "/" { name.removeLast() }
    let isWrong = name.contains { $0.isWhitespace || "@?#\\".contains($0) || (isAddress && $0 == "/") }
    guard !name.isEmpty, !isWrong, !name.contains("://"), name.first != "/" else { return nil }
    return String(name)
  }

  private func reading() throws -> any HistoryReading {
    guard let adapter = Wiring.registry[Platform(rawValue: platform)] else {
      throw EngineError(
        code: "unknown-platform", message: "No platform is called '\(Shown.plain(platform))'.")
    }
    return adapter
  }

  private func plan() throws -> ImportPlan {
    let adapter = try reading()
    let environment = ProcessInfo.processInfo.environment
    let usual = adapter.apiURL(of: host, environment: environment)
    // A gateway of the user's own in the place of the API: runs keep the platform's host as their source.
    let named = environment["INFRAMIND_API_URL"].flatMap { $0.isEmpty ? nil : $0 }
    guard let api = named ?? usual else {
      throw EngineError(
        code: "unknown-host",
        message:
          "Where the API of \(platform) is cannot be told: name the host with --host, or its address in the platform's own "
          + "variable or in INFRAMIND_API_URL.")
    }
    guard let repository = repo ?? Wiring.repositoryHere, !repository.isEmpty else {
      throw EngineError(
        code: "unknown-repository", message: "Git names no repository here: name it with --repo owner/name.")
    }
    var plan = ImportPlan(
      repository: repository, api: api, source: host ?? SourceName.host(of: usual ?? api),
      since: TimeWord.date(since, before: Date()) ?? Date(timeIntervalSinceNow: -30 * 86_400))
    plan.isBackfill = backfill
    plan.wantsDetails = details
    return plan
  }

  private func client(_ adapter: any HistoryReading, _ plan: ImportPlan) throws -> APIClient {
    var limits = APIClient.Limits()
    limits.requests = maxRequests == 0 ? nil : maxRequests
    let environment = ProcessInfo.processInfo.environment
    let token = adapter.apiRules.tokenVariables.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    if token == nil, !quiet {
      let names = adapter.apiRules.tokenVariables.joined(separator: ", ")
      StandardStreams.write("inframind: no token in \(names): asking without one\n", to: .errors)
    }
    let folder = StorePlace.file(options.store) + "-answers"
    return APIClient(
      try CurlTransport(userAgent: "\(Program.name)/\(Program.version)"), api: plan.api,
      rules: adapter.apiRules,
      token: token, limits: limits, memory: AnswerFolder(folder))
  }
}
