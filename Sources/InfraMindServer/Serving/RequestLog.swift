internal import HTTPTypes
internal import Hummingbird
internal import InfraMindEngine
internal import Logging

/// Logs requests, without headers, bodies or queries, and tells the client the id that the log names its request by.
struct RequestLog: RouterMiddleware {
  typealias Context = ServerContext

  let logged: LoggedRequests

  // Concurrent, since the library is built without our default.
  @concurrent func handle(
    _ request: Request, context: ServerContext,
    next: @concurrent (Request, ServerContext) async throws -> Response
  ) async throws -> Response {
    let began = ContinuousClock.now
    var response = try await next(request, context)
    if let name = HTTPField.Name("X-Request-Id") { response.headers[name] = context.requestID }
    guard isLogged(response.status) else { return response }
    var metadata: Logger.Metadata = [
      "method": "\(request.method)", "path": "\(Shown.plain(request.uri.path, atMost: 200))",
      "status": "\(response.status.code)", "seconds": "\((ContinuousClock.now - began) / .seconds(1))",
    ]
    if let length = request.headers[.contentLength] {
      metadata["bytes"] = "\(Shown.plain(length, atMost: 20))"
    }
    if let code = context.outcome.code { metadata["code"] = "\(code)" }
    context.logger.log(level: level(response.status), "request", metadata: metadata)
    return response
  }

  private func isLogged(_ status: HTTPResponse.Status) -> Bool {
    switch logged {
    case .all: true
    case .refused: status.code >= 400
    case .none: false
    }
  }

  private func level(_ status: HTTPResponse.Status) -> Logger.Level {
    switch status.code {
    case 500...: .error
    case 400...: .notice
    default: .info
    }
  }
}
