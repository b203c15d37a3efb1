#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Says which size of a ladder a job should use, and which one it is worth to try next.
///
/// Durations of other jobs on the same ladder teach; then few runs of the job itself tell which of them it is
/// like. A trial is proposed only where it pays within the horizon and the ``TrialPolicy`` allows it; so
/// trials stop by themselves.
package struct SizeExplorer: Sendable {
  /// What was found.
  package struct Advice: Hashable, Sendable {
    /// Number on the ladder of the size most probably good for the first objective; `nil` if none can be
    /// weighed.
    package var best: Int?
    /// Probability that it is within 10 % of the best, 0...1.
    package var probability: Double
    /// What to try.
    package var decision: Decision
  }

  /// Whether a size is tried on this run.
  package enum Decision: Hashable, Sendable {
    /// Try the size with this number on the ladder. The saving is that over the horizon, the trial's own cost
    /// taken off, in runs at the best size.
    case attempt(Int, expectedSaving: Double)
    /// Do not.
    case keep(TrialPolicy.Refusal)
  }

  /// What trials may do.
  package var policy = TrialPolicy()
  /// What sizes are to be good for; the first one decides what is called best.
  package var objectives: [TrialObjective] = [.mix]
  /// Runs of the job over which a good choice pays.
  package var horizon = 20

  private let ladder: [Runner]
  /// Numbers on the ladder of the sizes that can be weighed.
  private let usable: [Int]
  private let experience: SizeExperience

  /// Learns once for all jobs of a ladder.
  ///
  /// - Parameters:
  ///   - ladder: Sizes among which a job may be moved. Those without known vCPUs or a price above zero are
  ///     never proposed.
  ///   - profiles: Other jobs, each with a duration or `nil` for each size of the ladder; only runs that may
  ///     teach.
  package init(ladder: [Runner], learningFrom profiles: [SizeProfile]) {
    self.ladder = ladder
    let sizes = ladder.map { TrialSize($0) }
    usable = sizes.indices.filter { sizes[$0] != nil }
    let numbers = usable
    experience = SizeExperience(
      sizes: sizes.compactMap { $0 },
      profiles: profiles.filter { $0.logDurations.count == ladder.count }.map { profile in
        var profile = profile
        profile.logDurations = numbers.map { profile.logDurations[$0] }
        return profile
      })
  }

  /// The next size to try on a run, or why none.
  ///
  /// - Parameters:
  ///   - measurements: Runs of the job, by number on the ladder, in any order; only runs that may teach.
  ///   - today: Number of the size that the job has now; `nil` if it is not on the ladder: then nothing is
  ///     tried.
  ///   - situation: The run on which it would be tried.
  ///   - inputDoublings: Size of the job's input, as in the profiles.
  ///   - seed: The same seed gives the same answer.
  package func next(
    after measurements: [SizeMeasurement], today: Int?, in situation: TrialSituation,
    inputDoublings: Double? = nil, seed: UInt64
  ) -> Advice {
    let places = Dictionary(uniqueKeysWithValues: zip(usable, usable.indices))
    let typical = Self.typical(measurements)
    let belief = experience.belief(
      over: Array(usable.indices), withoutGroup: nil, inputDoublings: inputDoublings,
      level: measurements.isEmpty
        ? 5 : measurements.reduce(0) { $0 + $1.logDuration } / Double(measurements.count))
    guard belief.sizeCount > 0 else {
      return Advice(best: nil, probability: 0, decision: .keep(.nothingLeft))
    }

    var settings = SizeSearch.Settings()
    settings.horizon = max(1, horizon)
    var search = SizeSearch(
      sizes: experience.sizes, belief: belief, objectives: objectives, settings: settings, seed: seed)
    var learned = belief
    for (number, logDuration) in typical {
      guard let place = places[number] else { continue }
      let run = SizeMeasurement(size: place, logDuration: logDuration)
      search.take(run)
      learned.condition(on: run)
    }
    let best = search.recommendation().map { (number: usable[$0], probability: search.probabilityGood()[$0]) }
    let decision = decide(
      &search, expected: learned.mean, today: today, places: places, in: situation)
    return Advice(best: best?.number, probability: best?.probability ?? 0, decision: decision)
  }

  private func decide(
    _ search: inout SizeSearch, expected: [Double], today: Int?, places: [Int: Int],
    in situation: TrialSituation
  ) -> Decision {
    if let refusal = policy.refusal(of: situation) { return .keep(refusal) }
    guard let today, let now = places[today] else { return .keep(.nothingLeft) }
    let tried = Set(search.measured.map(\.size))
    guard usable.indices.contains(where: { !tried.contains($0) && $0 != now }) else {
      return .keep(.nothingLeft)
    }

    let fits = usable.map { policy.admits(ladder[$0], today: ladder[today], in: situation) }
    guard usable.indices.contains(where: { fits[$0] && !tried.contains($0) && $0 != now }) else {
      return .keep(.memory)
    }
    let refusals = usable.indices.map { size in
      refusal(of: size, now: now, expected: expected, in: situation)
    }
    let open = usable.indices.filter { fits[$0] && $0 != now && !tried.contains($0) }
    guard open.contains(where: { refusals[$0] == nil }) else {
      return .keep(open.compactMap { refusals[$0] }.first ?? .nothingLeft)
    }
    guard let trial = search.next(where: { open.contains($0) && refusals[$0] == nil }) else {
      return .keep(.nothingLeft)
    }
    guard trial.pays else { return .keep(.noGain) }
    return .attempt(usable[trial.size], expectedSaving: trial.expectedSaving)
  }

  private func refusal(
    of size: Int, now: Int, expected: [Double], in situation: TrialSituation
  ) -> TrialPolicy.Refusal? {
    // By the platform's own rounding, not by list price.
    func bill(_ size: Int) -> Money? {
      let seconds = exp(expected[size])
      guard seconds.isFinite, seconds < 1e9 else { return nil }
      return ladder[usable[size]].price?.bill(for: .seconds(seconds))
    }
    let extra = bill(size).flatMap { trial in bill(now).map { trial - $0 } }
    return policy.refusal(
      extraCost: extra, slowdown: exp(expected[size] - expected[now]), in: situation)
  }

  /// One value for each size: the middle of its runs.
  private static func typical(_ measurements: [SizeMeasurement]) -> [(number: Int, logDuration: Double)] {
    Dictionary(grouping: measurements, by: \.size).sorted { $0.key < $1.key }.compactMap { number, runs in
      WeightedSample(runs.map(\.logDuration)).median.map { (number, $0) }
    }
  }
}
