import Foundation
import Testing

@testable import InfraMindCore

@Suite struct SizeAdvisorTests {
  private let ladder = SyntheticJob.ladder
  private let now = SyntheticJob.now

  /// What a case changes of twenty runs of ten minutes on 8 vCPU, of which one is busy.
  private struct Case {
    var count = 20
    var cpus = 8.0
    var seconds = 600.0
    var average: Double? = 0.9
    var peak: Double? = 1
    var peakGiB: Double? = 3
    var daysAgo = 0.0
    var edit: (inout JobRun, Int) -> Void = { _, _ in }
  }

  private func runs(_ one: Case) -> [JobRun] {
    (0..<one.count).map { index in
      var run = JobRun(
        platform: .gitHubActions, repository: "o/n", pipeline: "ci.yml", job: "test", run: "\(index)",
        conclusion: .success)
      let age = 86_400 * (one.daysAgo + Double(one.count - index) / 2)
      run.startedAt = now.addingTimeInterval(-age)
      // A little noise that is the same in every run of the tests.
      run.finishedAt = run.startedAt?.addingTimeInterval(one.seconds + Double(index * 7 % 11) - 5)
      run.runnerLabels = ["linux-\(Int(one.cpus))"]
      run.cpus = one.cpus
      run.memory = MemorySize(gibibytes: one.cpus * 4)
      run.use = ResourceUse(
        averageCPUs: one.average, peakCPUs: one.peak,
        peakMemory: one.peakGiB.map { MemorySize(gibibytes: $0) })
      one.edit(&run, index)
      return run
    }
  }

  private func advice(
    _ runs: [JobRun], cpus: Double = 8, ladder: [Runner]? = nil, current: Runner? = nil,
    visibility: RepositoryVisibility? = .private, preferences: AdvisingPreferences = AdvisingPreferences(),
    timeout: Duration? = nil, population: JobPopulation? = nil, seed: UInt64 = 1
  ) throws -> SizeAdvice {
    let today = try current ?? #require((ladder ?? self.ladder).first { $0.cpus == cpus })
    var context = AdvisingContext(now: now, seed: seed, visibility: visibility, preferences: preferences)
    context.population = population
    return SizeAdvisor().advice(
      for: Example.row(today.labels), of: Example.job(timeout: timeout), current: today,
      ladder: ladder ?? self.ladder, runs: runs, context: context)
  }

  private func change(_ advice: SizeAdvice) throws -> (suggestion: Suggestion, move: RunnerChange) {
    guard case .change(let suggestion) = advice, case .runner(let move) = suggestion.change else {
      throw Kept(advice: advice)
    }
    return (suggestion, move)
  }

  private struct Kept: Error { let advice: SizeAdvice }

  private func code(_ advice: SizeAdvice) -> String? {
    guard case .keep(let reason) = advice else { return nil }
    #expect(reason.sentence.hasSuffix("."))
    return reason.code
  }

  // MARK: - Jobs without runs

  /// Twelve jobs of ten minutes on two vCPUs, which they keep busy as they would many more.
  private var parallelJobs: JobPopulation {
    var population = JobPopulation()
    for number in 0..<12 {
      var random = SeededGenerator(seed: UInt64(number))
      let job = SyntheticJob(fixedSeconds: 20, work: 1200, degree: 32, &random)
      var state = JobState()
      for run in job.runs(8, on: ladder[0], first: 0, &random) {
        state.add(run, on: (ladder[0].cpus, ladder[0].memory), now: now)
      }
      var key = Example.job().key
      key.job = "other \(number)"
      population.add(JobProfile(key, steps: ["test"]), state)
    }
    return population
  }

