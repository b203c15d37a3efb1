public import InfraMindCore

extension VerifiedDelivery {
  /// The body as JSON.
  ///
  /// - Throws: ``AdapterError/Code/invalidPayload`` for anything else, with the byte at which reading stopped.
  public func json() throws(AdapterError) -> JSONValue { try Self.json(of: body) }

  /// Other bytes of a delivery as JSON, such as a field of a form.
  ///
  /// - Throws: ``AdapterError/Code/invalidPayload`` for anything else, with the byte at which reading stopped.
  public static func json(of bytes: [UInt8]) throws(AdapterError) -> JSONValue {
    do throws(JSONFailure) {
      return try JSONValue(parsing: bytes)
    } catch {
      throw .invalidPayload("The body is no JSON: \(error.what) (byte \(error.offset) of \(bytes.count)).")
    }
  }
}

extension AdapterError {
  /// A payload is not what the platform documents.
  ///
  /// - Parameter message: One sentence: what is missing or wrong.
  public static func invalidPayload(_ message: String) -> AdapterError {
    AdapterError(.invalidPayload, message)
  }
}
