package import InfraMindCore

/// Sums up samples, one after another, in constant memory.
package struct UseMeter: Sendable {
  /// Shortest time over which a rate is believed, in seconds: shorter ones are noise of the clock.
  private static let shortestWindow = 0.5

  private var first: Sample?
  private var last: Sample?
  private var windowStart: Sample?
  private var peakCPUs: Double?
  private var peakMemory: Int?
  private var peakDisk: Double?
  /// Byte-seconds of memory, and the seconds that they stand for.
  private var memoryTime = 0.0
  private var memorySeconds = 0.0

  /// Nothing measured yet.
  package init() {}

  /// Time between the first and the latest sample, in seconds.
  package var seconds: Double { first.flatMap { first in last.map { $0.time - first.time } } ?? 0 }

  /// Takes in the next sample. One that is not later than the one before is passed over, since clocks jump.
  package mutating func add(_ sample: Sample) {
    guard let previous = last else {
      first = sample
      windowStart = sample
      last = sample
      notePeaks(sample)
      return
    }
    guard sample.time > previous.time else { return }
    if let before = previous.memory, let now = sample.memory {
      let seconds = sample.time - previous.time
      memoryTime += (Double(before) + Double(now)) / 2 * seconds
      memorySeconds += seconds
    }
    notePeaks(sample)
    if let start = windowStart, sample.time - start.time >= Self.shortestWindow {
      if let cpus = Self.cpus(start, sample) { peakCPUs = max(peakCPUs ?? 0, cpus) }
      windowStart = sample
    }
    last = sample
  }

  private mutating func notePeaks(_ sample: Sample) {
    if let memory = sample.memory { peakMemory = max(peakMemory ?? 0, memory) }
    if let disk = sample.diskUse { peakDisk = max(peakDisk ?? 0, disk) }
  }

  /// Busy CPUs between two samples.
  package static func cpus(_ start: Sample, _ end: Sample) -> Double? {
    guard let before = start.cpu, let after = end.cpu, after >= before, end.time > start.time else {
      return nil
    }
    return Double(after - before) / 1e6 / (end.time - start.time)
  }

  /// What was used.
  ///
  /// - Parameters:
  ///   - machine: Bounds.
  ///   - largestProcess: Largest memory of any single process that has ended, in bytes: what happens between two samples
  ///     shows there.
  package func use(on machine: MachineFacts, largestProcess: Int? = nil) -> ResourceUse? {
    guard let first, let last, last.time > first.time else { return nil }
    let seconds = last.time - first.time
    func grown(_ counter: (Sample) -> Int?) -> Int? {
      guard let before = counter(first), let after = counter(last), after >= before else { return nil }
      return after - before
    }
    func share(_ counter: (Sample) -> Int?) -> Double? {
      grown(counter).map { min(1, Double($0) / 1e6 / seconds) }
    }
    func size(_ counter: (Sample) -> Int?) -> MemorySize? {
      grown(counter).map { MemorySize(bytes: Int64($0)) }
    }

    let cpuTime = grown(\.cpu)
    // Counters move by whole ticks of the clock: over a few of them they can grow by more than the machine has.
    let most = machine.cpus ?? .infinity
    let average = cpuTime.map { min(Double($0) / 1e6 / seconds, most) }
    let peak = [peakMemory, largestProcess].compactMap { $0 }.max()
    var use = ResourceUse(
      averageCPUs: average, peakCPUs: average.map { max($0, min(peakCPUs ?? 0, most)) },
      averageMemory: memorySeconds > 0 ? MemorySize(bytes: Int64(memoryTime / memorySeconds)) : nil,
      peakMemory: peak.map { MemorySize(bytes: Int64($0)) })
    use.cpuTime = cpuTime.map { .microseconds(Int64($0)) }
    use.memoryLimit = machine.memoryLimit.map { MemorySize(bytes: Int64($0)) }
    use.outOfMemoryKills = grown(\.kills)
    use.cpuPressure = share(\.cpuPressure)
    use.memoryPressure = share(\.memoryPressure)
    use.ioPressure = share(\.ioPressure)
    use.diskRead = size(\.diskRead)
    use.diskWritten = size(\.diskWritten)
    use.peakDiskUse = peakDisk
    use.networkReceived = size(\.received)
    use.networkSent = size(\.sent)
    return use
  }
}
