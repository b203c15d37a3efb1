#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Predicts duration and bill of a job on every size of a ladder, with the spread of what is not known.
///
/// Each replicate of the bootstrap re-weights the runs, reads the evidence of parallelism off them, draws what that
/// leaves open, and, where the job ran on several sizes, prefers draws that explain the durations seen there. A
/// size with enough runs of its own is predicted by those alone.
struct SizeForecaster {
  /// Effective number of runs from which a size speaks for itself.
  static let enoughRunsOfOneSize = 5.0
  /// Number of models drawn for a replicate when several sizes were seen, of which one is taken.
  static let candidates = 32
  /// Standard deviation of the logarithm of a size's typical duration that a good model may miss it by.
  static let modelError = 0.07
  /// Standard deviation of the logarithm by which a size may differ from the model for each doubling away from the
  /// nearest size seen: for disks, caches and clocks, which are not modelled.
  static let errorPerDoubling = 0.07
  /// Least standard deviation of the logarithms of a size's durations that is believed.
  static let leastNoise = 0.05

  private let runs: TrainingRuns
  private let sizes: [Double]
  private let reference: Double
  private let seed: UInt64
  /// Variance of the logarithm of each size's typical duration, about what a model says.
  private let variances: [Double: Double]

  /// Prepares a forecast; `runs` must not be empty.
  init(_ runs: TrainingRuns, seed: UInt64) {
    self.runs = runs
    self.seed = seed
    sizes = runs.sizes
    reference = Self.reference(of: runs)
    variances = Self.variances(of: runs)
  }

  private static func variances(of runs: TrainingRuns) -> [Double: Double] {
    Dictionary(grouping: runs.entries, by: \.cpus).mapValues { entries in
      let logarithms = WeightedSample(entries.map { (log($0.seconds), $0.weight) })
      let middle = logarithms.median ?? 0
      let spread = WeightedSample(entries.map { (abs(log($0.seconds) - middle), $0.weight) }).median ?? 0
      // 1.48 times the median deviation is the standard deviation of normal noise, whatever the outliers.
      let noise = max(1.48 * spread, leastNoise)
      return modelError * modelError
        + noise * noise / max(DecayingWeights.effectiveCount(entries.map(\.weight)), 1)
    }
  }

  /// The size that the parallelism is read off: that with the most weight of measured runs, or of runs if none
  /// was measured; of equals the smallest.
  private static func reference(of runs: TrainingRuns) -> Double {
    let measured = runs.entries.filter { $0.use?.averageCPUs != nil }
    let weights = (measured.isEmpty ? runs.entries : measured).reduce(into: [Double: Double]()) {
      $0[$1.cpus, default: 0] += $1.weight
    }
    return weights.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 1
  }

  /// One forecast for each machine, in their order; machines of unknown size get none.
  func forecasts(for machines: [Runner]) -> [SizeForecast?] {
    let replicates = drawReplicates()
    return machines.map { machine in
      guard let cpus = machine.cpus, cpus > 0, cpus.isFinite else { return nil }
      return forecast(for: machine, cpus: cpus, replicates)
    }
  }

  // MARK: - Replicates

  private struct Replicate {
    let weights: [Double]
    /// Durations of the runs in seconds, smoothed.
    let seconds: [Double]
    let model: ScalingModel
    /// A standard normal number: how far sizes not seen differ from the model.
    let deviation: Double
  }

  private func drawReplicates() -> [Replicate] {
    var bootstrap = BayesianBootstrap(weights: runs.entries.map(\.weight), seed: seed)
    var random = SeededGenerator(seed: ~seed)
    let durations = SmoothedDurations(
      seconds: runs.entries.map(\.seconds), weights: runs.entries.map(\.weight),
      groups: runs.entries.map(\.cpus))
    return (0..<BayesianBootstrap.replicates).map { _ in
      let weights = bootstrap.next()
      return Replicate(
        weights: weights, seconds: durations.draw(&random), model: drawModel(weights, &random),
        deviation: random.normal())
    }
  }

  private func drawModel(_ weights: [Double], _ random: inout SeededGenerator) -> ScalingModel {
    let evidence = evidence(weights)
    guard sizes.count > 1 else { return evidence.draw(&random) }
    let seen = typicalDurations(weights)
    let models = (0..<Self.candidates).map { _ in evidence.draw(&random) }
    let misfits = models.map { misfit(of: $0, to: seen) }
    let best = misfits.min() ?? 0
    return models[pick(misfits.map { exp(best - $0) }, &random)]
  }

