#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Seconds that a family's entries save, from jobs' runs with and without them.
///
/// Of each job, the time of every step is explained by which caches hit, missed or found another entry, and
/// by a trend: a robust regression, so that two caches that are often missed together share what that costs,
/// and a slow run counts little. Steps that a cache moves beyond doubt count, in both directions; where no
/// step's times are known, or none is moved, the job's time without restoring and writing takes their place.
/// Caches that always miss together cannot be told apart, and their intervals say so. Jobs are weighted by
/// how often they ask.
///
/// - SeeAlso: Huber, "Robust Estimation of a Location Parameter", 1964, for the weights.
struct CacheSavings: Hashable, Sendable {
  /// Seconds that an exact hit saves against a miss; `nil` if no job has enough runs of both kinds.
  var hit: Estimate?
  /// Seconds that another entry saves against a miss.
  var partial: Estimate?
  /// Seconds of writing an entry where nobody tells them; `nil` where they are told, or cannot be told apart.
  var writing: Estimate?
  /// Whether every run that missed also wrote, so that what a hit saves has the writing in it.
  var hasWriting = false
  /// The first of them for each job, by its hash.
  var byJob: [UInt32: Estimate] = [:]

  /// A mean and its standard error.
  struct Estimate: Hashable, Sendable {
    var mean: Double
    var standardError: Double

    /// The 90 % interval.
    var interval: Interval {
      Interval(low: mean - 1.645 * standardError, middle: mean, high: mean + 1.645 * standardError)
    }
  }

  /// Runs of either kind that a comparison takes.
  static let fewestRuns = 5

  /// Compares the runs of a ledger, for all its families at once.
  static func all(in ledger: CacheLedger) -> [UInt32: CacheSavings] {
    var hits: [UInt32: [(Estimate, weight: Double)]] = [:]
    var partials: [UInt32: [(Estimate, weight: Double)]] = [:]
    var writings: [UInt32: [(Estimate, weight: Double)]] = [:]
    var blurred: Set<UInt32> = []
    var byJob: [UInt32: [UInt32: Estimate]] = [:]
    for (name, notes) in ledger.notes.sorted(by: { $0.key < $1.key }) {
      let job = CacheContrast(notes.samples)
      for effect in job.effects {
        effect.hit.map { byJob[effect.family, default: [:]][name] = $0 }
        effect.hit.map { hits[effect.family, default: []].append(($0, effect.weight)) }
        effect.partial.map { partials[effect.family, default: []].append(($0, effect.weight)) }
        effect.writing.map { writings[effect.family, default: []].append(($0, effect.weight)) }
        if effect.hasWriting, effect.hit != nil || effect.partial != nil { blurred.insert(effect.family) }
      }
    }
    var all: [UInt32: CacheSavings] = [:]
    for family in Set(hits.keys).union(partials.keys) {
      all[family] = CacheSavings(
        hit: mean(hits[family] ?? []), partial: mean(partials[family] ?? []),
        writing: mean(writings[family] ?? []), hasWriting: blurred.contains(family),
        byJob: byJob[family] ?? [:])
    }
    return all
  }

  /// The mean over jobs by how often they ask, those that are known badly counting less.
  private static func mean(_ parts: [(Estimate, weight: Double)]) -> Estimate? {
    guard let typical = WeightedSample(parts.map { $0.0.standardError }).median else { return nil }
    let weights = parts.map { part in
      let ratio = part.0.standardError / max(typical, 1e-3)
      return part.weight / (1 + ratio * ratio)
    }
    let total = weights.reduce(0, +)
    guard total > 0 else { return nil }
    let mean = zip(parts, weights).reduce(0) { $0 + $1.0.0.mean * $1.1 } / total
    let variance = zip(parts, weights).reduce(0) { sum, part in
      let share = part.1 / total * part.0.0.standardError
      return sum + share * share
    }
    return Estimate(mean: mean, standardError: variance.squareRoot())
  }
}

