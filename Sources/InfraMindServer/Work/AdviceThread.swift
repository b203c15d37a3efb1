internal import Dispatch

/// Where advice is worked out: on threads of its own, since it takes whole seconds of a core, and the threads of tasks, of which
/// there is one for each core, serve everybody else's requests.
///
/// On Linux a concurrent queue would run on those very threads; a queue that does one thing after another gets one of its own.
enum AdviceThread {
  /// What the work gives.
  static func result<Value: Sendable>(of work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { waiting in
      DispatchQueue(label: "advice").async { waiting.resume(with: Result(catching: work)) }
    }
  }
}
