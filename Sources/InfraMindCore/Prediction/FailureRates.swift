/// How often jobs failed lately: the risk of the next run where nothing learned knows it better.
struct FailureRates {
  /// Latest runs of a job that count.
  static let window = 50
  /// Runs' worth of belief that a job fails as often as all do together.
  static let usualRuns = 4.0
  /// Fewest runs on which a model can show that it knows better.
  static let fewestRuns = 50

  /// Share of all runs that failed, 0...1.
  private let share: Double

  /// - Parameter jobs: Whether each run of each job passed, in order.
  init(_ jobs: [[Bool]]) {
    let (runs, failed) = jobs.reduce((0, 0)) { ($0.0 + $1.count, $0.1 + $1.count { !$0 }) }
    share = Double(failed) / Double(max(runs, 1))
  }

  /// The risk of a job's next run, 0...1.
  func risk(after passed: some BidirectionalCollection<Bool>) -> Double {
    let latest = passed.suffix(Self.window)
    let failed = Double(latest.count { !$0 }) + Self.usualRuns * share
    return failed / (Double(latest.count) + Self.usualRuns)
  }

  /// Whether a model's risks would have cost less log loss than these rates on the later runs of jobs.
  ///
  /// - Parameters:
  ///   - jobs: The examples of each job, in order.
  ///   - cut: How many of a job's examples the model learned from.
  ///   - predict: The model's risk of an example.
  func areBeaten(
    on jobs: [[RunExample]], after cut: (Int) -> Int, by predict: ([Double]) -> Double
  ) -> Bool {
    var (count, ours, theirs) = (0, 0.0, 0.0)
    for examples in jobs {
      let passed = examples.map(\.isPassed)
      for place in cut(examples.count)..<examples.count {
        let label: Double = passed[place] ? 0 : 1
        count += 1
        ours += ModelPurpose.failure.loss(of: risk(after: passed[..<place]), for: label)
        theirs += ModelPurpose.failure.loss(of: predict(examples[place].row), for: label)
      }
    }
    return count >= Self.fewestRuns && theirs < ours
  }
}