/// What the caches of one job do to its time.
struct CacheContrast {
  struct Effect {
    var family: UInt32
    var hit: CacheSavings.Estimate?
    var partial: CacheSavings.Estimate?
    var writing: CacheSavings.Estimate?
    var hasWriting = false
    /// How often the job asks, relative to other jobs.
    var weight: Double
  }

  private(set) var effects: [Effect] = []

  init(_ samples: [CacheSample]) {
    guard samples.count >= 2 * CacheSavings.fewestRuns else { return }
    let classes = Self.classes(of: samples)
    let columns = classes.flatMap(\.columns)
    guard !columns.isEmpty else { return }
    let design = RobustRegression(Self.rows(samples, columns))
    let whole = design.fit(samples.map { Double($0.net) })
    // Where nobody tells how long restoring took, it is in what the job took outside of its steps.
    let isTimed = samples.count(where: \.isTimed) * 5 >= samples.count * 4
    let hasRest = samples.allSatisfy { $0.rest != nil }
    let steps = isTimed || hasRest ? Self.steps(of: samples).map { design.fit($0) } : []
    let rest = !isTimed && hasRest ? design.fit(samples.map { Double($0.rest ?? 0) }) : nil
    func estimate(_ combination: [Int: Double]) -> CacheSavings.Estimate? {
      Self.estimate(combination, steps, rest, whole)
    }
    for family in classes {
      var effect = Effect(family: family.family, weight: Double(samples.count - (family.counts[nil] ?? 0)))
      effect.hit = family.contrast(of: .hit, columns).flatMap(estimate)
      effect.partial = family.contrast(of: .partial, columns).flatMap(estimate)
      effect.hasWriting = family.hasWriting
      if let column = columns.firstIndex(of: Column(family: family.family, kind: .save)) {
        effect.writing = estimate([column: 1])
      }
      effects.append(effect)
    }
  }

  /// One of the things that a cache did, as a column of the regression; `nil` for a run that did not ask.
  private struct Column: Hashable {
    var family: UInt32
    var kind: CacheEvent.Kind?
  }

  /// How often a cache did what.
  private struct Classes {
    var family: UInt32
    var counts: [CacheEvent.Kind?: Int]
    /// Runs that wrote in a time that nobody told, and runs that missed and did not.
    var writers = 0
    var silentMisses = 0

    /// Whether missing and writing cannot be told apart.
    var hasWriting: Bool { writers > 0 && silentMisses == 0 }

    /// All that it did but the most frequent, which the others are compared with.
    var columns: [Column] {
      let kinds: [CacheEvent.Kind?] = [.hit, .miss, .partial, nil]
      let present = kinds.filter { (counts[$0] ?? 0) > 0 }
      let base = present.max { (counts[$0] ?? 0) < (counts[$1] ?? 0) }
      let writing = writers > 0 && !hasWriting ? [Column(family: family, kind: .save)] : []
      return present.filter { $0 != base }.map { Column(family: family, kind: $0) } + writing
    }

    /// What a miss takes more than something else, as a sum of columns; `nil` with too few runs of either.
    func contrast(of kind: CacheEvent.Kind, _ all: [Column]) -> [Int: Double]? {
      guard (counts[kind] ?? 0) >= CacheSavings.fewestRuns, (counts[.miss] ?? 0) >= CacheSavings.fewestRuns
      else {
        return nil
      }
      var sum: [Int: Double] = [:]
      all.firstIndex(of: Column(family: family, kind: .miss)).map { sum[$0] = 1 }
      all.firstIndex(of: Column(family: family, kind: kind)).map { sum[$0] = -1 }
      return sum
    }
  }

