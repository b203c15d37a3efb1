import Foundation
import Testing

@testable import InfraMindCore

/// The adviser against jobs whose truth is known; `docs/sizes.md` has the table that this suite prints.
@Suite struct SizeSimulationTests {
  struct Setting: CustomTestStringConvertible {
    let runs: Int
    /// Dollars per minute of waiting.
    let waiting: Double
    /// Parallel stages of each job.
    var stages = 1
    var testDescription: String { "\(runs) runs, \(stages) stages, waiting at $\(waiting)" }
  }

  /// Jobs per setting: a few in every run of the tests, thousands for the table.
  static let jobs = ProcessInfo.processInfo.environment["INFRAMIND_SIMULATED_JOBS"].flatMap { Int($0) } ?? 30

  static let settings =
    [3, 5, 10, 20, 40].map { Setting(runs: $0, waiting: 0.02) } + [
      Setting(runs: 20, waiting: 0), Setting(runs: 20, waiting: 0.10),
      Setting(runs: 20, waiting: 0.02, stages: 2),
      Setting(runs: 20, waiting: 0.10, stages: 2),
    ]

  @Test(arguments: settings)
  func `moves are right far more often than wrong, never short of memory, and intervals hold`(
    _ setting: Setting
  ) {
    let tally = Self.simulate(jobs: Self.jobs, setting, seed: 7)
    print(tally.row(setting))
    #expect(tally.moves >= Self.jobs / 4)
    #expect(tally.share(of: tally.better) >= 95)
    #expect(tally.share(of: tally.timeHeld) >= 85)
    #expect(tally.share(of: tally.billHeld) >= (setting.runs < 10 ? 40 : 70))
    #expect(tally.belowMemory == 0)
    #expect(tally.regretThen < 0.75 * tally.regretToday)
  }

  private static func simulate(jobs: Int, _ setting: Setting, seed: UInt64) -> Tally {
    var random = SeededGenerator(seed: seed)
    var tally = Tally()
    let advisor = SizeAdvisor(policy: RunnerSizePolicy(minimumRuns: 1, minimumMeasuredRuns: 1))
    let preferences = AdvisingPreferences(dollarsPerWaitingMinute: setting.waiting)
    for _ in 0..<jobs {
      let job = SyntheticJob(&random, stages: setting.stages)
      let advice = advisor.advice(
        for: Example.row(job.today.labels), of: Example.job(), current: job.today,
        ladder: SyntheticJob.ladder,
        runs: job.history(setting.runs, &random),
        context: AdvisingContext(now: SyntheticJob.now, visibility: .private, preferences: preferences))
      tally.add(advice, job, setting.waiting)
    }
    return tally
  }
}

/// What came of advice on many jobs.
private struct Tally {
  var jobs = 0
  var moves = 0
  /// Moves after which a run truly costs less, waiting included.
  var better = 0
  /// Moves to less memory than the runs need.
  var belowMemory = 0
  /// Moves whose 90 % interval holds the true time saved, and the true bill.
  var timeHeld = 0
  var billHeld = 0
  var excessToday = 0.0
  var excessThen = 0.0

  /// Percentage of the moves.
  func share(of part: Int) -> Double { 100 * Double(part) / Double(max(moves, 1)) }
  /// Mean percentage by which a run costs more than on the best size, before and after the advice.
  var regretToday: Double { 100 * excessToday / Double(jobs) }
  var regretThen: Double { 100 * excessThen / Double(jobs) }

  mutating func add(_ advice: SizeAdvice, _ job: SyntheticJob, _ waiting: Double) {
    let today = job.cost(on: job.today, waiting: waiting)
    let admissible = SyntheticJob.ladder.filter { ($0.memory?.gibibytes ?? 0) >= job.peakGiB * 1.15 }
    let best = min(today, admissible.map { job.cost(on: $0, waiting: waiting) }.min() ?? today)
    jobs += 1
    excessToday += today / best - 1
    guard case .change(let suggestion) = advice, case .runner(let move) = suggestion.change else {
      excessThen += today / best - 1
      return
    }
    let then = job.cost(on: move.to, waiting: waiting)
    moves += 1
    excessThen += then / best - 1
    if then < today { better += 1 }
    if (move.to.memory?.gibibytes ?? 0) < job.peakGiB * 1.1 { belowMemory += 1 }
    let seconds = job.truth(on: job.today).seconds - job.truth(on: move.to).seconds
    if suggestion.effect.secondsPerRun?.holds(seconds, slack: 0.5) == true { timeHeld += 1 }
    if suggestion.effect.billThen?.holds(job.truth(on: move.to).dollars, slack: 1e-4) == true {
      billHeld += 1
    }
  }

  func row(_ setting: SizeSimulationTests.Setting) -> String {
    let shares = [
      100 * Double(moves) / Double(jobs), share(of: better), share(of: timeHeld), share(of: billHeld),
    ]
    let figures = (shares + [regretToday, regretThen]).map { "\(FigureText.fixed($0, 0)) %" }
    return
      "| \(setting.stages) | \(setting.runs) | \(setting.waiting) | \(figures.joined(separator: " | ")) | \(belowMemory) |"
  }
}

extension Interval {
  fileprivate func holds(_ value: Double, slack: Double) -> Bool {
    low - slack <= value && value <= high + slack
  }
}
