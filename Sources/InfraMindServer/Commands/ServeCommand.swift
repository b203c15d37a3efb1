#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

internal import AdapterKit
internal import ArgumentParser
internal import FoundationEssentials
internal import InfraMindEngine
internal import InfraMindHTTP
internal import InfraMindStore
internal import Logging
internal import NIOCore

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Receive webhooks until SIGTERM; SIGHUP reads secrets and tokens anew.")

  @OptionGroup var options: ConfigurationOptions

  @Option(help: "Address to listen on.")
  var host: String?

  @Option(help: "Port to listen on.")
  var port: String?

  func run() async throws {
    let more =
      (host.map { ["\(ServerKeys.host.key)=\($0)"] } ?? [])
      + (port.map { ["\(ServerKeys.port.key)=\($0)"] } ?? [])
    let settings = try options.settings(more)
    let files = options.files(more)
    let level = settings.logLevel
    let format = settings.logFormat
    LoggingSystem.bootstrap { label in
      ServerLogHandler(label: label, level: level, format: format) { Console.writeError($0) }
    }
    let logger = Logger(label: "inframind-server")
    do {
      try await serve(settings, files, logger)
    } catch {
      let reason = Self.takenPort(error, settings) ?? StoreFailure(error).message
      logger.critical("The server ends: \(reason)")
      throw ExitCode(1)
    }
  }

  /// The sentence for a port that another program listens on; `nil` for any other failure.
  private static func takenPort(_ error: any Error, _ settings: ServerSettings) -> String? {
    guard (error as? IOError)?.errnoCode == EADDRINUSE else { return nil }
    return
      "Another program listens on port \(settings.port) of \(settings.host) already: end it, or choose another "
      + "port by --port or `\(ServerKeys.port.key)`."
  }

  private func serve(_ settings: ServerSettings, _ files: ConfigurationFiles, _ logger: Logger) async throws {
    let store = try await settings.store.openPatiently(logger)
    let lock = settings.store.lock()
    defer { withExtendedLifetime(lock) {} }
    if lock?.isTaken == true {
      logger.warning(
        "Another server runs on \(settings.store.shown) already: SQLite is for one, PostgreSQL for several",
        metadata: ["code": "store-shared"])
    }
    let actors = try await ActorKey.hashing(configured: settings.actorKey, store)
    let server = RunningServer(
      settings, store, Wiring.receivers, actors, inquiry: inquiries(logger)?.inquiry, logger: logger)
    logger.notice(
      "starting", metadata: ["store": "\(settings.store.shown)", "hooks": "\(settings.hooks.count)"])
    if settings.hooks.isEmpty {
      logger.warning("There is no secret for any platform, so every delivery will be refused: docs/server.md")
    }
    try await server.run { Self.reload(server, files, logger) }
    try await store.close()
    logger.notice("ended")
  }

  /// What platforms are asked with; `nil` without libcurl.
  private func inquiries(_ logger: Logger) -> Inquiries? {
    do {
      let transport = try CurlTransport(userAgent: "inframind-server/\(Program.version)")
      return Inquiries(
        Wiring.registry, environment: ProcessInfo.processInfo.environment, transport: transport)
    } catch {
      logger.warning("Platforms are not asked for what deliveries leave out: \(error.message)")
      return nil
    }
  }

  /// Takes over secrets and tokens; everything else needs a restart.
  private static func reload(_ server: RunningServer, _ files: ConfigurationFiles, _ logger: Logger) {
    do {
      let settings = try files.settings(Wiring.receivers)
      server.hooks.replace(with: settings.hooks)
      server.tokens.replace(with: settings.tokens)
      logger.notice("secrets and tokens were read anew", metadata: ["hooks": "\(settings.hooks.count)"])
    } catch {
      for problem in error.problems { logger.error("The configuration is wrong: \(problem)") }
      logger.error("The former secrets and tokens remain")
    }
  }
}