  private static func classes(of samples: [CacheSample]) -> [Classes] {
    var counts: [UInt32: [CacheEvent.Kind?: Int]] = [:]
    var writers: [UInt32: Int] = [:]
    var silent: [UInt32: Int] = [:]
    for cache in samples.flatMap(\.caches) {
      counts[cache.family, default: [:]][cache.kind, default: 0] += 1
      if cache.writesUntimed { writers[cache.family, default: 0] += 1 }
      if cache.kind == .miss, !cache.writesUntimed { silent[cache.family, default: 0] += 1 }
    }
    return counts.sorted { $0.key < $1.key }.prefix(mostFamilies).map { family, kinds in
      var kinds = kinds
      kinds[nil] = samples.count - kinds.values.reduce(0, +)
      return Classes(
        family: family, counts: kinds, writers: writers[family] ?? 0, silentMisses: silent[family] ?? 0)
    }
  }

  private static let mostFamilies = 12

  /// The columns' ones and zeros, and the time, since jobs become slower and faster for other reasons.
  private static func rows(_ samples: [CacheSample], _ columns: [Column]) -> [[Double]] {
    let times = samples.map(\.time)
    let (first, last) = (times.min() ?? 0, times.max() ?? 0)
    return samples.map { sample in
      var kinds: [UInt32: CacheEvent.Kind] = [:]
      var writers: Set<UInt32> = []
      for cache in sample.caches {
        kinds[cache.family] = cache.kind
        if cache.writesUntimed { writers.insert(cache.family) }
      }
      return columns.map { column in
        let isSo =
          column.kind == .save ? writers.contains(column.family) : kinds[column.family] == column.kind
        return isSo ? 1 : 0
      } + [
        (sample.time - first) / max(last - first, 1) - 0.5
      ]
    }
  }

  /// Seconds of each step that most runs have, in the order of the runs; a run without it counts as none of
  /// its time.
  private static func steps(of samples: [CacheSample]) -> [[Double]] {
    var counts: [UInt32: Int] = [:]
    for sample in samples { for step in sample.steps { counts[step.name, default: 0] += 1 } }
    return counts.filter { $0.value * 5 >= samples.count * 4 }.keys.sorted().map { name in
      samples.map { sample in Double(sample.steps.first { $0.name == name }?.seconds ?? 0) }
    }
  }

  /// The sum over the steps by the chance that the cache moves them, and what lies outside of them where caches'
  /// own times are in there; where no step's time is known, what the whole job shows.
  private static func estimate(
    _ combination: [Int: Double], _ steps: [RobustRegression.Fit?], _ rest: RobustRegression.Fit?,
    _ whole: RobustRegression.Fit?
  ) -> CacheSavings.Estimate? {
    let fits = steps.compactMap(\.self)
    guard !fits.isEmpty else { return whole?.estimate(combination) }
    let parts = fits.map { fit in
      fit.estimate(combination).drawnToNothing(range: fit.range, chance: 1 / Double(fits.count + 1))
    }
    return (parts + [rest?.estimate(combination)].compactMap(\.self)).reduce(
      CacheSavings.Estimate(mean: 0, standardError: 0)
    ) { sum, part in
      CacheSavings.Estimate(
        mean: sum.mean + part.mean,
        standardError: (sum.standardError * sum.standardError + part.standardError * part.standardError)
          .squareRoot())
    }
  }
}

extension CacheSavings.Estimate {
  /// The same, if it may be that nothing is there but noise: weighed by the chance that something is.
  ///
  /// - Parameters:
  ///   - range: The most that there may be.
  ///   - chance: That something is there, beforehand, 0...1.
  /// - SeeAlso: Mitchell and Beauchamp, "Bayesian Variable Selection in Linear Regression", 1988.
  fileprivate func drawnToNothing(range: Double, chance: Double) -> CacheSavings.Estimate {
    let noise = max(standardError * standardError, 1e-12)
    let signal = range * range
    let evidence = mean * mean / 2 * (1 / noise - 1 / (noise + signal))
    let odds =
      chance / max(1 - chance, 1e-9) * exp(min(evidence, 500)) * (noise / (noise + signal)).squareRoot()
    let share = odds / (1 + odds)
    let spread = share * noise + share * (1 - share) * mean * mean
    return CacheSavings.Estimate(mean: share * mean, standardError: spread.squareRoot())
  }
}
