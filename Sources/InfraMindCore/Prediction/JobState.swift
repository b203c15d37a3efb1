package import FoundationEssentials
#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// All that size advice needs of a job's history, in at most 4 KB: brought up to date run by run in constant time, and
/// merged with the state that other runs of the job left elsewhere.
///
/// Adding runs in another order, or in parts that are merged, gives the same state but for rounding, as long as the
/// job ran on no more than ``mostSizes`` sizes; only the calibration of intervals depends on the order, since it
/// compares each run with what was known before it.
package struct JobState: Hashable, Sendable {
  /// Time after which a run counts half, in seconds.
  ///
  /// | Age of a run | its weight |
  /// | --- | --- |
  /// | 1 day | 0.98 |
  /// | 1 week | 0.85 |
  /// | 30 days | 0.50 |
  /// | 90 days | 0.13 |
  static let halfLife = 30.0 * 86_400
  /// Most sizes remembered: of more, those with the least weight are forgotten.
  static let mostSizes = 6
  /// Half-lives after which nothing is left of a run.
  static let longestMemory = 60

  /// Runs on each size, by rising vCPUs.
  private(set) var sizes: [SizeRecord] = []
  /// When the latest run that trains began; `nil` without any.
  private(set) var latest: Date?
  /// What memory it needs.
  private(set) var memory = JobMemory()
  /// Busy vCPUs of a run, on whatever size, on average and in the busiest moment.
  private(set) var averageCPUs = LogSketch(capacity: 12)
  private(set) var peakCPUs = LogSketch(capacity: 12)
  /// Logarithms of the largest share of the disk in use.
  private(set) var disk = DecayedMoments()
  /// Runs a day, whatever their end.
  private(set) var counts = DailyCounts()
  /// How well intervals held so far.
  private(set) var calibration = IntervalCalibration()
  /// Runs offered, but for those of forks.
  private(set) var offeredRuns = 0
  /// Weights are in units of that of a run so many half-lives after the reference date: runs never need to be
  /// touched again as they age.
  private var epoch: Int?

  /// A job of which nothing is known.
  package init() {}

  /// Adds a run.
  ///
  /// Runs of forks never enter: their authors could steer our advice. Those that failed, were cancelled, skipped or
  /// timed out tell nothing about the time of the whole job and only count as runs of a month; those out of memory
  /// tell about memory too.
  ///
  /// - Parameters:
  ///   - machine: The run's machine, if it is one of the job's ladder; others tell nothing.
  ///   - now: The time that counts as now: runs of the future count as of now.
  package mutating func add(_ run: JobRun, on machine: (cpus: Double?, memory: MemorySize?)?, now: Date) {
    guard !run.isFromFork else { return }
    offeredRuns = min(offeredRuns, .max - 1) + 1
    if run.conclusion != .skipped, let start = run.startedAt, start <= now { counts.add(start) }
    guard let machine else { return }
    let time = min(InMemoryRunHistory.time(of: run), now)
    if run.conclusion == .outOfMemory {
      let size = run.memory ?? machine.memory ?? run.use?.peakMemory
      memory.addExhaustion(of: size.map { Double($0.bytes) }, at: time)
    }
    guard run.conclusion == .success, let weight = weight(at: time) else { return }
    latest = max(latest ?? time, time)
    if let peak = run.use?.peakMemory { memory.add(peak: Double(peak.bytes), weight: weight) }
    if let share = run.use?.peakDiskUse, share > 0 { disk.add(log(min(share, 1)), weight: weight) }
    guard let seconds = run.duration.map({ $0 / .seconds(1) }), seconds > 0, let cpus = machine.cpus,
      cpus > 0,
      cpus.isFinite
    else { return }
    calibrate(seconds: seconds, cpus: cpus)
    if let busy = run.use?.averageCPUs(over: seconds) { averageCPUs.add(busy, weight: weight) }
    if let busy = run.use?.peakCPUs, busy >= 0 { peakCPUs.add(busy, weight: weight) }
    let place = place(of: cpus)
    sizes[place].add(run, seconds: seconds, weight: weight)
    forgetSizes()
  }

  /// The weight of a run in units of the epoch, which it moves if need be; `nil` for a run too old to count.
  private mutating func weight(at time: Date) -> Double? {
    let age = time.timeIntervalSinceReferenceDate / Self.halfLife
    guard age.isFinite, abs(age) < 1e9 else { return nil }
    let current = epoch ?? Int(age.rounded(.down))
    if age > Double(current + 16) || epoch == nil { rebase(to: Int(age.rounded(.down))) }
    let exponent = age - Double(epoch ?? current)
    return exponent >= -Double(Self.longestMemory) ? exp2(exponent) : nil
  }

  private mutating func rebase(to new: Int) {
    guard let old = epoch, old != new else {
      epoch = new
      return
    }
    epoch = new
    guard new - old <= Self.longestMemory else {
      sizes = []
      (averageCPUs, peakCPUs) = (LogSketch(capacity: 12), LogSketch(capacity: 12))
      disk = DecayedMoments()
      memory.forgetPeaks()
      return
    }
    // A whole power of two: nothing is rounded, so that it does not matter when it happens.
    let factor = exp2(Double(old - new))
    for place in sizes.indices { sizes[place].scale(by: factor) }
    sizes.removeAll { $0.logarithms.weight < exp2(-Double(Self.longestMemory)) }
    averageCPUs.scale(by: factor)
    peakCPUs.scale(by: factor)
    disk.scale(by: factor)
    memory.scale(by: factor)
  }

  private mutating func place(of cpus: Double) -> Int {
    let place = sizes.firstIndex { $0.cpus >= cpus } ?? sizes.count
    if place == sizes.count || sizes[place].cpus != cpus { sizes.insert(SizeRecord(cpus: cpus), at: place) }
    return place
  }

  private mutating func forgetSizes() {
    while sizes.count > Self.mostSizes {
      guard
        let least = sizes.indices.min(by: { sizes[$0].logarithms.weight < sizes[$1].logarithms.weight })
      else { return }
      sizes.remove(at: least)
    }
  }

  private mutating func calibrate(seconds: Double, cpus: Double) {
    let logarithm = log(seconds)
    if let record = sizes.first(where: { $0.cpus == cpus }) {
      guard record.runs >= 3, let typical = TypicalDuration(record) else { return }
      let deviation = (typical.noise * typical.noise + typical.error * typical.error).squareRoot()
      let limit = 1.645 * deviation * calibration.runFactor
      calibration.runWasInside(abs(logarithm - typical.location) <= limit)
    } else if !sizes.isEmpty, let (location, deviation) = SizeForecaster(self).prediction(on: cpus) {
      calibration.sizeWasOff(by: (logarithm - location) / deviation)
    }
  }

  // MARK: - Merging

  /// Adds all that other runs of the same job left; none may be in both.
  package mutating func merge(_ other: JobState) {
    var other = other
    if let left = epoch, let right = other.epoch {
      if left < right { rebase(to: right) } else { other.rebase(to: left) }
    } else {
      epoch = epoch ?? other.epoch
    }
    for record in other.sizes { sizes[place(of: record.cpus)].merge(record) }
    forgetSizes()
    latest = [latest, other.latest].compactMap(\.self).max()
    memory.merge(other.memory)
    averageCPUs.merge(other.averageCPUs)
    peakCPUs.merge(other.peakCPUs)
    disk.merge(other.disk)
    counts.merge(other.counts)
    calibration.merge(other.calibration)
    offeredRuns = min(offeredRuns, .max / 2) + min(other.offeredRuns, .max / 2)
  }
}

