internal import AdapterKit
internal import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore

extension HistoryCourt {
  /// Reads a history to its end.
  private mutating func wholeReading(of history: SampleHistory) async -> Reading? {
    let reading = await Reading.of(history, by: adapter)
    if let error = reading.error {
      fail(history.name, "It cannot be read to its end: \(error)")
      return nil
    }
    require(reading.pages.count > 1, history.name, "It is read in one page: hand in a longer one.")
    return reading
  }

  // MARK: - Bounds

  mutating func historyStaysWithItsHost() async {
    for history in subject.histories {
      let host = Self.authority(of: history.request.api)
      let strayed = await Reading.of(
        history, by: adapter, spoil: { Self.redirected($1, from: host, to: "evil.example.com") })
      let straight = await Reading.of(history, by: adapter)
      for asked in straight.asked + strayed.asked where asked.authority != host {
        fail(history.name, "It asks \(asked.authority), which is not the API's host: \(asked).")
      }
      for asked in straight.asked where !history.request.api.hasPrefix(asked.scheme + "://") {
        fail(history.name, "It asks by \(asked.scheme): \(asked).")
      }
    }
  }

  private static func authority(of api: String) -> String {
    let rest = api.firstRange(of: "://").map { api[$0.upperBound...] } ?? api[...]
    return String(rest.prefix { $0 != "/" })
  }

  /// The answer with another host in all links.
  private static func redirected(_ answer: HTTPAnswer, from host: String, to other: String) -> HTTPAnswer {
    var answer = answer
    answer.body = Array(String(decoding: answer.body, as: UTF8.self).replacing(host, with: other).utf8)
    answer.response.headerFields = HTTPFields(
      answer.response.headerFields.map { field in
        HTTPField(name: field.name, value: field.value.replacing(host, with: other))
      })
    return answer
  }

  mutating func historyStopsAtSince() async {
    for history in subject.histories {
      guard let whole = await wholeReading(of: history) else { continue }
      let times = whole.facts.compactMap(\.details.createdAt).sorted()
      for time in times where time < history.request.since {
        fail(
          history.name, "It tells of a job made at \(Timestamp.text(of: time)), before the time asked for.")
      }
      guard let middle = times.dropFirst(times.count / 2).first, middle != times.first else {
        fail(history.name, "Its jobs were all made at one time: hand in several days.")
        continue
      }
      let part = await Reading.of(history, by: adapter, change: { $0.since = middle })
      let told = part.facts.compactMap(\.details.createdAt)
      require(!told.isEmpty, history.name, "Asked for its newer half it tells nothing.")
      for time in told where time < middle {
        fail(
          history.name, "It tells of a job made at \(Timestamp.text(of: time)), before the time asked for.")
      }
      require(part.asked.count <= whole.asked.count, history.name, "Asked for less it asks more.")
    }
  }

  // MARK: - Interruption

  mutating func historyGoesOnWhereItStopped() async {
    for history in subject.histories {
      guard let whole = await wholeReading(of: history) else { continue }
      let expected = Reading.merged(whole.facts)
      for (number, page) in whole.pages.enumerated() {
        let rest = await Reading.of(history, by: adapter, change: { $0.checkpoint = page.checkpoint })
        let told = whole.pages[...number].flatMap(\.facts) + rest.facts
        require(rest.error == nil, history.name, "It does not go on behind page \(number + 1).")
        require(
          Reading.merged(told) == expected, history.name,
          "Interrupted after page \(number + 1) it tells otherwise.")
        require(
          rest.facts.count < whole.facts.count, history.name, "Behind page \(number + 1) it begins anew.")
      }
      let foreign = await Reading.of(history, by: adapter, change: { $0.checkpoint = "{\"x\": []" })
      require(
        Reading.merged(foreign.facts) == expected, history.name,
        "With a checkpoint of somebody else's it tells otherwise.")
    }
  }

  mutating func spentBudgetLosesNothing() async {
    for history in subject.histories {
      guard let whole = await wholeReading(of: history) else { continue }
      let expected = Reading.merged(whole.facts)
      for budget in 0..<whole.asked.count {
        let part = await Reading.of(history, by: adapter, budget: budget)
        let isTold = (part.error as? AdapterError)?.code == .budgetSpent
        require(isTold, history.name, "With \(budget) requests it does not say that more are needed.")
        let checkpoint = part.pages.last?.checkpoint
        let rest = await Reading.of(history, by: adapter, change: { $0.checkpoint = checkpoint })
        require(
          Reading.merged(part.facts + rest.facts) == expected, history.name,
          "Resumed after \(budget) requests it tells otherwise.")
      }
    }
  }

  // MARK: - Faults

  mutating func historySurvivesAnything() async {
    for history in subject.histories {
      guard let whole = await wholeReading(of: history) else { continue }
      for number in 0..<min(whole.asked.count, 6) {
        for fault in AnswerFault.all {
          let reading = await Reading.of(
            history, by: adapter, spoil: { $0 == number ? fault.spoil($1) : $1 })
          check(reading, history, "With \(fault.name) for answer \(number + 1)")
        }
      }
      let circle = await Reading.of(history, by: adapter, spoil: { Self.encircled($1) })
      check(circle, history, "With pages in a circle")
    }
  }

  private static func encircled(_ answer: HTTPAnswer) -> HTTPAnswer {
    var answer = answer
    answer.response.headerFields[.literal("Link")] = "</again?page=1>; rel=\"next\""
    return answer
  }

  private mutating func check(_ reading: Reading, _ history: SampleHistory, _ how: String) {
    require(!reading.isEndless, history.name, "\(how) it asks without end.")
    if let error = reading.error {
      let message = (error as? AdapterError)?.message
      require(message.map(Self.isSentence) ?? false, history.name, "\(how) it throws \(error).")
    }
    for page in reading.pages {
      for problem in page.problems where !Self.isSentence(problem) {
        fail(history.name, "\(how) it has a problem that is no sentence: \(problem)")
      }
      for fact in page.facts { requireIdentity(fact, history.name) }
    }
  }
}

/// Something that can happen to an answer on its way.
private struct AnswerFault: Sendable {
  let name: String
  let spoil: @Sendable (HTTPAnswer) -> HTTPAnswer

  static let all: [AnswerFault] = statuses + bodies + parts + twists

  private static let statuses = [204, 302, 401, 403, 404, 410, 418, 429, 500, 503].map { status in
    AnswerFault(name: "status \(status)") { answer in
      HTTPAnswer(response: HTTPResponse(status: .init(code: status)), body: [], url: answer.url)
    }
  }

  private static let bodies = [
    "", "{", "null", "[]", "{}", "[null, 1, \"x\", {}, []]", "{\"jobs\": 7}", "<html></html>",
  ].map { text in
    AnswerFault(name: "`\(text)`") { HTTPAnswer(response: $0.response, body: Array(text.utf8), url: $0.url) }
  }

  private static let parts = (1...4).map { part in
    AnswerFault(name: "\(part) fifths of the body") { answer in
      let rest = Array(answer.body.prefix(answer.body.count * part / 5))
      return HTTPAnswer(response: answer.response, body: rest, url: answer.url)
    }
  }

  private static let twists = (0..<20).map { seed in
    AnswerFault(name: "a twisted body (\(seed))") { answer in
      let twisted = JSONMutations.twists(of: answer.body, count: 1, seed: UInt64(seed)).first ?? []
      return HTTPAnswer(response: answer.response, body: twisted, url: answer.url)
    }
  }
}
