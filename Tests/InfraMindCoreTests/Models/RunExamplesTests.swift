import Foundation
import Testing

@testable import InfraMindCore

@Suite struct RunExamplesTests {
  private static let start = 1_700_000_000.0

  private static func run(_ number: Int, seconds: Double = 100, passed: Bool = true) -> FinishedRun {
    let time = start + Double(number) * 3600
    return FinishedRun(
      PlannedRun(time: time), finished: time + seconds, seconds: seconds, outcome: passed ? .passed : .failed)
  }

  @Test func `a run is an example once five have finished`() {
    let series = RunSeries(name: "a", runs: (0..<12).map { Self.run($0) }.reversed())
    let examples = RunExamples([series])
    #expect(examples.count == 7)
    #expect(examples.window == Self.start + 5 * 3600...Self.start + 11 * 3600)
  }

  @Test func `runs that were still under way teach nothing`() {
    // Each takes ten hours, so that at every start those of the last ten hours are unknown.
    let series = RunSeries(name: "a", runs: (0..<20).map { Self.run($0, seconds: 36_000) })
    #expect(RunExamples([series]).count == 20 - 14)
  }

  /// One job's run of a repository that anybody may send changes to.
  private func jobRun(_ number: Int, seconds: Double, fork: Bool) throws -> JobRun {
    let begin = Date(timeIntervalSince1970: Self.start + Double(number) * 600)
    let end = begin.addingTimeInterval(seconds)
    let members = [
      #""platform":"github-actions","source":"github.com","repository":"acme/shop","job":"test""#,
      #""pipeline":".github/workflows/ci.yml","runner":{"labels":["ubuntu-latest"]},"branch":"main""#,
      #""run":"\#(number)\#(fork ? "9" : "0")","conclusion":"success","fromFork":\#(fork)"#,
      #""startedAt":"\#(Timestamp.text(of: begin))","finishedAt":"\#(Timestamp.text(of: end))""#,
    ]
    let line = "{\(members.joined(separator: ","))}"
    let decoded = JobRunDecoder().decode(Array(line.utf8))
    return try #require(decoded.runs.first, "\(decoded.problems)")
  }

  @Test func `a hostile contributor's runs are in no series and change no example`() throws {
    let own = try (0..<30).map { try jobRun($0, seconds: 120 + Double($0 % 7), fork: false) }
    let hostile = try (0..<30).map { try jobRun($0, seconds: 9000, fork: true) }
    let clean = RunSeries.series(of: own)
    let attacked = RunSeries.series(of: zip(hostile, own).flatMap { [$0, $1] })
    #expect(clean.map(\.name) == attacked.map(\.name))
    let times = { (series: [RunSeries]) in
      series.map { $0.runs.map { [$0.planned.time, $0.seconds, $0.finished] } }
    }
    #expect(times(clean) == times(attacked))
    #expect(clean.first?.runs.count == 30)
  }
}

/// Trains nothing: says what the labels' mean is, and remembers what it was given.
private struct MeanTrainer: TreeTraining {
  func train(
    _ table: FeatureTable, labels: [Double], weights: [Double]?, settings: TreeTrainingSettings,
    continuing previous: TreeModel?
  ) throws -> TreeModel {
    let mean = labels.reduce(0, +) / Double(labels.count)
    let objective = settings.objective == .binary ? "binary sigmoid:1" : "regression_l1"
    return try TreeModel(
      text: """
        tree
        version=v4
        num_class=1
        num_tree_per_iteration=1
        max_feature_idx=\(table.features.count - 1)
        objective=\(objective)
        feature_names=\(table.features.map(\.name).joined(separator: " "))

        Tree=0
        num_leaves=1
        num_cat=0
        leaf_value=\(mean)

        end of trees

        """)
  }
}

@Suite struct ModelTrialTests {
  /// Jobs that take `later` times as long from their sixteenth day on.
  private func examples(jobs: Int = 6, later: Double, failing: Bool = false) -> RunExamples {
    var generator = SeededGenerator(seed: 4)
    return RunExamples(
      (0..<jobs).map { job in
        let runs = (0..<200).map { number in
          let time = 1_700_000_000 + Double(number) * 20_000 + Double(job)
          let noise = Double.random(in: 0.9...1.1, using: &generator)
          let factor = number % 2 == 0 ? later : 1
          let outcome: FinishedRun.Outcome = failing && number % 3 == 0 ? .failed : .passed
          return FinishedRun(
            PlannedRun(time: time), finished: time + 100, seconds: 100 * noise * factor, outcome: outcome)
        }
        return RunSeries(name: "job \(job)", runs: runs)
      })
  }

  private func told(_ result: ModelTrial.Result) -> ModelTrial.Outcome? {
    if case .outcome(let outcome) = result { outcome } else { nil }
  }

  @Test func `a model that errs more than the rule without one is refused, with figures`() throws {
    let result = try ModelTrial(.failure).run(
      on: examples(later: 1, failing: true), with: MeanTrainer(), incumbent: nil, isContinued: false)
    let outcome = try #require(told(result))
    #expect(!outcome.verdict.isPromoted)
    #expect(outcome.opponent == "failures among the last twenty")
    #expect(outcome.table.rows.count == 3)
    #expect(outcome.measured.runs > 0 && outcome.measured.loss > 0)
    #expect(outcome.profiles.map(\.name) == RunFeatures.features.map(\.name))
  }

