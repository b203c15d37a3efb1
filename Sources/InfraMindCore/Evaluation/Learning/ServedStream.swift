#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Made-up runs of jobs that two models could serve, of which one is known to err so and so much more.
///
/// Jobs err more or less than others for good, have a taste for one of the models, and their runs resemble the run
/// before.
struct ServedStream {
  /// Losses of one run.
  struct Run {
    var job: Int
    var candidate: Double
    var incumbent: Double
    /// What a rule without a model would have lost.
    var rule: Double
  }

  /// How many jobs there are.
  static let jobs = 60

  let runs: [Run]
  /// Mean loss of the candidate over that of the incumbent, over all jobs there could be.
  let ratio: Double

  init(ratio: Double, runs count: Int, seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let levels = (0..<Self.jobs).map { _ in exp(0.6 * random.normal()) }
    let tastes = (0..<Self.jobs).map { _ in exp(0.1 * random.normal() - 0.005) }
    var states = [Double](repeating: 0, count: Self.jobs)
    runs = (0..<count).map { _ in
      let job = min(Self.jobs - 1, Int(random.uniform() * Double(Self.jobs)))
      states[job] = 0.8 * states[job] + 0.3 * random.normal()
      let shared = levels[job] * exp(states[job] + 0.5 * random.normal())
      return Run(
        job: job, candidate: shared * tastes[job] * ratio * exp(0.3 * random.normal()),
        incumbent: shared * exp(0.3 * random.normal()), rule: 1.2 * shared * exp(0.4 * random.normal()))
    }
    self.ratio = ratio
  }
}
