internal import Hummingbird
internal import Logging

/// What is known of a request beside itself.
struct ServerContext: RequestContext {
  var coreContext: CoreRequestContextStorage

  init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
  }

  /// For answering without a connection.
  init(logger: Logger) { coreContext = CoreRequestContextStorage(source: LoneSource(logger: logger)) }

  private struct LoneSource: RequestContextSource {
    let logger: Logger
  }

  /// What the log names the request by.
  var requestID: String { logger[metadataKey: "hb.request.id"].map { "\($0)" } ?? "" }
}
