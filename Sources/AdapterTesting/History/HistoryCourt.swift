internal import AdapterKit
internal import InfraMindCore

/// Hears one case of ``HistoryLaw``: collects what an adapter does wrong. The laws are extensions, a file for each
/// group.
struct HistoryCourt {
  let subject: HistoryLawSubject
  private(set) var failures: [LawFailure] = []

  /// Hides people in the facts of all laws.
  static let actors = ActorHashing(key: Array("a key of sixteen".utf8))

  init(_ subject: HistoryLawSubject) {
    self.subject = subject
    if subject.deliveries.isEmpty || subject.histories.isEmpty || subject.environments.isEmpty {
      fail("no samples", "Hand in at least one delivery, one history and one environment.")
    }
  }

  var adapter: any CIAdapter { subject.adapter }

  var platform: Platform { type(of: adapter).platform }

  mutating func fail(_ sample: String, _ sentence: String) {
    guard failures.count < Court.mostFailures else { return }
    let failure = LawFailure(sample: sample, sentence)
    if !failures.contains(failure) { failures.append(failure) }
  }

  mutating func require(_ isFine: Bool, _ sample: String, _ sentence: @autoclosure () -> String) {
    if !isFine { fail(sample, sentence()) }
  }

  /// Whether an error's message can be shown to people.
  static func isSentence(_ text: String) -> Bool {
    text.count > 5 && (text.last == "." || text.last == "?") && !text.contains { $0.isNewline }
  }
}
