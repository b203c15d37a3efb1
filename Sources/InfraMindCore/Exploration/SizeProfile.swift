/// How long another job took on the sizes on which it was seen.
package struct SizeProfile: Hashable, Sendable {
  /// What the job is one of, such as its tools: jobs of one group share one vote.
  package var group: String
  /// Size of what it works on as log₂ in any unit that all profiles share; `nil` if unknown.
  package var inputDoublings: Double?
  /// Natural logarithm of the typical duration at each size of the grid; `nil` where it was not seen.
  package var logDurations: [Double?]

  /// Describes a job.
  ///
  /// - Parameter seconds: Typical duration at each size of the grid, *n* values. `nil`, and what is not a
  ///   positive finite number, is taken as not seen.
  package init(group: String, inputDoublings: Double? = nil, seconds: [Double?]) {
    self.group = group
    self.inputDoublings = inputDoublings.flatMap { $0.isFinite ? $0 : nil }
    logDurations = seconds.map { SizeMeasurement.logarithm(of: $0) }
  }
}
