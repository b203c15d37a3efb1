internal import HTTPTypes
internal import Hummingbird
internal import InfraMindEngine
internal import NIOCore

/// What a request is answered: a status, and JSON that programs and people can read.
struct Answer: Sendable, Hashable {
  var status: HTTPResponse.Status
  /// A fixed word; also the label under which the request is counted.
  var code: String
  /// One sentence; `nil` if the code says it all.
  var message: String?
  var headers: HTTPFields = [:]
  /// Whether the connection is of no further use, since the rest of the request was not read.
  var closes = false

  init(_ status: HTTPResponse.Status, _ code: String, _ message: String? = nil) {
    self.status = status
    self.code = code
    self.message = message
  }

  /// JSON that is answered in the place of code and message; `nil` for those.
  var content: [UInt8]?

  /// What was asked for.
  static func content(_ json: [UInt8]) -> Answer {
    var answer = Answer(.ok, "answered")
    answer.content = json
    return answer
  }

  /// Nothing, which means that all stays as it is.
  static let nothing = Answer(.noContent, "unchanged")

  var isRefusal: Bool { status.code >= 400 }

  /// The same for every address that leads nowhere, so that it does not tell which exist.
  static let nowhere = Answer(.notFound, "not-found", "There is nothing at this address.")

  static func unavailable(_ code: String, after seconds: Int, _ message: String) -> Answer {
    var answer = Answer(.serviceUnavailable, code, message)
    answer.headers[.retryAfter] = String(seconds)
    return answer
  }

  var response: Response {
    var json = JSONWriter()
    json.object { json in
      json.key(isRefusal ? "error" : "outcome")
      json.string(code)
      if let message {
        json.key("message")
        json.string(message)
      }
    }
    var headers = headers
    guard status != .noContent else { return Response(status: status, headers: headers) }
    headers[.contentType] = "application/json"
    if closes { headers[.connection] = "close" }
    let bytes = content ?? json.bytes
    return Response(
      status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes + [10])))
  }
}
