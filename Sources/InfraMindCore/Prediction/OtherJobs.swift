#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What a ``JobPopulation`` says of one job: how those like it scale, and how long they take.
struct OtherJobs {
  /// One way in which a job could depend on the number of vCPUs.
  struct Candidate: Hashable, Sendable {
    /// How its duration depends on the number of vCPUs.
    var model: ScalingModel
    /// Logarithm of its typical seconds on the model's own machine.
    var location: Double
  }

  /// Standard deviation of the logarithm of a job's typical duration that is left though the jobs that speak for it
  /// agree: they are few, and it is another job.
  static let leastSpread = 0.3

  /// Candidates of all the jobs that speak.
  let candidates: [Candidate]
  /// Their weights, which sum to one.
  let weights: [Double]
  /// How many jobs speak.
  let jobs: Int
  /// Share of the candidates that are drawn as if there were no other jobs, 0...1.
  let strangers: Double

  /// How the candidates depend on the number of vCPUs, in their order.
  var models: [ScalingModel] { candidates.map(\.model) }

  /// The typical duration on a size of a job that never ran.
  func typicalDuration(on cpus: Double) -> TypicalDuration {
    let locations = candidates.map {
      $0.location + log($0.model.duration(on: cpus) / $0.model.duration(on: $0.model.referenceCPUs))
    }
    let mean = zip(weights, locations).reduce(0) { $0 + $1.0 * $1.1 }
    let variance = zip(weights, locations).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
    return TypicalDuration(
      location: mean, noise: SizeRecord.usualNoise,
      error: (variance + Self.leastSpread * Self.leastSpread).squareRoot(), count: 1)
  }
}
