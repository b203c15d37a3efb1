/// The search for the best size of one job: which size to try next, which one to use, and when to stop.
///
/// Durations are drawn from the ``SizeBelief``. For every size not yet tried, the draws are sorted by what
/// the trial would show and put into a few bins: within a bin the best choice is made as if that had been
/// seen. So the worth of a trial is the fall of the probability that the choice is more than ``tolerance``
/// from the best, over the runs that are still to come, against what the trial itself is expected to cost
/// more than the best size.
///
/// With several objectives one trial serves them all: worths and costs are averaged.
///
/// - SeeAlso: Frazier, Powell and Dayanik, "The Knowledge-Gradient Policy for Correlated Normal Beliefs",
///   2009.
struct SizeSearch: Sendable {
  /// How the search weighs things.
  struct Settings: Hashable, Sendable {
    /// How far from the best a size may be and still be good, as a share.
    var tolerance = 0.10
    /// Runs of the job over which a good choice pays, the trials among them.
    var horizon = 20
    /// What the excess of a trial counts against a missed choice in each of the runs to come.
    var trialCostWeight = 1.0
    /// Most that a choice can be worse than the best, as a share of the best, when the stop is weighed.
    var excessLimit = 3.0
    /// Most that a trial can be worse than the best; more than ``excessLimit``, for trials are not chosen
    /// lightly.
    var trialExcessLimit = 20.0
    /// How many times the durations are drawn.
    var draws = 800
    /// Into how many bins the result of a trial is put.
    var bins = 8
    /// Whether the worth of what is learned counts; without it the search tries what looks best now.
    var weighsInformation = true
  }

  let sizes: [TrialSize]
  let objectives: [TrialObjective]
  let settings: Settings
  private(set) var measured: [SizeMeasurement] = []
  private var belief: SizeBelief
  private var generator: SeededGenerator
  private var draws: SizeDraws
  private var losses: TrialLosses

  /// A search over sizes, of which the belief speaks in the same order; without an objective time counts.
  init(
    sizes: [TrialSize], belief: SizeBelief, objectives: [TrialObjective], settings: Settings = Settings(),
    seed: UInt64
  ) {
    self.sizes = sizes
    self.objectives = objectives.isEmpty ? [.time] : objectives
    self.settings = settings
    self.belief = belief
    generator = SeededGenerator(seed: seed)
    draws = self.belief.draws(settings.draws, isFirst: true, using: &generator)
    losses = TrialLosses(draws, sizes: sizes, objectives: self.objectives, settings: settings)
  }

  /// Takes a run in.
  mutating func take(_ measurement: SizeMeasurement) {
    guard measurement.size < sizes.count else { return }
    measured.append(measurement)
    belief.condition(on: measurement)
    draws = belief.draws(settings.draws, isFirst: false, using: &generator)
    losses = TrialLosses(draws, sizes: sizes, objectives: objectives, settings: settings)
  }

  /// The size to use now for an objective, be it measured or not: the one most probably good. Of equals the
  /// first.
  func recommendation(for objective: Int = 0) -> Int? {
    let misses = losses.expectedMiss(of: objective)
    return misses.indices.min { misses[$0] < misses[$1] }
  }

  /// Probability of each size to be within the tolerance of the best, for an objective.
  func probabilityGood(for objective: Int = 0) -> [Double] {
    losses.expectedMiss(of: objective).map { 1 - $0 }
  }

  /// The best size that was measured, by what was seen; `nil` before the first run.
  func bestMeasured(for objective: Int = 0) -> Int? {
    measured.min { value($0, objective) < value($1, objective) }?.size
  }

  private func value(_ measurement: SizeMeasurement, _ objective: Int) -> Double {
    objectives[objective].logValue(logDuration: measurement.logDuration, on: sizes[measurement.size])
  }

  /// The next trial and whether it pays; `nil` if nothing is left to try.
  ///
  /// - Parameter isAllowed: Whether a size may be tried.
  mutating func next(where isAllowed: (Int) -> Bool = { _ in true }) -> Trial? {
    let tried = Set(measured.map(\.size))
    let candidates = sizes.indices.filter { !tried.contains($0) && isAllowed($0) }
    guard !candidates.isEmpty else { return nil }

    let remaining = Double(max(settings.horizon - measured.count - 1, 1))
    var best: (size: Int, score: Double)?
    var bestSpending = Double.infinity
    for size in candidates {
      let excess = losses.expectedTrialExcess[size]
      guard settings.weighsInformation else {
        let score = losses.expectedMiss[size]
        if score < best?.score ?? .infinity { best = (size, score) }
        continue
      }
      let after = losses.afterTrial(of: size, draws: draws, bins: settings.bins, using: &generator)
      let score = after.miss + settings.trialCostWeight / remaining * excess
      if score < best?.score ?? .infinity { best = (size, score) }
      bestSpending = min(bestSpending, after.excess * remaining + excess)
    }
    guard let best else { return nil }
    let saving = losses.leastExcess * (remaining + 1) - bestSpending
    return Trial(
      size: best.size, expectedSaving: saving, expectedExcess: losses.expectedTrialExcess[best.size])
  }

  /// A size to try.
  struct Trial: Hashable, Sendable {
    /// Number of the size.
    var size: Int
    /// What the best trial is expected to save over the horizon, its own cost taken off, in runs at the best
    /// size; zero or less when it does not pay.
    var expectedSaving: Double
    /// How much more than the best size this trial is expected to take, as a share of the best.
    var expectedExcess: Double
    /// Whether the trial pays within the horizon.
    var pays: Bool { expectedSaving > 0 }
  }
}
