package import AdapterKit
internal import CLibCurl
internal import Dispatch
internal import Foundation
package import HTTPTypes
internal import Synchronization

/// Sends requests by libcurl: proxies, no-proxy lists and CA bundles as its variables in the environment say.
///
/// Certificates are always checked. Only HTTP and HTTPS are spoken. Connections are kept for later requests.
package final class CurlTransport: Transport {
  /// Bounds of one request.
  package struct Limits: Sendable {
    /// Largest body of an answer, after decoding, in bytes.
    package var body = 64 << 20
    /// Longest time for the connection, in seconds.
    package var connect = 10
    /// Longest time without any progress, in seconds.
    package var stall = 30
    /// Longest time for everything, in seconds.
    package var total = 300

    /// Bounds that suit APIs.
    package init() {}
  }

  private let curl: LibCurl
  private let limits: Limits
  private let userAgent: String
  private let queue = DispatchQueue(label: "inframind.http", attributes: .concurrent)
  private let idle = Mutex<[CurlHandle]>([])

  /// A transport over the machine's libcurl.
  ///
  /// - Throws: ``AdapterError/Code/noNetworkLibrary``.
  package init(userAgent: String, limits: Limits = Limits()) throws(AdapterError) {
    curl = try LibCurl.shared()
    self.userAgent = userAgent
    self.limits = limits
  }

  package func send(_ request: HTTPRequest, body: [UInt8]) async throws -> HTTPAnswer {
    let isCancelled = CancellationFlag()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        queue.async { [self] in
          continuation.resume(with: Result { try perform(request, body, isCancelled) })
        }
      }
    } onCancel: {
      isCancelled.set()
    }
  }

  private func perform(_ request: HTTPRequest, _ body: [UInt8], _ flag: CancellationFlag) throws -> HTTPAnswer
  {
    let handle = try idle.withLock { $0.popLast() } ?? CurlHandle(curl)
    defer { idle.withLock { $0.append(handle) } }
    return try handle.perform(request, body: body, userAgent: userAgent, limits: limits, isCancelled: flag)
  }
}

/// Set from any thread, read by the one that transfers.
final class CancellationFlag: Sendable {
  private let flag = Atomic(false)

  func set() { flag.store(true, ordering: .relaxed) }
  var isSet: Bool { flag.load(ordering: .relaxed) }
}
