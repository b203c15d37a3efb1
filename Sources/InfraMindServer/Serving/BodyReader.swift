internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Reads request bodies whole, within bounds.
struct BodyReader: Sendable {
  let budget: BodyBudget

  /// Hands over a request's body.
  ///
  /// - Parameter limit: Largest body in bytes.
  /// - Returns: What `use` answers; or why the body was not read.
  func withBody(of request: Request, atMost limit: Int, _ use: ([UInt8]) async -> Answer) async -> Answer {
    if let announced = request.headers[.contentLength].flatMap({ Int($0) }), announced > limit {
      return Self.tooLarge(limit)
    }
    var taken = 0
    defer { budget.giveBack(taken) }
    var body: [UInt8] = []
    do {
      for try await part in request.body {
        guard body.count + part.readableBytes <= limit else { return Self.tooLarge(limit) }
        guard budget.take(part.readableBytes) else { return Self.crowded }
        taken += part.readableBytes
        body.append(contentsOf: part.readableBytesView)
      }
    } catch {
      var answer = Answer(.badRequest, "incomplete-body", "The request's body did not come whole.")
      answer.closes = true
      return answer
    }
    return await use(body)
  }

  private static func tooLarge(_ limit: Int) -> Answer {
    var answer = Answer(.contentTooLarge, "too-large", "The body is larger than \(ByteText.text(limit)).")
    answer.closes = true
    return answer
  }

  private static let crowded: Answer = {
    var answer = Answer.unavailable(
      "overloaded", after: 1, "Too many bodies are being read at the moment.")
    answer.closes = true
    return answer
  }()
}
