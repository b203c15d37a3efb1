#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The latest successful runs of one job: how long they took, and what they have in common with others.
package struct RecentRuns: Sendable {
  /// How many are kept.
  static let capacity = 100
  /// Durations below this, in seconds, are not told apart: clocks of platforms tick in seconds.
  static let shortest = 10.0
  private static let longest = 1e9

  private var logarithms = NumberRing(capacity: Self.capacity)
  private var contexts: [RunContext] = []
  /// How many runs were ever taken: the number of the next one.
  private(set) var taken = 0

  /// None yet.
  package init() {}

  /// How many are kept at present.
  var count: Int { logarithms.count }

  /// The logarithm that a duration is compared by; `nil` for what is no duration: NaN, zero, negative,
  /// infinite.
  static func logarithm(ofSeconds seconds: Double) -> Double? {
    guard seconds.isFinite, seconds > 0 else { return nil }
    return log(min(max(seconds, shortest), longest))
  }

  /// Takes the run that ended last.
  mutating func append(_ logarithm: Double, _ context: RunContext) {
    logarithms.append(logarithm)
    let place = logarithms.place(ofAge: 0)
    if place < contexts.count { contexts[place] = context } else { contexts.append(context) }
    taken &+= 1
  }

  /// Logarithms of the latest runs after some that are left out, latest first.
  func latest(_ most: Int, skipping skipped: Int = 0) -> [Double] {
    logarithms.latest(most, skipping: skipped)
  }

  /// The same, of those that share a property with a run.
  func latest(
    _ most: Int, skipping skipped: Int = 0, sharing property: Int, with context: RunContext
  ) -> [Double] {
    var found: [Double] = []
    var age = skipped
    while age < logarithms.count, found.count < most {
      if contexts[logarithms.place(ofAge: age)].shares(property, with: context) {
        found.append(logarithms[age: age])
      }
      age += 1
    }
    return found
  }
}
