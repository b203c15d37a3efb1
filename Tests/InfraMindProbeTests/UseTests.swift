import InfraMindCore
import Testing

@testable import InfraMindProbe

@Suite struct UseTests {
  private let machine = MachineFacts(scope: .machine)

  private func sample(_ time: Double, cpu: Int, memory: Int) -> Sample {
    var sample = Sample(time: time)
    sample.cpu = cpu
    sample.memory = memory
    return sample
  }

  @Test func `averages are of time, and peaks of moments`() throws {
    var meter = UseMeter()
    // One second with 3 CPUs and 10 bytes, then nine idle ones with 20.
    meter.add(sample(100, cpu: 0, memory: 10))
    meter.add(sample(101, cpu: 3_000_000, memory: 10))
    meter.add(sample(102, cpu: 3_000_000, memory: 20))
    meter.add(sample(110, cpu: 3_000_000, memory: 20))
    let use = try #require(meter.use(on: machine))
    #expect(use.averageCPUs == 0.3)
    #expect(use.peakCPUs == 3)
    #expect(use.averageMemory == MemorySize(bytes: 18))
    #expect(use.peakMemory == MemorySize(bytes: 20))
    #expect(use.cpuTime == .seconds(3))
    #expect(use.outOfMemoryKills == nil)
  }

  @Test func `a process that came and went between samples counts by its own peak`() throws {
    var meter = UseMeter()
    meter.add(sample(0, cpu: 0, memory: 10))
    meter.add(sample(1, cpu: 0, memory: 10))
    #expect(meter.use(on: machine, largestProcess: 500)?.peakMemory == MemorySize(bytes: 500))
  }

  @Test func `a clock that jumps back changes nothing`() {
    var meter = UseMeter()
    meter.add(sample(100, cpu: 0, memory: 10))
    meter.add(sample(50, cpu: 9_000_000, memory: 99))
    #expect(meter.use(on: machine) == nil)
    meter.add(sample(101, cpu: 1_000_000, memory: 10))
    #expect(meter.use(on: machine)?.averageCPUs == 1)
  }

  @Test func `within a tick of the clock no more CPUs are busy than there are`() throws {
    var machine = machine
    machine.cpus = 2
    var meter = UseMeter()
    meter.add(sample(0, cpu: 0, memory: 10))
    meter.add(sample(0.001, cpu: 10_000, memory: 10))
    let use = try #require(meter.use(on: machine))
    #expect(use.averageCPUs == 2 && use.peakCPUs == 2)
    #expect(use.cpuTime == .milliseconds(10))
  }

  @Test func `counters that shrink are not told`() {
    var meter = UseMeter()
    meter.add(sample(0, cpu: 9_000_000, memory: 1))
    meter.add(sample(1, cpu: 0, memory: 1))
    let use = meter.use(on: machine)
    #expect(use?.averageCPUs == nil)
    #expect(use?.peakCPUs == nil)
    #expect(use?.peakMemory == MemorySize(bytes: 1))
  }

  @Test(arguments: [1, 2, 119, 120, 121, 240, 1000, 10_000])
  func `a series keeps its peaks and its end in few points`(count: Int) throws {
    var meter = UseSeriesMeter()
    var cpu = 0
    for second in 0...count {
      // One busy second somewhere, and one moment of high memory elsewhere.
      cpu += second == count / 3 ? 7_000_000 : 1_000_000
      meter.add(sample(Double(second), cpu: cpu, memory: second == count / 2 ? 999 : 100))
    }
    let series = meter.series
    #expect(series.points.count <= UseSeries.mostPoints)
    #expect(series.points.compactMap(\.peakMemory).max() == 999)
    #expect(try #require(series.points.compactMap(\.peakCPUs).max()) >= (count >= 3 ? 7 : 1))
    #expect(try #require(series.points.last).end == Double(count))
    #expect(zip(series.points, series.points.dropFirst()).allSatisfy { $0.end < $1.end })
    // The means, weighed by time, are the whole's mean.
    var begin = 0.0
    let seconds = series.points.reduce(0.0) { sum, point in
      defer { begin = point.end }
      return sum + (point.meanCPUs ?? 0) * (point.end - begin)
    }
    #expect(
      abs(seconds - Double(cpu - (0 == count / 3 ? 7_000_000 : 1_000_000)) / 1e6) < 1e-6 * Double(count))
  }
}