  @Test func `of a job that never ran the size is named that jobs like it gain on, but nobody is sure`()
    throws
  {
    let preferences = AdvisingPreferences(dollarsPerWaitingMinute: 0.2)
    let advice = try advice([], cpus: 2, preferences: preferences, population: parallelJobs)
    guard case .keep(let reason) = advice else { throw Kept(advice: advice) }
    #expect(reason.code == "interval-straddles")
    #expect(reason.sentence.hasPrefix("No run of it is known; these are figures of jobs like it. On "))
    #expect(reason.sentence.contains(" waiting included, but anything from "))
    #expect((reason.trial?.machine.cpus ?? 0) > 2)
    #expect(code(try self.advice([], cpus: 2, preferences: preferences)) == "too-few-runs")
  }

  @Test func `one run without telemetry is enough where others are of one mind`() throws {
    let preferences = AdvisingPreferences(dollarsPerWaitingMinute: 1)
    let one = runs(Case(count: 1, cpus: 2, seconds: 620, average: nil, peak: nil, peakGiB: nil))
    let (suggestion, move) = try change(
      advice(one, cpus: 2, preferences: preferences, population: parallelJobs))
    #expect((move.to.cpus ?? 0) > 2)
    #expect(suggestion.evidence.contains { $0.hasPrefix("How it scales is concluded from 12 other jobs") })
    #expect(code(try self.advice(one, cpus: 2, preferences: preferences)) == "too-few-runs")
  }

  @Test func `others do not speak for a job whose runs all failed, nor allow less memory`() throws {
    let failed = runs(Case(count: 4, edit: { run, _ in run.conclusion = .failure }))
    #expect(code(try advice(failed, population: parallelJobs)) == "too-few-runs")
    #expect(code(try advice([], cpus: 32, population: parallelJobs)) == "nothing-fits")
  }

  // MARK: - Moves

