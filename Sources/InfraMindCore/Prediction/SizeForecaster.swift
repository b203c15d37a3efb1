#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Predicts duration and bill of a job on every size of a ladder, with the spread of what is not known.
///
/// The evidence of parallelism is read off one size; what it leaves open takes 128 evenly spread sets of values, out of
/// which, where the job ran on several sizes, those are preferred that explain the durations seen there. Each size's
/// typical duration is then a weighted mean of what the sizes seen say of it, itself among them: each counts by how
/// many runs it has and how near it is.
struct SizeForecaster {
  /// Standard deviation of the logarithm of a size's typical duration that a good model may miss it by.
  static let modelError = 0.07
  /// Standard deviation of the logarithm by which a size may differ from the model for each doubling away from the
  /// nearest size seen: for disks, caches and clocks, which are not modelled.
  static let errorPerDoubling = 0.07

  /// Standard deviation of the share of a job's time that its steps say was spent waiting.
  static let waitingError = 0.05

  /// One size that the job ran on.
  private struct Seen {
    let record: SizeRecord
    let typical: TypicalDuration
    let shape: DurationShape
    var cpus: Double { record.cpus }

    init(_ record: SizeRecord, _ typical: TypicalDuration, factor: Double) {
      self.record = record
      self.typical = typical
      shape = DurationShape(record, typical, factor: factor)
    }
  }

  private let seen: [Seen]
  private let reference: Int
  private let modelFactor: Double
  private let models: [ScalingModel]
  /// For each size seen, the logarithm of its typical duration less what the model says of it, in each prediction.
  private let levels: [[Double]]

  /// Whether the models are those of other jobs.
  private let isByOthers: Bool

  /// Prepares a forecast. A state without runs gives none, unless others speak for it.
  ///
  /// - Parameters:
  ///   - others: What other jobs say, for a job of which nothing tells how busy its vCPUs were.
  ///   - today: vCPUs of the machine that a job without runs asks for.
  init(_ state: JobState, others: OtherJobs? = nil, today: Double? = nil) {
    let runFactor = state.calibration.runFactor
    modelFactor = state.calibration.modelFactor
    var seen = state.sizes.compactMap { record in
      TypicalDuration(record).map { Seen(record, $0, factor: runFactor) }
    }
    if seen.isEmpty, let others, let today, today > 0, today.isFinite {
      seen = [Seen(SizeRecord(cpus: today), others.typicalDuration(on: today), factor: runFactor)]
    }
    self.seen = seen
    let reference = Self.reference(of: seen.map(\.record))
    self.reference = reference
    guard !seen.isEmpty else {
      (models, levels, isByOthers) = ([], [], false)
      return
    }
    let evidence = seen[reference].record.parallelism
    let teachers = evidence.averageBusy == nil ? others : nil
    isByOthers = teachers != nil
    let models = Self.models(seen, reference, modelFactor: modelFactor, others: teachers)
    self.models = models
    levels = zip(seen, ScalingDraws.locations).map { size, errors in
      zip(models, errors).map { model, error in
        size.typical.location + size.typical.error * error - log(model.duration(on: size.cpus))
      }
    }
  }

  /// The size that the parallelism is read off: that with the most weight of measured runs, or of runs if none
  /// was measured; of equals the smallest.
  private static func reference(of records: [SizeRecord]) -> Int {
    let isMeasured = records.contains { $0.measuredRuns > 0 }
    let weights = records.map { $0.logarithms.weight * (isMeasured && $0.measuredRuns == 0 ? 0 : 1) }
    return weights.indices.max { (weights[$0], $1) < (weights[$1], $0) } ?? 0
  }

  /// The models of all predictions.
  private static func models(
    _ seen: [Seen], _ reference: Int, modelFactor: Double, others: OtherJobs?
  ) -> [ScalingModel] {
    let evidence = seen[reference].record.parallelism
    if seen.count == 1, others == nil { return ScalingDraws.few.map(evidence.model) }
    var candidates = ScalingDraws.many.map(evidence.model)
    let own = (others?.strangers ?? 1) / Double(candidates.count)
    var weights = [Double](repeating: own, count: candidates.count)
    if let others {
      candidates += others.models
      weights += others.weights.map { $0 * (1 - others.strangers) }
    }
    var misfits = [Double](repeating: 0, count: candidates.count)
    let base = seen[reference].typical
    for (index, size) in seen.enumerated() where index != reference {
      let error = modelError * modelFactor
      let variance = error * error + size.typical.error * size.typical.error + base.error * base.error
      let wanted = size.typical.location - base.location
      for (candidate, model) in candidates.enumerated() {
        // Models of other jobs have another machine as their reference.
        let miss = log(model.duration(on: size.cpus) / model.duration(on: seen[reference].cpus)) - wanted
        misfits[candidate] += miss * miss / (2 * variance)
      }
    }
    if let waiting = evidence.waitingShare {
      for (candidate, model) in candidates.enumerated() {
        let excess = model.parallelShare(on: evidence.cpus) + waiting - 1
        if excess > 0 { misfits[candidate] += excess * excess / (2 * waitingError * waitingError) }
      }
    }
    let least = misfits.min() ?? 0
    return ScalingDraws.chosen(by: zip(weights, misfits).map { $0 * exp(least - $1) }).map { candidates[$0] }
  }

