/// A job's use over time in few points: every point tells the mean and the peak of its stretch, so thinning loses no
/// peak.
package struct UseSeries: Sendable, Hashable, Codable {
  /// Most points kept.
  package static let mostPoints = 120

  /// A stretch of time.
  package struct Point: Sendable, Hashable, Codable {
    /// Seconds since the first sample at which the stretch ends.
    package var end: Double
    /// Busy CPUs: mean, and in the busiest sampling period.
    package var meanCPUs: Double?
    package var peakCPUs: Double?
    /// Memory in use at most, in bytes.
    package var peakMemory: Int?
  }

  /// In the order of time.
  package var points: [Point]
}
