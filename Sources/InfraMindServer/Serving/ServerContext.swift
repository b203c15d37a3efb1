internal import Hummingbird
internal import Logging
internal import Synchronization

/// What is known of a request beside itself.
struct ServerContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// The fixed word of the answer, for the log.
  let outcome = Outcome()

  init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
  }

  /// For answering without a connection.
  init(logger: Logger) { coreContext = CoreRequestContextStorage(source: LoneSource(logger: logger)) }

  private struct LoneSource: RequestContextSource {
    let logger: Logger
  }

  /// Turns an answer into a response, and remembers its code.
  func response(_ answer: Answer) -> Response {
    outcome.code = answer.code
    return answer.response
  }

  final class Outcome: Sendable {
    private let state = Mutex<String?>(nil)

    var code: String? {
      get { state.withLock { $0 } }
      set { state.withLock { $0 = newValue } }
    }
  }

  /// What the log names the request by.
  var requestID: String { logger[metadataKey: "hb.request.id"].map { "\($0)" } ?? "" }
}
