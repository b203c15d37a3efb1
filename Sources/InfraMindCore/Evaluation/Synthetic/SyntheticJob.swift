internal import FoundationEssentials
#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A job whose truth is known: what it takes and costs on every size.
struct SyntheticJob: Sendable {
  /// Work that one vCPU does after another, in seconds.
  let fixedSeconds: Double
  /// How busy a vCPU is during it, 0...1.
  let fixedBusy: Double
  /// Parallel work in vCPU seconds, stage by stage, and the most vCPUs that each stage can use.
  let stages: [(work: Double, degree: Double)]
  /// Median of the runs' peaks of memory.
  let peakGiB: Double
  /// Size that it runs on at first.
  let today: Runner

  /// Standard deviation of the logarithm of a run's duration.
  static let noise = 0.08
  /// The same of a run's peak of memory, and of what is measured of its vCPUs.
  static let memoryNoise = 0.05
  static let meterNoise = 0.03
  /// The time of the first run.
  static let now = Date(timeIntervalSince1970: 1_795_000_000)
  /// Time between two runs.
  static let interval = 21_600.0

  /// 2 to 32 vCPUs at GitHub's prices, billed by whole minutes.
  static let ladder: [Runner] = [(2, 0.006), (4, 0.012), (8, 0.022), (16, 0.042), (32, 0.082)].map {
    cpus, dollars in
    Runner(
      label: "linux-\(Int(cpus))", name: "Linux x64, \(Int(cpus)) vCPU",
      family: RunnerFamily(vendor: "github", os: "linux", architecture: "x64"), cpus: cpus,
      memory: MemorySize(gibibytes: cpus * 4),
      price: RunnerPrice(
        perMinute: Money(nanodollars: Int64(dollars * 1e9)), billing: .wholeMinutes, source: "test",
        asOf: "2026"))
  }

  /// A job of one parallel stage, or of two with different degrees, which no model here has.
  init(_ random: inout SeededGenerator, stages count: Int = 1) {
    let fixed = random.uniform(15, 60)
    let busy = random.uniform(0.2, 1)
    let work = 240 * exp(random.normal())
    let degree = exp2(random.uniform(0, 5.5))
    self.init(fixed: fixed, busy: busy, work: work, degree: degree, stages: count, &random)
  }

  /// A job of one parallel stage with so many vCPU seconds of work; the rest is drawn.
  init(fixedSeconds: Double, work: Double, degree: Double, _ random: inout SeededGenerator) {
    self.init(
      fixed: fixedSeconds, busy: random.uniform(0.2, 1), work: work, degree: degree, stages: 1, &random)
  }

  private init(
    fixed: Double, busy: Double, work: Double, degree: Double, stages count: Int,
    _ random: inout SeededGenerator
  ) {
    fixedSeconds = fixed
    fixedBusy = busy
    let first = count == 1 ? 1 : random.uniform()
    stages = [(work * first, degree), (work * (1 - first), exp2(random.uniform() * log2(degree)))]
    let peak = 3 * exp(0.8 * random.normal())
    peakGiB = peak
    let wide = Self.ladder.filter { ($0.memory?.gibibytes ?? 0) > peak * 1.2 }
    let rungs = wide.isEmpty ? [Self.ladder[4]] : wide
    today = rungs[Int(random.uniform() * Double(rungs.count))]
  }

  /// Duration without noise.
  func seconds(on cpus: Double) -> Double {
    stages.reduce(fixedSeconds) { $0 + $1.work / min(cpus, $1.degree) }
  }

  /// Mean time and bill of a run on a machine, over its noise: of 200 equally likely runs.
  func truth(on runner: Runner) -> (seconds: Double, dollars: Double) {
    let middle = seconds(on: runner.cpus ?? 1)
    let meter = runner.price.map(BillMeter.init)
    var (seconds, dollars) = (0.0, 0.0)
    for factor in Self.noiseFactors {
      seconds += middle * factor
      dollars += meter?.dollars(forSeconds: middle * factor) ?? 0
    }
    let count = Double(Self.noiseFactors.count)
    return (seconds / count, dollars / count)
  }

  private static let noiseFactors = (0..<200).map { index in
    exp(noise * NormalQuantile.value(at: (Double(index) + 0.5) / 200))
  }

  /// What a run costs in dollars on average, its waiting included.
  func cost(on runner: Runner, waiting: Double) -> Double {
    let truth = truth(on: runner)
    return truth.dollars + truth.seconds / 60 * waiting
  }

  /// The share of a run's time that at most so many vCPUs are busy in is `probability`: what sampled use would show.
  func busyCPUs(on cpus: Double, at probability: Double) -> Double {
    var parts = stages.map { (busy: min(cpus, $0.degree), seconds: $0.work / min(cpus, $0.degree)) }
    parts.append((fixedBusy, fixedSeconds))
    parts.sort { $0.busy < $1.busy }
    let total = parts.reduce(0) { $0 + $1.seconds }
    var sum = 0.0
    for part in parts {
      sum += part.seconds
      if sum >= probability * total * (1 - 1e-12) { return part.busy }
    }
    return parts.last?.busy ?? 0
  }

  // MARK: - Runs

  /// Runs on one machine, one every six hours.
  ///
  /// - Parameter first: Number of the first run: with it time goes on.
  func runs(_ count: Int, on machine: Runner, first: Int, _ random: inout SeededGenerator) -> [JobRun] {
    let cpus = machine.cpus ?? 1
    let middle = seconds(on: cpus)
    let level = stages.filter { $0.work > 0 }.map { min(cpus, $0.degree) }.max() ?? 0
    let average = (fixedSeconds * fixedBusy + stages.reduce(0) { $0 + $1.work }) / middle
    return (first..<(first + count)).map { index in
      var run = JobRun(
        platform: .gitHubActions, repository: "o/n", pipeline: "ci.yml", job: "test", run: "\(index)",
        conclusion: .success)
      let start = Self.now.addingTimeInterval(Self.interval * Double(index))
      run.startedAt = start
      run.finishedAt = start.addingTimeInterval(middle * exp(Self.noise * random.normal()))
      run.runnerLabels = machine.labels
      run.cpus = cpus
      run.memory = machine.memory
      run.use = ResourceUse(
        averageCPUs: min(cpus, average * exp(Self.meterNoise * random.normal())),
        peakCPUs: min(cpus, max(level * exp(Self.meterNoise * random.normal()), average * 1.01)),
        peakMemory: MemorySize(gibibytes: peakGiB * exp(Self.memoryNoise * random.normal())))
      run.visibility = .private
      return run
    }
  }

  /// The time an hour after so many runs.
  static func time(after runs: Int) -> Date {
    now.addingTimeInterval(interval * Double(max(runs - 1, 0)) + 3600)
  }
}