// MARK: - Reading

extension JobState {
  /// The state that runs leave, added in their order.
  ///
  /// - Parameter machine: The machine of a run, if it is one of the ladder.
  init(_ runs: [JobRun], now: Date, machine: (JobRun) -> (cpus: Double?, memory: MemorySize?)?) {
    self.init()
    for run in runs { add(run, on: machine(run), now: now) }
  }

  /// Successful runs with a duration on a known size.
  package var trainingRuns: Int { sizes.reduce(0) { $0 + min($1.runs, .max / 8) } }
  /// How many of them told how busy their vCPUs were.
  var measuredRuns: Int { sizes.reduce(0) { $0 + min($1.measuredRuns, .max / 8) } }

  /// The different numbers of vCPUs on which at least so many runs count, smallest first.
  func sizes(with least: Int) -> [Double] { sizes.filter { $0.runs >= least }.map(\.cpus) }

  /// Successful runs on machines with so many vCPUs.
  func runs(on cpus: Double?) -> Int { sizes.first { $0.cpus == cpus }?.runs ?? 0 }

  /// Probability that a run fills a disk as large as today's, 0...1; `nil` where nothing was measured.
  var outOfDisk: Double? {
    guard disk.weight > 0 else { return nil }
    return TailProbability.next(above: 0, after: disk, usualSpread: 0.1, usualCount: 6)
  }

  /// Bytes that it takes, its buffers included.
  package var byteCount: Int {
    let bins = sizes.map(\.durations) + [averageCPUs, peakCPUs, memory.peaks]
    // A buffer of a Swift array has a head of 32 bytes.
    return MemoryLayout<JobState>.size
      + 32 + sizes.capacity * MemoryLayout<SizeRecord>.stride
      + bins.reduce(0) { $0 + 32 + $1.bins.capacity * MemoryLayout<LogSketch.Bin>.stride }
      + 32 + memory.exhaustions.capacity * MemoryLayout<JobMemory.Exhaustion>.stride
      + 32 + DailyCounts.days * MemoryLayout<DailyCounts.Day>.stride
  }
}
