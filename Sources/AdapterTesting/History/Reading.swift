internal import AdapterKit
internal import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore
internal import Synchronization

/// One reading of a sample history, to its end or to an error.
struct Reading {
  private(set) var pages: [HistoryPage] = []
  private(set) var error: (any Error)?
  private(set) var asked: [AskedRequest] = []
  private(set) var complaints: [String] = []

  var facts: [JobRunFacts] { pages.flatMap(\.facts) }

  /// What the facts of some readings amount to.
  static func merged(_ facts: [JobRunFacts]) -> [RunReference: [JobRunFacts.Subject: MergedFacts]] {
    facts.reduce(into: [:]) { $0[$1.run, default: [:]][$1.subject, default: MergedFacts()].merge($1) }
  }

  /// Reads a history.
  ///
  /// - Parameters:
  ///   - change: Changes the request.
  ///   - budget: Requests that may be sent.
  ///   - spoil: Changes the answers, by their number.
  static func of(
    _ history: SampleHistory, by adapter: any HistoryReading, budget: Int = mostRequests,
    change: (inout HistoryRequest) -> Void = { _ in },
    spoil: @escaping @Sendable (Int, HTTPAnswer) -> HTTPAnswer = { $1 }
  ) async -> Reading {
    var request = history.request
    change(&request)
    let script = ScriptedHTTP(history.exchanges.map(\.always), order: .any)
    let http = SpoilingHTTP(script, budget: budget, spoil)
    var reading = Reading()
    do {
      for try await page in adapter.history(of: request, over: http, hashing: HistoryCourt.actors) {
        reading.pages.append(page)
        if reading.isEndless { break }
      }
    } catch {
      reading.error = error
    }
    reading.asked = script.asked
    reading.complaints = script.complaints
    return reading
  }

  /// Requests, and pages, that no sample needs.
  static let mostRequests = 500

  /// Whether it went on for longer than any sample is.
  var isEndless: Bool { asked.count >= Self.mostRequests || pages.count >= Self.mostRequests }
}

/// Passes requests on as long as the budget lasts, and changes the answers.
private final class SpoilingHTTP: HTTPExecutor {
  private let http: ScriptedHTTP
  private let budget: Int
  private let spoil: @Sendable (Int, HTTPAnswer) -> HTTPAnswer
  private let sent = Mutex(0)

  init(_ http: ScriptedHTTP, budget: Int, _ spoil: @escaping @Sendable (Int, HTTPAnswer) -> HTTPAnswer) {
    self.http = http
    self.budget = budget
    self.spoil = spoil
  }

  func execute(_ request: HTTPRequest, body: [UInt8]) async throws -> HTTPAnswer {
    let number = sent.withLock { sent in
      sent += 1
      return sent - 1
    }
    guard number < budget else { throw AdapterError(.budgetSpent, "No more requests may be sent.") }
    return spoil(number, try await http.execute(request, body: body))
  }
}
