internal import Dispatch

/// Where advice is worked out: on threads of its own, since it takes whole seconds of a core, and the threads of tasks, of which
/// there is one for each core, serve everybody else's requests.
enum AdviceThread {
  private static let threads = DispatchQueue(label: "advice", attributes: .concurrent)

  /// What the work gives.
  static func result<Value: Sendable>(of work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { waiting in
      threads.async { waiting.resume(with: Result(catching: work)) }
    }
  }
}
