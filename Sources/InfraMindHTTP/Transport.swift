package import AdapterKit
package import HTTPTypes

/// Sends one request, once: no retries, no redirects.
package protocol Transport: Sendable {
  /// - Throws: ``TransportFailure``; `CancellationError`.
  func send(_ request: HTTPRequest, body: [UInt8]) async throws -> HTTPAnswer
}

/// Why there is no answer.
package struct TransportFailure: Error, Sendable, Hashable {
  /// One sentence without a secret.
  package var message: String
  /// Whether the server certainly did nothing, or another try does no harm.
  package var isPassing: Bool

  /// States a failure.
  package init(_ message: String, isPassing: Bool) {
    self.message = message
    self.isPassing = isPassing
  }
}