  /// What the runs on the reference size say, long runs counting by their length.
  private func evidence(_ weights: [Double]) -> ParallelismEvidence {
    var (time, busy) = (0.0, 0.0)
    var peaks: [(value: Double, weight: Double)] = []
    for (entry, weight) in zip(runs.entries, weights) where entry.cpus == reference {
      if let average = entry.use?.averageCPUs {
        time += weight * entry.seconds
        busy += weight * entry.seconds * average
      }
      if let peak = entry.use?.peakCPUs { peaks.append((peak, weight)) }
    }
    return ParallelismEvidence(
      cpus: reference, averageBusy: time > 0 ? min(busy / time, reference) : nil,
      peakBusy: WeightedSample(peaks).median)
  }

  /// The median logarithm of the durations on each size seen.
  private func typicalDurations(_ weights: [Double]) -> [Double: Double] {
    var pairs: [Double: [(value: Double, weight: Double)]] = [:]
    for (entry, weight) in zip(runs.entries, weights) {
      pairs[entry.cpus, default: []].append((log(entry.seconds), weight))
    }
    return pairs.compactMapValues { WeightedSample($0).median }
  }

  /// Half the squared error of a model over the sizes seen, in units of its variance.
  private func misfit(of model: ScalingModel, to seen: [Double: Double]) -> Double {
    guard let base = seen[reference] else { return 0 }
    return sizes.reduce(0) { sum, size in
      guard size != reference, let typical = seen[size] else { return sum }
      let error = log(model.duration(on: size)) - (typical - base)
      return sum + error * error / (2 * (variances[size] ?? 1))
    }
  }

  private func pick(_ likelihoods: [Double], _ random: inout SeededGenerator) -> Int {
    var left = random.uniform() * likelihoods.reduce(0, +)
    for (index, likelihood) in likelihoods.enumerated() {
      left -= likelihood
      if left < 0 { return index }
    }
    return likelihoods.count - 1
  }

  // MARK: - One machine

  private func forecast(for machine: Runner, cpus: Double, _ replicates: [Replicate]) -> SizeForecast {
    let own = runs.entries.indices.filter { runs.entries[$0].cpus == cpus }
    let speaksForItself =
      DecayingWeights.effectiveCount(own.map { runs.entries[$0].weight }) >= Self.enoughRunsOfOneSize
      || sizes == [cpus]
    let used = speaksForItself ? own : Array(runs.entries.indices)
    let slot = Dictionary(uniqueKeysWithValues: sizes.enumerated().map { ($0.element, $0.offset) })
    let sizeOf = used.map { slot[runs.entries[$0].cpus] ?? 0 }

    let distance = sizes.map { abs(log2(cpus / $0)) }.min() ?? 0
    let meter = machine.price.map(BillMeter.init)
    var forecast = SizeForecast(machine: machine, isMeasured: speaksForItself)
    var ratios: [[Double]] = Array(repeating: [], count: sizes.count)
    for replicate in replicates {
      let wanted =
        replicate.model.duration(on: cpus) * exp(Self.errorPerDoubling * distance * replicate.deviation)
      let factors = sizes.map { $0 == cpus ? 1 : wanted / replicate.model.duration(on: $0) }
      for (index, factor) in factors.enumerated() { ratios[index].append(factor) }
      var (sum, seconds, dollars) = (0.0, 0.0, 0.0)
      for (position, index) in used.enumerated() {
        let weight = replicate.weights[index]
        let predicted = replicate.seconds[index] * factors[sizeOf[position]]
        sum += weight
        seconds += weight * predicted
        dollars += weight * (meter?.dollars(forSeconds: predicted) ?? 0)
      }
      guard sum > 0 else { continue }
      forecast.seconds.append(seconds / sum)
      forecast.dollars.append(dollars / sum)
    }
    let typical = ratios.map { WeightedSample($0).median ?? 1 }
    forecast.durations = WeightedSample(
      used.enumerated().map { position, index in
        (runs.entries[index].seconds * typical[sizeOf[position]], runs.entries[index].weight)
      })
    return forecast
  }
}

/// What a job is expected to do on one machine.
struct SizeForecast {
  /// The machine.
  var machine: Runner
  /// Whether it rests on runs on that size alone, and not on those of other sizes.
  var isMeasured: Bool
  /// Mean duration of a run in seconds, in each replicate.
  var seconds: [Double] = []
  /// Mean bill of a run in dollars, in each replicate; zero where the price is unknown.
  var dollars: [Double] = []
  /// Single runs' durations in seconds.
  var durations = WeightedSample([])

  init(machine: Runner, isMeasured: Bool) {
    self.machine = machine
    self.isMeasured = isMeasured
  }
}