  @Test func `a model like the one that serves does not take its place`() throws {
    let trial = ModelTrial(.duration)
    let first = try #require(
      told(
        trial.run(on: examples(later: 2), with: MeanTrainer(), incumbent: nil, isContinued: true)))
    #expect(!first.isContinued)
    let incumbent = ModelTrial.Incumbent(name: "old", model: first.model, window: first.window)
    let again = try #require(
      told(
        trial.run(on: examples(later: 2), with: MeanTrainer(), incumbent: incumbent, isContinued: false)))
    #expect(again.opponent == "old")
    #expect(!again.verdict.isPromoted)
    guard case .refused(let comparison) = again.verdict else {
      Issue.record("\(again.verdict)")
      return
    }
    #expect(comparison.gain == 0)
  }

  @Test func `a model is continued with newer runs alone`() throws {
    let trial = ModelTrial(.duration)
    let all = examples(later: 2)
    let first = try #require(
      told(trial.run(on: all, with: MeanTrainer(), incumbent: nil, isContinued: true)))
    let early = ModelTrial.Incumbent(
      name: "old", model: first.model, window: 0...first.window.lowerBound + 20_000 * 20)
    let second = try #require(
      told(trial.run(on: all, with: MeanTrainer(), incumbent: early, isContinued: true)))
    #expect(second.isContinued)
    #expect(second.window.lowerBound > early.window.upperBound)
    #expect(second.rows < first.rows)
    let late = ModelTrial.Incumbent(name: "old", model: first.model, window: 0...3e9)
    guard
      case .obstacle(.tooFewRuns(0)) = try trial.run(
        on: all, with: MeanTrainer(), incumbent: late, isContinued: true)
    else {
      Issue.record("there is nothing newer")
      return
    }
  }

  /// A model of one leaf that was told of other features than today's.
  private func foreign(_ names: [String]) throws -> TreeModel {
    var table = FeatureTable(features: names.map { FeatureTable.Feature($0) })
    table.append(names.map { _ in 0 })
    return try MeanTrainer().train(
      table, labels: [0.5], weights: nil, settings: TreeTrainingSettings(.median), continuing: nil)
  }

  @Test
  func `a model of fewer features is compared but not continued, one of features that are gone is neither`()
    throws
  {
    let trial = ModelTrial(.duration)
    let all = examples(later: 2)
    let old = ModelTrial.Incumbent(name: "old", model: try foreign(["lag_1", "hour"]), window: 0...1)
    let compared = try #require(
      told(trial.run(on: all, with: MeanTrainer(), incumbent: old, isContinued: true)))
    #expect(!compared.isContinued && compared.opponent == "old")
    let gone = ModelTrial.Incumbent(name: "gone", model: try foreign(["lag_1", "moon"]), window: 0...1)
    let alone = try #require(
      told(trial.run(on: all, with: MeanTrainer(), incumbent: gone, isContinued: true)))
    #expect(!alone.isContinued && alone.opponent == "median of the last five")
    let replay = ModelReplay(.duration, on: all, after: 0)
    #expect(replay.comparison(of: gone.model, with: old.model) == nil)
  }

  @Test func `who errs less than a bad incumbent, and more than the rule without a model, does not serve`()
    throws
  {
    // All labels are about 0 but for noise; the incumbent says 0.5, the candidate 0.05.
    let wrong = ModelTrial.Incumbent(name: "wrong", model: try foreign(["lag_1"]), window: 0...1)
    let outcome = try #require(
      told(
        ModelTrial(.duration).run(
          on: examples(later: 1), with: MeanTrainer(), incumbent: wrong, isContinued: false)))
    #expect(outcome.opponent == "median of the last five")
    #expect(outcome.table.rows.map(\.name).contains("wrong"))
  }

  @Test func `once losses rose for good a new model learns from the runs since then, if there are enough`()
    throws
  {
    let all = examples(later: 2)
    let times = all.examples.map(\.time).sorted()
    let begin = times[times.count / 3]
    var drift = ModelReplay.Drift(verdict: .retrain(.errors), risenSince: begin)
    #expect(!drift.isContinued)
    let since = drift.lesson(from: all, heldOut: 0.4)
    #expect(since.count == times.filter { $0 > begin }.count)
    drift.risenSince = times[times.count - 100]
    #expect(drift.lesson(from: all, heldOut: 0.4).count == all.count, "a hundred runs are too few")
    #expect(ModelReplay.Drift(verdict: .fine).lesson(from: all, heldOut: 0.4).count == all.count)
    #expect(ModelReplay.Drift(verdict: .retrain(.inputs(["hour"]))).isContinued)
  }

  @Test func `without runs, or with runs all alike, nothing is trained`() throws {
    guard
      case .obstacle(.tooFewRuns(0)) = try ModelTrial(.duration).run(
        on: RunExamples([]), with: MeanTrainer(), incumbent: nil, isContinued: true)
    else {
      Issue.record("there are no runs")
      return
    }
    guard
      case .obstacle(.nothingToTell) = try ModelTrial(.failure).run(
        on: examples(later: 1), with: MeanTrainer(), incumbent: nil, isContinued: true)
    else {
      Issue.record("none failed")
      return
    }
  }

  @Test func `drift is told from newer runs, and a comparison by hash of the job goes on`() throws {
    let all = examples(later: 2)
    let outcome = try #require(
      told(ModelTrial(.duration).run(on: all, with: MeanTrainer(), incumbent: nil, isContinued: true)))
    let replay = ModelReplay(.duration, on: all, after: outcome.window.upperBound)
    #expect(replay.count > 100)
    #expect(replay.comparison(of: outcome.model, with: outcome.model)?.gain == 0)
    let live = try #require(
      replay.liveComparison(
        of: outcome.model, with: outcome.model, by: VariantAssignment(name: "x"),
        names: (0..<6).map { "job \($0)" }))
    #expect(live.observations == replay.count - 6, "the first run of a job tells how much its runs err")
    #expect(live.conclusion == .open)
  }
}