  /// What speaks for other jobs: some of the models, evenly spread over all of them.
  func typicalCandidates(_ count: Int) -> [OtherJobs.Candidate] {
    guard !seen.isEmpty, count > 0 else { return [] }
    let chosen =
      models.count <= count
      ? models : (0..<count).map { models[$0 * models.count / count + models.count / (2 * count)] }
    let base = seen[reference]
    return chosen.map { model in
      let further = log(model.duration(on: model.referenceCPUs) / model.duration(on: base.cpus))
      return OtherJobs.Candidate(model: model, location: base.typical.location + further)
    }
  }

  // MARK: - Forecasts

  /// One forecast for each machine, in their order; machines of unknown size get none.
  func forecasts(for machines: [Runner]) -> [SizeForecast?] { machines.map(forecast) }

  /// The logarithm of a run's duration in seconds on a size not seen, and its standard deviation; `nil` if nothing was
  /// seen at all.
  func prediction(on cpus: Double) -> (location: Double, deviation: Double)? {
    guard let shape = seen.first?.shape, let locations = locations(on: cpus)?.values else { return nil }
    let count = Double(locations.count)
    let mean = locations.reduce(0, +) / count
    let variance = locations.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    return (mean, (variance + shape.noise * shape.noise).squareRoot())
  }

  /// The logarithms of the typical duration on a size, and what share each size seen has in them.
  private func locations(on cpus: Double) -> (values: [Double], shares: [Double])? {
    guard !seen.isEmpty, cpus > 0, cpus.isFinite else { return nil }
    let distances = seen.map { Self.errorPerDoubling * modelFactor * abs(log2(cpus / $0.cpus)) }
    let precisions = zip(seen, distances).map { size, distance in
      1 / (size.typical.error * size.typical.error + distance * distance)
    }
    let total = precisions.reduce(0, +)
    let shares = precisions.map { $0 / total }
    let spread = zip(shares, distances).reduce(0) { $0 + $1.0 * $1.0 * $1.1 * $1.1 }.squareRoot()
    var values = models.map { log($0.duration(on: cpus)) }
    for (share, level) in zip(shares, levels) {
      for index in values.indices { values[index] += share * level[index] }
    }
    for index in values.indices { values[index] += spread * ScalingDraws.deviations[index] }
    return (values, shares)
  }

  private var unmeasuredBasis: SizePrediction.Basis {
    if seen.count > 1 { return .otherSizes }
    if isByOthers { return .otherJobs }
    return seen[reference].record.measuredRuns > 0 ? .telemetry : .guess
  }

  private func forecast(for machine: Runner) -> SizeForecast? {
    guard let cpus = machine.cpus, let (locations, shares) = locations(on: cpus),
      let nearest = shares.indices.max(by: { shares[$0] < shares[$1] }),
      let spread = Interval(replicates: locations)
    else { return nil }
    let shape = seen[nearest].shape
    let own = seen.firstIndex { $0.cpus == cpus }
    let isMeasured = own.map { shares[$0] >= 0.5 && seen[$0].record.runs > 0 } ?? false
    let meter = machine.price.map(BillMeter.init)
    var seconds = [Double](repeating: 0, count: locations.count)
    var dollars = seconds
    for index in locations.indices {
      let typical = exp(locations[index])
      seconds[index] = (meter?.seconds(of: shape.mean * typical) ?? shape.mean * typical)
      dollars[index] = meter?.meanDollars(typical: typical, shape.low, shape.high) ?? 0
    }
    let above = spread.high - spread.middle
    let typical = exp(spread.middle)
    let modelDeviation = above / 1.6449
    return SizeForecast(
      machine: machine,
      basis: isMeasured ? .measured : unmeasuredBasis,
      seconds: seconds, dollars: dollars, p50: typical,
      p90: typical * exp((shape.log90 * shape.log90 + 0.607 * above * above).squareRoot()),
      p95: typical * exp((shape.log95 * shape.log95 + above * above).squareRoot()),
      logDeviation: (shape.noise * shape.noise + modelDeviation * modelDeviation).squareRoot(),
      runDeviation: shape.noise, queueSeconds: own.flatMap { seen[$0].record.queue.value })
  }
}
