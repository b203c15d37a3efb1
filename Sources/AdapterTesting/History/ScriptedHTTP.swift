public import AdapterKit
public import HTTPTypes
internal import Synchronization

/// An executor that answers from a script, for tests of ``HistoryReading``: no network, and every request is compared
/// with what the test expects.
///
/// ```swift
/// let http = ScriptedHTTP([
///   ScriptedExchange("/repos/octo/cat/actions/runs", query: ["per_page": "100"]) {
///     .json(#"{"workflow_runs": []}"#, next: "https://api.example.com/repos/octo/cat/actions/runs?page=2")
///   },
///   ScriptedExchange("/repos/octo/cat/actions/runs", query: ["page": "2"]) { .status(503) },
/// ])
/// for try await page in adapter.history(of: request, over: http, hashing: actors) { … }
/// #expect(http.complaints == [])
/// ```
///
/// A request that the script does not expect gets ``AdapterError/Code/unexpectedAnswer``, and a line in ``complaints``.
public final class ScriptedHTTP: HTTPExecutor {
  /// How requests find their exchange.
  public enum Order: Sendable {
    /// The first request is the first exchange's, and so on.
    case asListed
    /// Each goes to the first exchange that expects it and is not used up: for adapters that ask for several things
    /// at a time.
    case any
  }

  private struct State {
    var used: [Int]
    var asked: [AskedRequest] = []
    var complaints: [String] = []
  }

  private let exchanges: [ScriptedExchange]
  private let order: Order
  private let state: Mutex<State>

  /// Answers with these exchanges.
  public init(_ exchanges: [ScriptedExchange], order: Order = .asListed) {
    self.exchanges = exchanges
    self.order = order
    state = Mutex(State(used: Array(repeating: 0, count: exchanges.count)))
  }

  /// What was asked so far, in order.
  public var asked: [AskedRequest] { state.withLock { $0.asked } }

  /// What went otherwise than scripted, a sentence each: unexpected requests, and exchanges that nobody asked for.
  public var complaints: [String] {
    state.withLock { state in
      let left = exchanges.indices.filter { state.used[$0] == 0 && !exchanges[$0].isOptional }
      return state.complaints + left.map { "Nobody asked for \(exchanges[$0])." }
    }
  }

  /// Answers as the script says.
  public func execute(_ request: HTTPRequest, body: [UInt8]) async throws -> HTTPAnswer {
    let asked = AskedRequest(request, body: body)
    let exchange = state.withLock { state -> ScriptedExchange? in
      state.asked.append(asked)
      guard let index = index(for: asked, state) else {
        state.complaints.append("Unexpected: \(asked)." + hint(for: asked, state))
        return nil
      }
      state.used[index] += 1
      return exchanges[index]
    }
    guard let exchange else {
      throw AdapterError(.unexpectedAnswer, "The script does not expect \(asked).")
    }
    return try exchange.answer(asked).httpAnswer(from: asked.url)
  }

  private func index(for asked: AskedRequest, _ state: State) -> Int? {
    switch order {
    case .asListed:
      let next = exchanges.indices.first { state.used[$0] < exchanges[$0].times }
      return next.flatMap { exchanges[$0].differences(from: asked).isEmpty ? $0 : nil }
    case .any:
      return exchanges.indices.first { index in
        state.used[index] < exchanges[index].times && exchanges[index].differences(from: asked).isEmpty
      }
    }
  }

  private func hint(for asked: AskedRequest, _ state: State) -> String {
    let open = exchanges.indices.filter { state.used[$0] < exchanges[$0].times }
    guard let next = open.first(where: { exchanges[$0].path == asked.path }) ?? open.first else {
      return " The script is at its end."
    }
    return " Expected \(exchanges[next]): " + exchanges[next].differences(from: asked).joined(separator: ", ")
      + "."
  }
}
