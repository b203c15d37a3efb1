import Foundation

@testable import InfraMindCore

/// A job whose truth is known: what it would take and cost on every size.
struct SyntheticJob {
  let fixedSeconds: Double
  /// How busy a vCPU is during the fixed part.
  let fixedBusy: Double
  /// Parallel work in vCPU seconds, stage by stage, and the most vCPUs that each stage can use.
  let stages: [(work: Double, degree: Double)]
  let peakGiB: Double
  /// Size that the history was recorded on.
  let today: Runner

  static let noise = 0.08
  static let now = Date(timeIntervalSince1970: 1_795_000_000)

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
    fixedSeconds = random.uniform(15, 60)
    fixedBusy = random.uniform(0.2, 1)
    let work = 240 * exp(random.normal())
    let degree = exp2(random.uniform(0, 5.5))
    let first = count == 1 ? 1 : random.uniform()
    stages = [(work * first, degree), (work * (1 - first), exp2(random.uniform() * log2(degree)))]
    let peak = 3 * exp(0.8 * random.normal())
    peakGiB = peak
    let wide = Self.ladder.filter { ($0.memory?.gibibytes ?? 0) > peak * 1.2 }
    let rungs = wide.isEmpty ? [Self.ladder[4]] : wide
    today = rungs[Int(random.uniform() * Double(rungs.count))]
  }

  func seconds(on cpus: Double) -> Double {
    stages.reduce(fixedSeconds) { $0 + $1.work / min(cpus, $1.degree) }
  }

  /// Mean time and bill of a run on a machine, over its noise.
  func truth(on runner: Runner) -> (seconds: Double, dollars: Double) {
    var random = SeededGenerator(seed: 99)
    let draws = (0..<400).map { _ in noisy(seconds(on: runner.cpus ?? 1), &random) }
    let meter = runner.price.map(BillMeter.init)
    let dollars = draws.reduce(0) { $0 + (meter?.dollars(forSeconds: $1) ?? 0) }
    return (draws.reduce(0, +) / 400, dollars / 400)
  }

  func cost(on runner: Runner, waiting: Double) -> Double {
    let truth = truth(on: runner)
    return truth.dollars + truth.seconds / 60 * waiting
  }

  private func noisy(_ seconds: Double, _ random: inout SeededGenerator) -> Double {
    seconds * exp(Self.noise * random.normal())
  }

  /// Runs on today's machine, one every six hours, the last one an hour ago.
  func history(_ count: Int, _ random: inout SeededGenerator) -> [JobRun] {
    let cpus = today.cpus ?? 1
    return (0..<count).map { index in
      let seconds = noisy(self.seconds(on: cpus), &random)
      let level = stages.filter { $0.work > 0 }.map { min(cpus, $0.degree) }.max() ?? 0
      let work = stages.reduce(0) { $0 + $1.work }
      let average = (fixedSeconds * fixedBusy + work) / self.seconds(on: cpus)
      var run = JobRun(
        platform: .gitHubActions, repository: "o/n", pipeline: "ci.yml", job: "test", run: "\(index)",
        conclusion: .success)
      run.startedAt = Self.now.addingTimeInterval(-3600 - 21_600 * Double(count - index))
      run.finishedAt = run.startedAt?.addingTimeInterval(seconds)
      run.runnerLabels = today.labels
      run.cpus = cpus
      run.memory = today.memory
      run.use = ResourceUse(
        averageCPUs: min(cpus, average * exp(0.03 * random.normal())),
        peakCPUs: min(cpus, max(level * exp(0.03 * random.normal()), average * 1.01)),
        peakMemory: MemorySize(gibibytes: peakGiB * exp(0.05 * random.normal())))
      run.visibility = .private
      return run
    }
  }
}

/// One row of a job, for advice.
enum Example {
  static func job(timeout: Duration? = nil) -> JobDefinition {
    let position = SourcePosition(file: ".github/workflows/ci.yml", line: 3, column: 3)
    return JobDefinition(
      key: JobKey(platform: .gitHubActions, repository: "o/n", pipeline: "ci.yml", job: "test"), name: "test",
      position: position, rows: [], steps: [], timeout: timeout)
  }

  static func row(_ labels: [String]) -> JobRow {
    JobRow(
      matrix: [:], variant: JobVariant(), name: "test",
      runner: .labels(labels, SourcePosition(file: ".github/workflows/ci.yml", line: 4, column: 14)))
  }
}
