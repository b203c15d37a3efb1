internal import Logging

/// Everything that can be set but for the hooks' secrets, which ``HookKey`` knows.
enum ServerKeys {
  static let host = Setting(
    "http.host", .text, "127.0.0.1", "Address to listen on; `0.0.0.0` for all of the machine's.")
  static let port = Setting(
    "http.port", .count(0...65_535), "8420", "Port to listen on; 0 takes any free one.")
  static let connections = Setting(
    "http.connections", .count(1...100_000), "1024", "Most connections at a time; others wait.")
  static let idleTimeout = Setting(
    "http.idle-timeout", .time(1...3600), "60s",
    "A connection on which nothing comes for so long is closed, also one that does not get its headers sent.")
  static let readTimeout = Setting(
    "http.read-timeout", .time(1...3600), "30s", "A request must have come whole within this time.")
  static let headerBytes = Setting(
    "http.header-bytes", .bytes(1024...1_048_576), "32KiB", "Largest size of a request's headers.")
  static let bodyBytes = Setting(
    "http.body-bytes", .bytes(1024...268_435_456), "25MiB", "Largest body of a delivery.")
  static let bodiesBytes = Setting(
    "http.bodies-in-memory", .bytes(1_048_576...68_719_476_736), "256MiB",
    "Most memory for bodies at a time; more is answered 503.")

  static let webhooksPath = Setting(
    "paths.webhooks", .servedPath, "/webhooks", "Where webhooks come in: `PATH/PLATFORM[/TENANT]`.")
  static let recordsPath = Setting(
    "paths.records", .optionalPath, "/api/v1/records", "Where probes send their records.")
  static let runsPath = Setting(
    "paths.runs", .optionalPath, "/api/v1/runs", "Where runs of a repository are read.")
  static let injectPath = Setting(
    "paths.inject", .optionalPath, "/api/v1/inject", "Where jobs ask for the sizes of a run.")
  static let reportsPath = Setting(
    "paths.reports", .optionalPath, "/api/v1/reports", "Where jobs ask for the report on their repository.")
  static let convertPath = Setting(
    "paths.convert", .optionalPath, "/api/v1/convert",
    "Where Drone and Woodpecker ask for the files of a build: `PATH/drone[/TENANT]`.")
  static let healthPath = Setting("paths.health", .optionalPath, "/healthz", "Whether the process lives.")
  static let readinessPath = Setting(
    "paths.readiness", .optionalPath, "/readyz", "Whether the store takes deliveries.")
  static let metricsPath = Setting("paths.metrics", .optionalPath, "/metrics", "Counters for Prometheus.")

  static let store = Setting(
    "store.url", .store, "sqlite:.inframind/history.db",
    "Where history is kept; this file is where `inframind` looks for it, too.")
  static let keepRuns = Setting(
    "store.keep-runs", .time(orEver: 86_400...3_153_600_000), "ever",
    "Job runs older than this are taken out.")
  static let keepBytes = Setting(
    "store.keep-bytes", .bytes(orUnlimited: 1_048_576...(1 << 50)), "unlimited",
    "The oldest job runs are taken out while the store is larger.")
  static let keepDeliveries = Setting(
    "store.keep-deliveries", .time(86_400...315_360_000), "30d",
    "Deliveries are remembered for so long, to tell repetitions.")

  static let batch = Setting(
    "intake.batch", .count(1...5000), "256", "Most deliveries that are written in one transaction.")
  static let waiting = Setting(
    "intake.waiting", .count(1...1_000_000), "2048",
    "Most deliveries that wait for their transaction; more are answered 503.")
  static let patience = Setting(
    "intake.patience", .time(1...60), "8s",
    "A delivery that is not written after this time is answered 503; platforms give up after 10 s.")

  static let decodes = Setting(
    "work.decode", .flag, "true", "Whether this server decodes the inbox; several on one store share it.")
  static let asks = Setting(
    "work.ask", .flag, "true", "Whether this server asks platforms for what deliveries leave out.")

  static let adviceFile = Setting(
    "advice.settings-file", .file, "",
    "An `.inframind.yml` for repositories that send none, such as machines and prices of your own.")
  static let tokensFile = Setting(
    "records.tokens-file", .file, "",
    "File of the tokens that may send records or read runs, one a line; see below.")
  static let actorKeyFile = Setting(
    "actors.key-file", .file, "",
    "File with a key of 16 bytes or more that hides who started a run; without it one is made and kept in the store."
  )

  static let logLevel = Setting(
    "log.level", SettingForm<Logger.Level>.word, "info", "What is logged, and all above it.")
  static let logFormat = Setting(
    "log.format", SettingForm<LogFormat>.word, "json", "JSON lines, or lines for people.")
  static let logRequests = Setting(
    "log.requests", SettingForm<LoggedRequests>.word, "refused", "Which requests are logged.")

  static let grace = Setting(
    "shutdown.grace", .time(1...600), "20s", "How long requests under way may take after SIGTERM.")

  /// All of them, as the documentation lists them.
  static let all: [SettingEntry] = [
    host.entry, port.entry, connections.entry, idleTimeout.entry, readTimeout.entry, headerBytes.entry,
    bodyBytes.entry, bodiesBytes.entry,
    webhooksPath.entry, recordsPath.entry, runsPath.entry, injectPath.entry, reportsPath.entry,
    convertPath.entry,
    healthPath.entry, readinessPath.entry,
    metricsPath.entry,
    store.entry, keepRuns.entry, keepBytes.entry, keepDeliveries.entry,
    batch.entry, waiting.entry, patience.entry, decodes.entry, asks.entry,
    adviceFile.entry, tokensFile.entry, actorKeyFile.entry, logLevel.entry, logFormat.entry,
    logRequests.entry, grace.entry,
  ]
}

/// How log lines are written.
enum LogFormat: String, Sendable, CaseIterable {
  case json, text
}

/// Which requests are logged.
enum LoggedRequests: String, Sendable, CaseIterable {
  case all, refused, none
}
