#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What a few runs on a size that was not measured would teach, in dollars: Bayesian optimisation's knowledge gradient
/// over a job's own predictions.
///
/// Each prediction is a world that may be the true one. The worlds are sorted by the duration that the trial would
/// show, into bins as wide as two standard errors of what its runs can tell apart. Within a bin the best choice is
/// made as if that had been seen: of all sizes, for one size seen tells of the others too. So the worth of a trial is
/// what those choices save over the runs to come, less what the trial's own runs may cost more than today's.
///
/// - SeeAlso: Frazier, Powell and Dayanik, "The Knowledge-Gradient Policy for Correlated Normal Beliefs", 2009.
struct TrialWorth {
  /// Most bins that the worlds are sorted into.
  static let mostBins = 16

  /// Sizes other than today's, weighed against it.
  let options: [SizeOption]
  /// Least saving per run, in dollars, for which a size is changed.
  let least: Double
  /// Runs of a trial.
  let runs: Int
  /// Runs to come over which it has to pay, the trial's among them.
  let horizon: Double

  /// The size whose trial is worth most; `nil` if none pays.
  func best(where isAllowed: (SizeOption) -> Bool) -> SizeOption? {
    var best: (option: SizeOption, worth: Double)?
    for option in options where isAllowed(option) {
      let worth = worth(of: option)
      if worth > best?.worth ?? 0 { best = (option, worth) }
    }
    return best?.option
  }

  /// What a trial of one of the sizes is worth over the horizon.
  func worth(of option: SizeOption) -> Double {
    let loss = option.savings.reduce(0) { $0 + max(-$1, 0) } / Double(max(option.savings.count, 1))
    return savingAfter(seeing: option) * max(horizon - Double(runs), 0) - loss * Double(runs)
  }

  /// What the choice made after a trial is expected to save in each run.
  private func savingAfter(seeing option: SizeOption) -> Double {
    let seconds = option.forecast.seconds
    guard let shortest = seconds.min(), let longest = seconds.max(), shortest > 0 else { return 0 }
    let error = option.forecast.runDeviation / Double(max(runs, 1)).squareRoot()
    let width = max(log(longest / shortest) / Double(Self.mostBins), 2 * error)
    let bins = seconds.map { min(Int(log($0 / shortest) / max(width, 1e-9)), Self.mostBins - 1) }
    var sums = [Double](repeating: 0, count: Self.mostBins * options.count)
    var counts = [Double](repeating: 0, count: Self.mostBins)
    for (draw, bin) in bins.enumerated() {
      counts[bin] += 1
      for (place, other) in options.enumerated() where draw < other.savings.count {
        sums[bin * options.count + place] += other.savings[draw]
      }
    }
    var saved = 0.0
    for bin in counts.indices where counts[bin] > 0 {
      let best = sums[bin * options.count..<(bin + 1) * options.count].max() ?? 0
      if best >= least * counts[bin], best > 0 { saved += best }
    }
    return saved / Double(max(seconds.count, 1))
  }
}
