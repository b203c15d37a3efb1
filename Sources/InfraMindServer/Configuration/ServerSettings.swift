internal import AdapterKit
internal import InfraMindCore
internal import InfraMindEngine
internal import InfraMindStore
internal import Logging

/// How the server is to run, checked as a whole.
struct ServerSettings: Sendable {
  var host: String
  var port: Int
  var connections: Int
  var idleTimeout: Duration
  var readTimeout: Duration
  var headerBytes: Int
  var bodyBytes: Int
  var bodiesBytes: Int

  var webhooksPath: String
  var recordsPath: String?
  var runsPath: String?
  var injectPath: String?
  var reportsPath: String?
  var convertPath: String?
  /// For repositories that send no settings.
  var advice = Settings()
  var healthPath: String?
  var readinessPath: String?
  var metricsPath: String?

  var store: StoreLocation
  var retention: Retention

  var intake: IntakeLimits
  var decodes: Bool
  var asks: Bool

  var hooks: [HookAddress: WebhookSecret]
  var tokens: RepositoryTokens
  /// `nil` if the store's own is to be used.
  var actorKey: [UInt8]?

  var logLevel: Logger.Level
  var logFormat: LogFormat
  var logRequests: LoggedRequests
  var grace: Duration

  /// Reads all settings.
  ///
  /// - Throws: Everything that is wrong.
  init(from reading: inout SettingsReading, _ receivers: Receivers) throws(ConfigurationProblems) {
    host = reading.value(ServerKeys.host)
    port = reading.value(ServerKeys.port)
    connections = reading.value(ServerKeys.connections)
    idleTimeout = reading.value(ServerKeys.idleTimeout)
    readTimeout = reading.value(ServerKeys.readTimeout)
    headerBytes = reading.value(ServerKeys.headerBytes)
    bodyBytes = reading.value(ServerKeys.bodyBytes)
    bodiesBytes = reading.value(ServerKeys.bodiesBytes)
    webhooksPath = reading.value(ServerKeys.webhooksPath)
    recordsPath = reading.value(ServerKeys.recordsPath)
    runsPath = reading.value(ServerKeys.runsPath)
    injectPath = reading.value(ServerKeys.injectPath)
    reportsPath = reading.value(ServerKeys.reportsPath)
    convertPath = reading.value(ServerKeys.convertPath)
    healthPath = reading.value(ServerKeys.healthPath)
    readinessPath = reading.value(ServerKeys.readinessPath)
    metricsPath = reading.value(ServerKeys.metricsPath)
    store = reading.value(ServerKeys.store)
    retention = Retention()
    retention.age = reading.value(ServerKeys.keepRuns)
    retention.bytes = reading.value(ServerKeys.keepBytes)
    retention.deliveryAge = reading.value(ServerKeys.keepDeliveries)
    intake = IntakeLimits(
      batch: reading.value(ServerKeys.batch), waiting: reading.value(ServerKeys.waiting),
      patience: reading.value(ServerKeys.patience))
    decodes = reading.value(ServerKeys.decodes)
    asks = reading.value(ServerKeys.asks)
    hooks = reading.hooks(receivers)
    tokens = reading.tokens()
    actorKey = reading.actorKey()
    advice = reading.advice()
    logLevel = reading.value(ServerKeys.logLevel)
    logFormat = reading.value(ServerKeys.logFormat)
    logRequests = reading.value(ServerKeys.logRequests)
    grace = reading.value(ServerKeys.grace)

    refuseEqualPaths(&reading)
    if bodyBytes > bodiesBytes {
      reading.fail(
        ServerKeys.bodiesBytes.key, "It must be at least `\(ServerKeys.bodyBytes.key)`, or no such body fits."
      )
    }
    guard reading.problems.isEmpty else { throw ConfigurationProblems(problems: reading.problems) }
  }

  private func refuseEqualPaths(_ reading: inout SettingsReading) {
    let paths = [
      (ServerKeys.webhooksPath.key, webhooksPath), (ServerKeys.recordsPath.key, recordsPath),
      (ServerKeys.runsPath.key, runsPath), (ServerKeys.injectPath.key, injectPath),
      (ServerKeys.reportsPath.key, reportsPath), (ServerKeys.convertPath.key, convertPath),
      (ServerKeys.healthPath.key, healthPath), (ServerKeys.readinessPath.key, readinessPath),
      (ServerKeys.metricsPath.key, metricsPath),
    ]
    var seen: [String: String] = [:]
    for (key, path) in paths {
      guard let path else { continue }
      if let other = seen.updateValue(key, forKey: path) {
        reading.fail(key, "`\(path)` is the path of `\(other)`, too: each needs its own.")
      }
      if key != ServerKeys.webhooksPath.key, path.hasPrefix(webhooksPath + "/") {
        reading.fail(
          key, "`\(path)` lies below `\(ServerKeys.webhooksPath.key)`, whose names are those of platforms.")
      }
    }
  }
}

extension SettingsReading {
  /// The tokens that may send records or read runs.
  fileprivate mutating func tokens() -> RepositoryTokens {
    guard let path = value(ServerKeys.tokensFile) else { return RepositoryTokens([]) }
    guard let contents = file(path, set: place(of: ServerKeys.tokensFile.key)) else {
      return RepositoryTokens([])
    }
    let file = RepositoryTokensFile(contents, named: path)
    for problem in file.problems { fail(problem.place, problem.message) }
    return RepositoryTokens(file.tokens)
  }

  /// What advice rests on where a repository sends no settings.
  fileprivate mutating func advice() -> Settings {
    guard let path = value(ServerKeys.adviceFile) else { return Settings() }
    let place = place(of: ServerKeys.adviceFile.key)
    guard let contents = file(path, set: place) else { return Settings() }
    let file = SettingsFile(contents, file: path)
    for error in file.errors { fail(place, "\(error)") }
    return file.settings
  }

  fileprivate mutating func actorKey() -> [UInt8]? {
    guard let path = value(ServerKeys.actorKeyFile) else { return nil }
    let place = place(of: ServerKeys.actorKeyFile.key)
    guard let contents = file(path, set: place) else { return nil }
    let key = Array(String(decoding: contents, as: UTF8.self).withoutFinalNewlines.utf8)
    guard key.count >= 16 else {
      fail(place, "The key must have 16 bytes or more; make one by `openssl rand -hex 32`.")
      return nil
    }
    return key
  }

  private func place(of key: String) -> String { find(key)?.place ?? key }
}
