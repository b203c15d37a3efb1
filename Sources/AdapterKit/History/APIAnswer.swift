public import HTTPTypes
public import InfraMindCore

/// What a platform's API answered, with success.
public struct APIAnswer: Sendable {
  /// The body.
  public var bytes: [UInt8]
  /// The headers.
  public var headers: HTTPFields
  /// Where more of the same is, as the header `Link` says.
  public var next: APIAddress?

  /// States an answer.
  public init(bytes: [UInt8], headers: HTTPFields = [:], next: APIAddress? = nil) {
    self.bytes = bytes
    self.headers = headers
    self.next = next
  }

  /// The body as JSON.
  ///
  /// - Throws: ``AdapterError/Code/unexpectedAnswer`` for anything else.
  public func json() throws(AdapterError) -> JSONValue {
    do throws(JSONFailure) {
      return try JSONValue(parsing: bytes)
    } catch {
      throw AdapterError(
        .unexpectedAnswer,
        "The API's answer is no JSON: \(error.what) (byte \(error.offset) of \(bytes.count)).")
    }
  }
}
