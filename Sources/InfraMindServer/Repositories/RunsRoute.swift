internal import AdapterKit
internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import InfraMindCore
internal import InfraMindEngine
internal import InfraMindStore
internal import NIOCore

/// Lets the bearers of tokens read runs of their repository: JSON Lines as `inframind history export` writes them, some jobs
/// a page, with the next page's address in the header `Link`.
struct RunsRoute: Sendable {
  let tokens: TokenBook
  let store: any RunStore
  /// Pages being made count among bodies in memory.
  let budget: BodyBudget
  let metrics: ServerMetrics
  let log: LimitedLog

  /// A page ends with the job by which it has so many runs.
  private static let pageSize = 2000
  /// What a page takes in memory while it is made, by and large.
  private static let pageBytes = 16 << 20

  /// A page, or why there is none.
  enum Reply: Sendable {
    case page(bytes: [UInt8], next: String?)
    case refused(Answer)
  }

  func reply(to request: Request) async -> Reply {
    let reply = await authorized(request)
    switch reply {
    case .page: metrics.countReading("read")
    case .refused(let answer): metrics.countReading(answer.code)
    }
    return reply
  }

  private func authorized(_ request: Request) async -> Reply {
    switch tokens.bearer(request.headers, for: .read) {
    case .failure(let refusal): return .refused(refusal.answer)
    case .success(let token):
      do throws(RunsQuestion.Failure) {
        return await page(
          of: try RunsQuestion(request.uri.queryParameters.map { ("\($0)", "\($1)") }, by: token))
      } catch {
        return .refused(Answer(error.isForeign ? .forbidden : .badRequest, error.code, error.message))
      }
    }
  }

  /// As many runs of each job as advice rests on, unless the request says how many.
  private func bounded(_ query: RunQuery) async throws -> RunQuery {
    guard query.latestPerJob == nil, !query.namesRuns else { return query }
    var bounded = try await store.bounded(query)
    bounded.stepsPerJob = query.stepsPerJob ?? bounded.stepsPerJob
    return bounded
  }

  private func page(of question: RunsQuestion) async -> Reply {
    guard budget.take(Self.pageBytes) else {
      return .refused(.unavailable("overloaded", after: 1, "Too many answers are being made at the moment."))
    }
    defer { budget.giveBack(Self.pageBytes) }
    do {
      let page = try await store.page(
        of: try await bounded(question.query), behind: question.cursor, size: Self.pageSize)
      let runs = page.runs.filter { question.source == nil || question.source == $0.source }
      return .page(bytes: JobRunEncoder().encode(runs), next: page.next.map(question.address(of:)))
    } catch {
      let failure = StoreFailure(error)
      metrics.countStoreFailure(failure.code)
      log.error("Runs could not be read: \(failure.message)", code: failure.code)
      return .refused(.unavailable(failure.code, after: 5, "The store cannot be read; ask again later."))
    }
  }
}

extension RunsRoute.Reply {
  func response(_ context: ServerContext) -> Response {
    switch self {
    case .refused(let answer): return context.response(answer)
    case .page(let bytes, let next):
      context.outcome.code = "read"
      var headers: HTTPFields = [.contentType: "application/x-ndjson", .cacheControl: "no-store"]
      if let next, let name = HTTPField.Name("Link") { headers[name] = "<\(next)>; rel=\"next\"" }
      return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
  }
}
