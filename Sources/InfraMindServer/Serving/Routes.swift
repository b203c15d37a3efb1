internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Which address leads where.
struct Routes: Sendable {
  let webhooksPath: String
  let recordsPath: String?
  let runsPath: String?
  let injectPath: String?
  let reportsPath: String?
  let convertPath: String?
  let healthPath: String?
  let readinessPath: String?
  let metricsPath: String?
  let logged: LoggedRequests

  let webhooks: WebhookRoute
  let records: RecordsRoute
  let runs: RunsRoute
  let advice: AdviceRoute
  let conversion: ConversionRoute
  let page: MetricsPage
  let watch: StoreWatch

  func router() -> Router<ServerContext> {
    let router = Router(context: ServerContext.self)
    router.add(middleware: RequestLog(logged: logged))
    router.add(middleware: Nowhere())
    addWebhooks(router)
    if let recordsPath {
      router.post(RouterPath(recordsPath)) { request, context in
        context.response(await records.answer(request))
      }
    }
    if let runsPath {
      router.get(RouterPath(runsPath)) { request, context in
        await runs.reply(to: request).response(context)
      }
    }
    for (path, kind) in [(injectPath, AdviceRoute.Kind.plan), (reportsPath, .report)] {
      guard let path else { continue }
      router.post(RouterPath(path)) { request, context in
        context.response(await advice.answer(request, with: kind))
      }
    }
    if let convertPath {
      for path in ["/:platform", "/:platform/:tenant"] {
        router.post(RouterPath(convertPath + path)) { request, context in
          context.response(
            await conversion.answer(
              request, platform: context.parameters.get("platform") ?? "",
              tenant: context.parameters.get("tenant") ?? ""))
        }
      }
    }
    if let healthPath {
      router.get(RouterPath(healthPath)) { _, context in context.response(Answer(.ok, "alive")) }
    }
    if let readinessPath {
      router.get(RouterPath(readinessPath)) { _, context in context.response(await readiness()) }
    }
    if let metricsPath {
      router.get(RouterPath(metricsPath)) { _, _ in
        Response(
          status: .ok, headers: [.contentType: "text/plain; version=0.0.4"],
          body: ResponseBody(byteBuffer: ByteBuffer(string: await page.text())))
      }
    }
    return router
  }

  private func addWebhooks(_ router: Router<ServerContext>) {
    let one = RouterPath(webhooksPath + "/:platform")
    let two = RouterPath(webhooksPath + "/:platform/:tenant")
    router.post(one) { request, context in
      let platform = context.parameters.get("platform") ?? ""
      return context.response(await webhooks.answer(request, platform: platform, tenant: ""))
    }
    router.post(two) { request, context in
      let platform = context.parameters.get("platform") ?? ""
      let tenant = context.parameters.get("tenant") ?? ""
      guard !tenant.isEmpty else { return context.response(.nowhere) }
      return context.response(await webhooks.answer(request, platform: platform, tenant: tenant))
    }
    // Whoever opens the address in a browser learns what it is, of whatever name.
    for path in [one, two] {
      router.get(path) { _, context in
        var answer = Answer(.methodNotAllowed, "method-not-allowed", "Webhooks come by POST.")
        answer.headers[.allow] = "POST"
        return context.response(answer)
      }
    }
  }

  private func readiness() async -> Answer {
    guard let failure = await watch.failure() else { return Answer(.ok, "ready") }
    // The sentence may name paths and hosts, and is in the log.
    return .unavailable(failure.code, after: 5, "The store cannot be used; the server's log says why.")
  }
}

/// Answers in our own words what the router has no route for, and what fails unexpectedly.
private struct Nowhere: RouterMiddleware {
  // Concurrent, since the library is built without our default.
  @concurrent func handle(
    _ request: Request, context: ServerContext,
    next: @concurrent (Request, ServerContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch let error as HTTPError where error.status == .notFound {
      return context.response(.nowhere)
    } catch let error as HTTPError {
      return context.response(Answer(error.status, "refused"))
    }
  }
}