  @Test func `a job that keeps one of eight vCPUs busy goes to two, as fast and cheaper`() throws {
    let (suggestion, move) = try change(try advice(runs(Case())))
    #expect(move.to.label == "linux-2")
    #expect(move.from == ["linux-8"])
    #expect(
      suggestion.summary.hasPrefix(
        "Move test from linux-8 (8 vCPU, 32 GiB) to linux-2 (2 vCPU, 8 GiB): about"))
    #expect(suggestion.summary.hasSuffix("cheaper a run."))
    let effect = suggestion.effect
    // 10 or 11 whole minutes at $0.022 and at $0.006.
    #expect((0.22...0.242).contains(try #require(effect.billNow)))
    let then = try #require(effect.billThen)
    #expect((0.06...0.066).contains(then.middle))
    let month = try #require(effect.dollarsPerMonth)
    #expect(month.low < month.middle && month.middle < month.high && month.low > 0)
    #expect(suggestion.adviceOnly == nil)
    #expect(suggestion.confidence >= 0.95)
    #expect(suggestion.undo == "Set the runner back to linux-8 in .github/workflows/ci.yml.")
    #expect(suggestion.position.line == 4)
    #expect(suggestion.job.job == "test")
    #expect(suggestion.evidence.contains { $0.contains("$0.022 a minute (test, 2026)") })
    #expect(suggestion.evidence.contains { $0.contains("at least 3.5 GiB are needed") })
  }

  @Test func `a job that ran faster on more vCPUs goes there when waiting is worth it`() throws {
    var history = runs(Case(count: 12, cpus: 2, seconds: 1200, average: 1.9, peak: 2))
    history += runs(Case(count: 12, cpus: 8, seconds: 340, average: 6.7, peak: 8))
    let wait = AdvisingPreferences(dollarsPerWaitingMinute: 0.10)
    let (suggestion, move) = try change(try advice(history, cpus: 2, preferences: wait))
    #expect((move.to.cpus ?? 0) >= 8)
    #expect((suggestion.effect.secondsPerRun?.low ?? 0) > 600)
  }

  @Test func `durations on two sizes suffice without telemetry`() throws {
    let blank = Case(average: nil, peak: nil, peakGiB: 2)
    var small = blank
    (small.count, small.cpus, small.seconds) = (12, 2, 605)
    let (_, move) = try change(try advice(runs(blank) + runs(small)))
    #expect(move.to.label == "linux-2")
  }

  @Test func `less memory than the peaks and 15 percent is never advised`() throws {
    for peak in [3.0, 6.9, 7.1, 13.8, 14.2, 27.9] {
      let advice = try advice(runs(Case(peakGiB: peak)))
      guard case .change(let suggestion) = advice, case .runner(let move) = suggestion.change else {
        continue
      }
      #expect((move.to.memory?.gibibytes ?? 0) >= peak * 1.15)
    }
    #expect(try change(try advice(runs(Case(peakGiB: 7.1)))).move.to.label == "linux-4")
    #expect(code(try advice(runs(Case(peakGiB: 27.9)))) != nil)
  }

  @Test func `without memory figures the memory is never less`() throws {
    #expect(code(try advice(runs(Case(peakGiB: nil)))) == "best-already")
  }

  @Test func `a size that recorded more vCPUs than the catalogue says counts as recorded`() throws {
    var catalogued = ladder[3]
    catalogued.cpus = 8
    catalogued.memory = MemorySize(gibibytes: 32)
    catalogued.label = "ubuntu"
    let history = runs(
      Case(edit: { run, _ in
        run.runnerLabels = ["ubuntu"]
        run.cpus = 16
        run.memory = MemorySize(gibibytes: 63)
      }))
    let (_, move) = try change(try advice(history, current: catalogued))
    #expect(move.current.cpus == 16)
    #expect(move.current.memory == MemorySize(gibibytes: 63))
  }

  @Test func `a size without a label is advice only, and says how to name it`() throws {
    var nameless = ladder
    nameless[0].label = nil
    let (suggestion, _) = try change(try advice(runs(Case()), ladder: nameless))
    #expect(suggestion.adviceOnly?.contains(".inframind.yml") == true)
    // Several labels name it well enough; whether they can be written is the adapter's to say.
    nameless[0].severalLabels = ["self-hosted", "small"]
    #expect(try change(try advice(runs(Case()), ladder: nameless)).suggestion.adviceOnly == nil)
  }

  @Test func `a move between standard and larger runners says what included minutes change`() throws {
    var sizes = ladder
    for index in sizes.indices { sizes[index].usesIncludedMinutes = index == 0 }
    let line = { (advice: SizeAdvice) throws in
      try change(advice).suggestion.evidence.first { $0.contains("Minutes that your plan includes") }
    }
    let cheaper = try advice(runs(Case()), ladder: sizes, current: sizes[2])
    #expect(try line(cheaper)?.contains("pay for linux-2 and never for larger runners") == true)
    #expect(try line(cheaper)?.hasSuffix("the move saves more than these figures say.") == true)
    #expect(try line(advice(runs(Case()), ladder: sizes, current: sizes[2], visibility: .public)) == nil)
    #expect(try line(advice(runs(Case()))) == nil)
    var history = runs(Case(count: 12, cpus: 2, seconds: 1200, average: 1.9, peak: 2))
    history += runs(Case(count: 12, cpus: 8, seconds: 340, average: 6.7, peak: 8))
    let wait = AdvisingPreferences(dollarsPerWaitingMinute: 0.10)
    let faster = try advice(history, ladder: sizes, current: sizes[0], preferences: wait)
    #expect(try line(faster)?.hasSuffix("the move costs more than these figures say.") == true)
  }

  @Test func `two runs out of memory move a job up, whatever it costs`() throws {
    let history = runs(
      Case(
        cpus: 2, average: 1.5, peak: 2,
        edit: { run, index in
          guard index % 5 == 0 else { return }
          run.conclusion = .outOfMemory
          run.use = nil
        }))
    let (suggestion, move) = try change(try advice(history, cpus: 2, visibility: nil))
    #expect(move.to.label == "linux-4")
    #expect(suggestion.summary.contains("4 runs ran out of memory"))
    #expect(suggestion.effect.dollarsPerMonth == nil)
    #expect(suggestion.effect.unknownBecause != nil)
  }

  @Test func `a limit that today's size breaks moves the job, gain or not`() throws {
    let history =
      runs(Case(count: 12, cpus: 2, seconds: 1200, average: 1.9, peak: 2))
      + runs(Case(count: 12, cpus: 4, seconds: 640, average: 3.6, peak: 4))
    let hurry = AdvisingPreferences(dollarsPerWaitingMinute: 0, longestDuration: .seconds(800))
    let (_, move) = try change(try advice(history, cpus: 2, preferences: hurry))
    #expect((move.to.cpus ?? 0) >= 4)
  }

  // MARK: - Reasons to keep

  @Test func `few runs are not believed, and those that do not train do not count`() throws {
    #expect(code(try advice(runs(Case(count: 2)))) == "too-few-runs")
    #expect(code(try advice([])) == "too-few-runs")
    let edits: [(inout JobRun, Int) -> Void] = [
      { run, _ in run.conclusion = .failure }, { run, _ in run.conclusion = .cancelled },
      { run, _ in run.conclusion = .skipped }, { run, _ in run.conclusion = .timedOut },
      { run, _ in run.isFromFork = true }, { run, _ in run.finishedAt = nil },
      { run, _ in run.finishedAt = run.startedAt }, { run, _ in run.runnerLabels = ["windows-8"] },
    ]
    for edit in edits { #expect(code(try advice(runs(Case(edit: edit)))) == "too-few-runs") }
  }

  @Test func `a saving too small for a change is said to be one, and a loss a loss`() {
    let small = KeepReason.bestAlready(
      ladder[0], next: ladder[1], saving: Interval(low: 0.001, middle: 0.002, high: 0.003), runs: 20)
    #expect(
      small.sentence.hasPrefix("No other size is worth a change") && small.sentence.contains("smallest-gain"))
    let loss = KeepReason.bestAlready(
      ladder[0], next: ladder[1], saving: Interval(low: -3, middle: -2, high: -1), runs: 20)
    #expect(loss.sentence.contains("is the best size known") && loss.sentence.contains("cost $2.00 more"))
  }

  @Test func `each reason has its code`() throws {
    #expect(code(try advice(runs(Case(average: nil, peak: nil)))) == "no-telemetry")
    #expect(code(try advice(runs(Case(daysAgo: 91)))) == "stale-history")
    #expect(code(try advice(runs(Case()), ladder: [ladder[2]])) == "no-other-size")
    #expect(code(try advice(runs(Case(cpus: 2, average: 0.9, peak: 1)), cpus: 2)) == "best-already")
    var unpriced = ladder
    for index in unpriced.indices { unpriced[index].price = nil }
    #expect(code(try advice(runs(Case()), ladder: unpriced)) == "unknown-price")
    #expect(code(try advice(runs(Case()), ladder: unpriced, visibility: nil)) == "unknown-price")
    unpriced[2].price = ladder[2].price
    #expect(code(try advice(runs(Case()), ladder: unpriced)) == "nothing-fits")
    var unknown = ladder[2]
    unknown.cpus = nil
    let unrecorded = runs(Case(edit: { run, _ in run.cpus = nil }))
    #expect(code(try advice(unrecorded, current: unknown)) == "unknown-machine")
  }

  @Test func `a full machine that was the only one seen straddles`() throws {
    let busy = runs(Case(cpus: 2, seconds: 1200, average: 1.8, peak: 2))
    let wait = AdvisingPreferences(dollarsPerWaitingMinute: 0.05)
    #expect(code(try advice(busy, cpus: 2, preferences: wait)) == "interval-straddles")
  }

  @Test func `limits rule sizes out`() throws {
    let fast = AdvisingPreferences(longestDuration: .seconds(700), mostCPUs: 8)
    let parallel = runs(Case(average: 7.5, peak: 8))
    #expect(code(try advice(parallel, preferences: fast)) == "nothing-fits")
    #expect(code(try advice(parallel, timeout: .seconds(12 * 60))) != nil)
  }

  // MARK: - Free machines

  private func freeLadder() -> [Runner] {
    var free = ladder
    free[1].price?.perMinute = .zero
    return free
  }

  @Test func `a free machine is kept unless the user says what waiting is worth`() throws {
    let history =
      runs(Case(count: 20, cpus: 4, seconds: 2400, average: 3.9, peak: 4))
      + runs(Case(count: 12, cpus: 16, seconds: 640, average: 14.6, peak: 16))
    let kept = try advice(history, cpus: 4, ladder: freeLadder(), visibility: .public)
    #expect(code(kept) == "free-runner")
    let chosen = AdvisingPreferences(dollarsPerWaitingMinute: 0.5)
    let (suggestion, move) = try change(
      try advice(history, cpus: 4, ladder: freeLadder(), visibility: .public, preferences: chosen))
    #expect((move.to.cpus ?? 0) >= 8)
    #expect((suggestion.effect.dollarsPerMonth?.high ?? 1) < 0)
    #expect(suggestion.effect.billNow == 0)
  }

  @Test func `a value of waiting counts as chosen once it is given or set`() {
    var preferences = AdvisingPreferences()
    #expect(!preferences.hasChosenWaitingValue && preferences.dollarsPerWaitingMinute == 0.02)
    preferences.dollarsPerWaitingMinute = 0.02
    #expect(preferences.hasChosenWaitingValue)
    #expect(AdvisingPreferences(dollarsPerWaitingMinute: 0).hasChosenWaitingValue)
  }

  @Test func `a paid machine gives way to a free one`() throws {
    let (_, move) = try change(try advice(runs(Case()), ladder: freeLadder(), visibility: .public))
    #expect(move.to.label == "linux-4")
  }

  // MARK: - Laws

  @Test func `equal input gives equal output, and other jobs do not matter`() throws {
    let history = runs(Case())
    #expect(try advice(history) == (try advice(history)))
    let others = history.map { run in
      var run = run
      run.isFromFork = true
      run.finishedAt = run.startedAt?.addingTimeInterval(5)
      run.cpus = 4000
      run.memory = MemorySize(gibibytes: 1)
      return run
    }
    #expect(try advice(history + others) == (try advice(history)))
  }

  @Test func `scaling all prices and the value of waiting changes no choice`() throws {
    let base = try change(try advice(runs(Case()))).move.to.label
    var dear = ladder
    for index in dear.indices {
      dear[index].price?.perMinute = (ladder[index].price?.perMinute ?? .zero) * 10
    }
    let preferences = AdvisingPreferences(dollarsPerWaitingMinute: 0.2)
    #expect(
      try change(try advice(runs(Case()), ladder: dear, preferences: preferences)).move.to.label == base)
  }

  @Test func `another seed tells the same but for rounding`() throws {
    let first = try change(try advice(runs(Case()), seed: 1))
    let second = try change(try advice(runs(Case()), seed: 2))
    #expect(first.move == second.move)
    #expect(first.suggestion.id == second.suggestion.id)
  }

  @Test func `extreme values neither crash nor pass for knowledge`() throws {
    let edits: [(inout JobRun, Int) -> Void] = [
      { run, _ in run.cpus = .nan }, { run, _ in run.cpus = 0 }, { run, _ in run.cpus = .infinity },
      { run, _ in run.use?.averageCPUs = .nan }, { run, _ in run.use?.averageCPUs = 1e300 },
      { run, _ in run.use?.peakMemory = MemorySize(bytes: .max) },
      { run, _ in run.memory = MemorySize(bytes: 0) },
      { run, _ in run.startedAt = .distantPast }, { run, _ in run.finishedAt = .distantFuture },
    ]
    for edit in edits {
      guard case .change(let suggestion) = try advice(runs(Case(edit: edit))) else { continue }
      #expect(suggestion.effect.secondsPerRun?.middle.isFinite == true)
      #expect(suggestion.effect.billThen?.middle.isFinite == true)
    }
  }
}
