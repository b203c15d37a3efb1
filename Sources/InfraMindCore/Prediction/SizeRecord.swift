internal import FoundationEssentials
#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What a job's successful runs on machines with one number of vCPUs say, in bounded memory.
struct SizeRecord: Hashable, Sendable {
  /// Standard deviation of the logarithms of a job's durations that is believed beforehand, and how many runs that
  /// belief is worth. Two runs of one commit differ by 8 % in the median.
  static let usualNoise = 0.10
  static let usualCount = 3.0
  /// Least standard deviation of the logarithms of durations that is believed.
  static let leastNoise = 0.02

  /// vCPUs, finite and greater than zero.
  let cpus: Double
  /// How many runs there were, whatever their age.
  private(set) var runs = 0
  /// How many of them told how busy their vCPUs were.
  private(set) var measuredRuns = 0
  /// Durations in seconds.
  private(set) var durations = LogSketch(capacity: 24)
  /// Logarithms of the durations.
  private(set) var logarithms = DecayedMoments()
  /// Busy vCPUs of a run, long runs counting by their length.
  private(set) var averageCPUs = DecayedMoments()
  /// Busy vCPUs in a run's busiest moment.
  private(set) var peakCPUs = DecayedMoments()
  /// Shares of the time in which something waited for a CPU, and for the disk (PSI).
  private(set) var cpuPressure = WeightedMean()
  private(set) var ioPressure = WeightedMean()
  /// Share of the time that runs waited in steps which no machine makes faster, where nothing better was measured.
  private(set) var waitingShare = WeightedMean()
  /// Seconds before a machine took a run.
  private(set) var queue = WeightedMean()

  init(cpus: Double) { self.cpus = cpus }

  /// Adds a run that took so many seconds.
  mutating func add(_ run: JobRun, seconds: Double, weight: Double) {
    runs = min(runs, .max - 1) + 1
    durations.add(seconds, weight: weight)
    logarithms.add(log(seconds), weight: weight)
    if let queued = run.queueTime { queue.add(queued / .seconds(1), weight: weight) }
    let average = run.use?.averageCPUs(over: seconds)
    if average == nil, let share = WaitingSteps.share(of: run) { waitingShare.add(share, weight: weight) }
    guard let use = run.use else { return }
    if let average {
      measuredRuns = min(measuredRuns, .max - 1) + 1
      averageCPUs.add(min(average, cpus), weight: weight * seconds)
    }
    if let peak = use.peakCPUs, peak >= 0 { peakCPUs.add(min(peak, cpus), weight: weight) }
    if let pressure = use.cpuPressure { cpuPressure.add(min(max(pressure, 0), 1), weight: weight) }
    if let pressure = use.ioPressure { ioPressure.add(min(max(pressure, 0), 1), weight: weight) }
  }

  /// Adds all of another of the same size.
  mutating func merge(_ other: SizeRecord) {
    runs = min(runs, .max / 2) + min(other.runs, .max / 2)
    measuredRuns = min(measuredRuns, .max / 2) + min(other.measuredRuns, .max / 2)
    durations.merge(other.durations)
    logarithms.merge(other.logarithms)
    averageCPUs.merge(other.averageCPUs)
    peakCPUs.merge(other.peakCPUs)
    cpuPressure.merge(other.cpuPressure)
    ioPressure.merge(other.ioPressure)
    waitingShare.merge(other.waitingShare)
    queue.merge(other.queue)
  }

  /// Multiplies all weights by a factor greater than zero.
  mutating func scale(by factor: Double) {
    durations.scale(by: factor)
    logarithms.scale(by: factor)
    averageCPUs.scale(by: factor)
    peakCPUs.scale(by: factor)
    cpuPressure.scale(by: factor)
    ioPressure.scale(by: factor)
    waitingShare.scale(by: factor)
    queue.scale(by: factor)
  }

  /// What is busy here.
  var parallelism: ParallelismEvidence {
    let count = averageCPUs.effectiveCount
    return ParallelismEvidence(
      cpus: cpus, averageBusy: averageCPUs.weight > 0 ? averageCPUs.mean : nil,
      averageError: count > 0 ? (averageCPUs.variance / count).squareRoot() : 0,
      peakBusy: peakCPUs.weight > 0 ? peakCPUs.mean : nil, cpuPressure: cpuPressure.value,
      ioPressure: ioPressure.value, waitingShare: waitingShare.value)
  }
}

extension ResourceUse {
  /// Busy vCPUs of a run of so many seconds: as measured, or by its CPU time; `nil` if neither is known.
  func averageCPUs(over seconds: Double) -> Double? {
    let average = averageCPUs ?? cpuTime.map { $0 / .seconds(1) / seconds }
    return average.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
  }
}

/// A weighted mean that decays and is merged.
struct WeightedMean: Hashable, Sendable {
  private(set) var weight = 0.0
  private var sum = 0.0

  /// The mean; `nil` without values.
  var value: Double? { weight > 0 ? sum / weight : nil }

  /// Adds a value; one that is not finite, or without a positive finite weight, is left out.
  mutating func add(_ value: Double, weight added: Double) {
    guard value.isFinite, added.isFinite, added > 0 else { return }
    weight += added
    sum += added * value
  }

  /// Adds all of another.
  mutating func merge(_ other: WeightedMean) {
    weight += other.weight
    sum += other.sum
  }

  /// Multiplies all weights by a factor greater than zero.
  mutating func scale(by factor: Double) {
    weight *= factor
    sum *= factor
  }
}

// MARK: - Typical duration

/// Where a size's durations lie and how they scatter, in logarithms of seconds.
struct TypicalDuration {
  /// The middle.
  let location: Double
  /// Standard deviation of single runs.
  let noise: Double
  /// Standard deviation of the middle, for what so few runs can tell.
  let error: Double
  /// How many equally weighted runs it rests on.
  let count: Double

  /// States it.
  init(location: Double, noise: Double, error: Double, count: Double) {
    self.location = location
    self.noise = noise
    self.error = error
    self.count = count
  }

  /// Reads it off a record; `nil` without weight.
  init?(_ record: SizeRecord) {
    guard let middle = record.durations.trimmedMean(cut: 0.1) else { return nil }
    location = middle
    count = max(record.logarithms.effectiveCount, 1)
    let degrees = SizeRecord.usualCount + count - 1
    let usual = SizeRecord.usualNoise * SizeRecord.usualNoise
    let variance = Self.robustVariance(record) ?? usual
    noise = max(
      ((SizeRecord.usualCount * usual + (count - 1) * variance) / degrees).squareRoot(), SizeRecord.leastNoise
    )
    // The 95th percentile of Student's distribution beside the normal one's.
    error = noise * (1 + 1.1 / degrees) / count.squareRoot()
  }

  /// The variance, of which outliers can make no more than four times that of the middle half.
  private static func robustVariance(_ record: SizeRecord) -> Double? {
    let quartiles = record.durations.logQuantiles([0.25, 0.75])
    guard quartiles.count == 2, record.logarithms.effectiveCount > 1.5 else { return nil }
    let deviation = (quartiles[1] - quartiles[0]) / 1.349
    return min(
      record.logarithms.variance,
      max(4 * deviation * deviation, SizeRecord.leastNoise * SizeRecord.leastNoise))
  }
}
