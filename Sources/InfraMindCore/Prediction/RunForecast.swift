/// What is expected of a run before it starts.
package struct RunForecast: Hashable, Sendable {
  /// Seconds of machine time, as likely more as less, however it ends.
  package var seconds: Double
  /// The same, should it pass.
  package var secondsIfPassed: Double
  /// Seconds that nine runs of ten exceed.
  package var low: Double
  /// Seconds that one run of ten exceeds.
  package var high: Double
  /// Probability that it does not pass, 0...1.
  package var failureRisk: Double
}
