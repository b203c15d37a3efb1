internal import AdapterKit
internal import InfraMindCore

/// Hears one case: collects what an adapter does wrong. The laws are extensions, a file for each group.
struct Court {
  let subject: AdapterLawSubject
  private(set) var failures: [LawFailure] = []

  /// One fault shows in many places; more than so many say nothing new.
  static let mostFailures = 100

  init(_ subject: AdapterLawSubject) {
    self.subject = subject
    if subject.samples.isEmpty { fail("no samples", nil, "Hand in at least one sample repository.") }
  }

  var adapter: any CIAdapter { subject.adapter }

  var platform: Platform { type(of: adapter).platform }

  mutating func fail(_ sample: String, _ position: SourcePosition?, _ sentence: String) {
    guard failures.count < Self.mostFailures else { return }
    let failure = LawFailure(sample: sample, position: position, sentence)
    if !failures.contains(failure) { failures.append(failure) }
  }

  mutating func require(
    _ isFine: Bool, _ sample: String, _ position: SourcePosition? = nil, _ sentence: @autoclosure () -> String
  ) {
    if !isFine { fail(sample, position, sentence()) }
  }

  /// Whether a place is a line of a file of the checkout; the line behind the last one counts, where a file ends.
  static func exists(_ position: SourcePosition, in sample: SampleRepository) -> Bool {
    guard let bytes = sample.contents(of: position.file), position.column >= 1 else { return false }
    var lines = 1
    for (index, byte) in bytes.enumerated() {
      let next = index + 1 < bytes.count ? bytes[index + 1] : 0
      if byte == 0x0A || byte == 0x0D && next != 0x0A { lines += 1 }
    }
    return (1...lines).contains(position.line)
  }
}
