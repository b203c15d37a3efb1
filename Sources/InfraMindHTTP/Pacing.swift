internal import AdapterKit
internal import FoundationEssentials
internal import HTTPTypes

/// When a platform takes the next request, by what its answers say.
struct Pacing {
  /// Nothing is to be sent before this.
  private(set) var notBefore: Date = .distantPast
  /// Requests left until ``resetsAt``, by the latest answer that tells.
  private(set) var remaining: Int?
  /// When there will be more.
  private(set) var resetsAt: Date?
  private let rules: APIRules

  /// Shortest wait after a limit that says nothing of its end (GitHub asks for a minute).
  static let unknownWait = 60.0
  /// Waiting for longer than this is worth nothing: a clock or a header is wrong.
  static let longestBelieved = 86_400.0

  init(_ rules: APIRules) { self.rules = rules }

  /// Whether an answer says that a limit was hit.
  func isLimited(_ answer: HTTPAnswer) -> Bool {
    answer.response.status.code == 429 || rules.isLimited(answer)
  }

  /// Takes in what an answer tells of limits.
  mutating func note(_ answer: HTTPAnswer, at now: Date) {
    let headers = answer.response.headerFields
    remaining = rules.remainingHeaders.lazy.compactMap { headers[$0].flatMap(Int.init) }.first
    resetsAt = rules.resetHeaders.lazy.compactMap { headers[$0].flatMap(Double.init) }.first.flatMap {
      date(fromReset: $0, now)
    }
    if remaining == 0, let resetsAt { delay(until: resetsAt) }
  }

  /// Puts the next request off after a limit was hit, the `attempt`-th time in a row, counted from 0.
  mutating func backOff(after answer: HTTPAnswer, attempt: Int, at now: Date) {
    if let wait = retryAfter(answer, now) { return delay(until: now.addingTimeInterval(wait)) }
    if remaining == 0, let resetsAt, resetsAt > now { return delay(until: resetsAt) }
    let wait = Self.unknownWait * Double(1 << min(attempt, 6))
    delay(until: now.addingTimeInterval(wait))
  }

  /// Seconds that an answer asks to wait; `nil` if it does not.
  func retryAfter(_ answer: HTTPAnswer, _ now: Date) -> Double? {
    guard let text = answer.response.headerFields[.retryAfter] else { return nil }
    let wait = Double(text) ?? HTTPDate.date(from: text)?.timeIntervalSince(now)
    guard let wait, wait.isFinite else { return nil }
    return min(max(0, wait), Self.longestBelieved)
  }

  private mutating func delay(until date: Date) { notBefore = max(notBefore, date) }

  /// Platforms write seconds since the epoch, or seconds from now.
  private func date(fromReset seconds: Double, _ now: Date) -> Date? {
    guard seconds.isFinite, seconds >= 0 else { return nil }
    let date = seconds < 1e8 ? now.addingTimeInterval(seconds) : Date(timeIntervalSince1970: seconds)
    return date.timeIntervalSince(now) <= Self.longestBelieved ? date : nil
  }
}
