public import FoundationEssentials

/// What the last move of a job's row to another machine brought, told by its runs before and since: the receipt for a
/// suggestion that was followed, or for a move that somebody made without one.
public struct MoveReceipt: Hashable, Sendable {
  /// The machine that it had.
  public let from: Runner
  /// The machine that it has since.
  public let to: Runner
  /// When the first run on the new machine began.
  public let movedAt: Date
  /// How many runs before it count: those that passed and are of no fork.
  public let runsBefore: Int
  /// How many runs since count.
  public let runsSince: Int
  /// Seconds that a run takes less than before, its wait for a machine left out; negative if it takes longer.
  public let secondsPerRun: Interval
  /// Dollars that a run costs less than before; `nil` unless both prices are known.
  public let dollarsPerRun: Interval?
  /// Dollars that a month costs less than before; `nil` also if the runs since cover less than a week.
  public let dollarsPerMonth: Interval?

  /// Fewest runs on either machine that say anything.
  public static let fewestRuns = 3
  /// Most runs before the move that it is compared with.
  static let mostBefore = 50

  /// Looks for the last move.
  ///
  /// Intervals hold the difference of the means with a probability of 90 % (Welch's unequal variances test, with Student's
  /// quantile by Cornish and Fisher's expansion). Runs on a third machine in between, such as trials, do not count.
  ///
  /// - Parameters:
  ///   - history: Runs of one row of a job, in any order.
  ///   - now: What counts as now.
  ///   - machine: A run's machine; `nil` if it is unknown.
  /// - Returns: `nil` if it never moved, or too few runs tell.
  public init?(_ history: [JobRun], now: Date, machine: (JobRun) -> Runner?) {
    let runs = history.compactMap { run -> Run? in
      guard !run.isFromFork, run.conclusion == .success, let start = run.startedAt, start <= now,
        let duration = run.duration, duration > .zero, let machine = machine(run)
      else { return nil }
      return Run(start: start, duration: duration, machine: machine)
    }.sorted { $0.start < $1.start }
    guard let last = runs.last,
      let split = runs.lastIndex(where: { $0.machine.place != last.machine.place }),
      case let since = Array(runs[(split + 1)...]), let first = since.first,
      case let earlier = runs[...split].filter({ $0.machine.place == runs[split].machine.place }),
      case let before = Array(earlier.suffix(Self.mostBefore)), let old = before.last,
      before.count >= Self.fewestRuns, since.count >= Self.fewestRuns
    else { return nil }
    from = old.machine
    to = last.machine
    movedAt = first.start
    runsBefore = before.count
    runsSince = since.count
    secondsPerRun = Self.difference(before.map(\.seconds), since.map(\.seconds))
    dollarsPerRun = Self.dollars(before, since)
    let days = now.timeIntervalSince(first.start) / 86_400
    let month = MonthlyRuns.month
    guard days >= MonthlyRuns.shortestWindow, let money = dollarsPerRun else {
      dollarsPerMonth = nil
      return
    }
    let perMonth = Double(since.count) / days * month
    dollarsPerMonth = Interval(
      low: money.low * perMonth, middle: money.middle * perMonth, high: money.high * perMonth)
  }

  /// What the runs since came to, as far as they tell.
  public enum Verdict: Hashable, Sendable {
    /// It costs less, by more than chance.
    case saves
    /// It costs more, by more than chance.
    case costs
    /// Both could be.
    case undecided
  }

  /// Whether the move paid.
  ///
  /// - Parameter perMinute: What a minute of waiting is worth, in dollars.
  public func verdict(perMinute: Double) -> Verdict {
    let money = dollarsPerRun ?? Interval(low: 0, middle: 0, high: 0)
    let time = perMinute / 60
    // Bill and time of a run go together, so the bounds of both are added rather than their squares.
    let low = money.low + secondsPerRun.low * time
    let high = money.high + secondsPerRun.high * time
    return low > 0 ? .saves : high < 0 ? .costs : .undecided
  }

  // MARK: - Figures

  private struct Run {
    var start: Date
    var duration: Duration
    var machine: Runner
    var seconds: Double { duration / .seconds(1) }
  }

  private static func dollars(_ before: [Run], _ since: [Run]) -> Interval? {
    func bills(_ runs: [Run]) -> [Double]? {
      let bills = runs.compactMap { $0.machine.price?.bill(for: $0.duration).dollars }
      return bills.count == runs.count ? bills : nil
    }
    guard let old = bills(before), let new = bills(since) else { return nil }
    return difference(old, new)
  }

  /// By how much the mean of the second is below that of the first.
  private static func difference(_ first: [Double], _ second: [Double]) -> Interval {
    let (one, other) = (Sample(first), Sample(second))
    let middle = one.mean - other.mean
    let (a, b) = (one.variance / one.count, other.variance / other.count)
    let error = (a + b).squareRoot()
    guard error > 0 else { return Interval(low: middle, middle: middle, high: middle) }
    // Welch and Satterthwaite's degrees of freedom.
    let freedom = (a + b) * (a + b) / (a * a / (one.count - 1) + b * b / (other.count - 1))
    let reach = TailProbability.studentQuantile(at: 0.95, degrees: freedom) * error
    return Interval(low: middle - reach, middle: middle, high: middle + reach)
  }

  private struct Sample {
    var count: Double
    var mean: Double
    var variance: Double

    init(_ values: [Double]) {
      let mean = values.reduce(0, +) / Double(values.count)
      count = Double(values.count)
      self.mean = mean
      variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
    }
  }
}

extension Runner {
  /// What makes two machines the same place to run: names and prices may change meanwhile.
  fileprivate var place: String {
    "\(family) \(label ?? severalLabels.joined(separator: ",")) \(cpus ?? 0) \(memory?.bytes ?? 0)"
  }
}
