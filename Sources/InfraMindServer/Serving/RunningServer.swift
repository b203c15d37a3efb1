internal import AdapterKit
internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import InfraMindCore
internal import InfraMindStore
internal import Logging
internal import NIOCore
internal import ServiceLifecycle
internal import UnixSignals

/// The server put together from its parts.
struct RunningServer: Sendable {
  let settings: ServerSettings
  let store: any RunStore
  let receivers: Receivers
  let actors: ActorHashing
  let inquiry: (@Sendable (RunReference) -> Inquiry?)?
  let logger: Logger
  let now: @Sendable () -> Date
  let metrics: ServerMetrics
  let hooks: HookBook
  let tokens: TokenBook
  let intake: Intake
  private let log: LimitedLog

  /// - Parameter inquiry: How to ask platforms for what deliveries leave out; `nil` if there is no way.
  init(
    _ settings: ServerSettings, _ store: any RunStore, _ receivers: Receivers, _ actors: ActorHashing,
    inquiry: (@Sendable (RunReference) -> Inquiry?)? = nil, logger: Logger,
    now: @escaping @Sendable () -> Date = { Date() }
  ) {
    self.settings = settings
    self.store = store
    self.receivers = receivers
    self.actors = actors
    self.inquiry = inquiry
    self.logger = logger
    self.now = now
    metrics = ServerMetrics()
    log = LimitedLog(logger)
    hooks = HookBook(settings.hooks)
    tokens = TokenBook(settings.tokens)
    intake = Intake(store, settings.intake, metrics, log: log)
  }

  /// Which address leads where.
  var routes: Routes {
    let budget = BodyBudget(bytes: settings.bodiesBytes)
    let bodies = BodyReader(budget: budget)
    let watch = StoreWatch(store)
    let places = AdvicePlaces(2)
    return Routes(
      webhooksPath: settings.webhooksPath, recordsPath: settings.recordsPath, runsPath: settings.runsPath,
      injectPath: settings.injectPath, reportsPath: settings.reportsPath,
      convertPath: settings.convertPath,
      healthPath: settings.healthPath,
      readinessPath: settings.readinessPath, metricsPath: settings.metricsPath, logged: settings.logRequests,
      webhooks: WebhookRoute(
        receivers: receivers, hooks: hooks, intake: intake, bodies: bodies, largestBody: settings.bodyBytes,
        metrics: metrics, log: log, now: now),
      records: RecordsRoute(tokens: tokens, store: store, bodies: bodies, metrics: metrics, log: log),
      runs: RunsRoute(tokens: tokens, store: store, budget: budget, metrics: metrics, log: log),
      advice: AdviceRoute(
        tokens: tokens, store: store, bodies: bodies, places: places, metrics: metrics, log: log,
        usual: settings.advice, now: now),
      conversion: ConversionRoute(
        receivers: receivers, hooks: hooks, store: store, bodies: bodies, places: places, metrics: metrics,
        log: log, usual: settings.advice, now: now),
      page: MetricsPage(metrics: metrics, store: watch), watch: watch)
  }

  /// Serves until SIGTERM or SIGINT; then takes no more requests, answers those under way, and ends.
  ///
  /// - Parameter reload: Called on SIGHUP.
  func run(reload: @escaping @Sendable () -> Void) async throws {
    try await group(
      [SignalService(signal: .sighup, act: reload)], endingOn: [.sigterm, .sigint], onListening: { _ in }
    ).run()
  }

  /// All that runs, and how it ends.
  ///
  /// - Parameter onListening: Called with the port once requests are taken.
  func group(
    _ more: [any Service] = [], endingOn signals: [UnixSignal], onListening: @escaping @Sendable (Int) -> Void
  ) -> ServiceGroup {
    // Ended in the opposite order: first no more requests, then no more deliveries, then no more work.
    let services = more + workers + [intake, application(onListening)]
    var configuration = ServiceGroupConfiguration(
      services: services, gracefulShutdownSignals: signals, logger: logger)
    configuration.maximumGracefulShutdownDuration = settings.grace
    return ServiceGroup(configuration: configuration)
  }

  private var workers: [any Service] {
    var workers: [any Service] = [
      Pruner(store: store, retention: settings.retention, metrics: metrics, log: log, now: now)
    ]
    if settings.asks, let inquiry {
      workers.append(
        QuestionWorker(store: store, inquiry: inquiry, actors: actors, metrics: metrics, log: log, now: now))
    } else if settings.asks {
      logger.notice(
        "Nobody is asked for what deliveries leave out: there is nothing here to send requests with")
    }
    if settings.decodes {
      let decoder = InboxDecoder(receivers: receivers, actors: actors)
      workers.append(InboxWorker(store: store, decoder: decoder, metrics: metrics, log: log, now: now))
    }
    return workers
  }

  private func application(_ onListening: @escaping @Sendable (Int) -> Void) -> some Service {
    let readTimeout = TimeAmount(settings.readTimeout)
    let http = HTTP1Channel.Configuration(
      additionalChannelHandlers: [RequestDeadline(time: readTimeout)],
      idleTimeout: TimeAmount(settings.idleTimeout),
      httpDecoderConfiguration: .init(
        maxHeaderFieldSize: settings.headerBytes, maxHeaderListSize: settings.headerBytes,
        maxHeaderFieldCount: 200))
    let configuration = ApplicationConfiguration(
      address: .hostname(settings.host, port: settings.port), backlog: 1024,
      availableConnectionsDelegate: MaximumAvailableConnections(settings.connections, logger: logger))
    let logger = logger
    let address = settings.host
    return Application(
      router: routes.router(), server: .http1(configuration: http), configuration: configuration,
      onServerRunning: { channel in
        let port = channel.localAddress?.port ?? 0
        logger.notice("listening", metadata: ["host": "\(address)", "port": "\(port)"])
        onListening(port)
      }, logger: logger)
  }
}

/// Acts on a signal for as long as the server runs.
private struct SignalService: Service {
  let signal: UnixSignal
  let act: @Sendable () -> Void

  func run() async throws {
    let signals = await UnixSignalsSequence(trapping: signal)
    for await _ in signals.cancelOnGracefulShutdown() { act() }
  }
}
