/// What others predict of a build from its predecessors, re-implemented as the bench defines it.
struct BuildBaselines: Sendable {
  /// How many of the latest builds are looked through for passed ones.
  static let passedWindow = 40

  /// Seconds that the last build took.
  let last: Double
  /// The median of the last five.
  let median5: Double
  /// The median of the last five, of seconds for each job, times the jobs.
  let median5PerJob: Double
  /// The last build of the same branch, else the last, for each job.
  let lastOfBranch: Double
  /// The median of the last five that passed, for each job; where none of the last 40 did, of the last five.
  let passedMedian5: Double
  /// 1 if the last build did not pass.
  let lastFailed: Double
  /// Share of the last twenty that did not pass.
  let failureShare20: Double
  /// 1 if the last build of the branch did not pass; without one, the share of the last twenty.
  let branchFailed: Double

  /// Predicts a build, which must exist; `nil` without predecessors.
  init?(_ history: BuildHistory, _ index: Int) {
    let known = history.predecessors(of: index)
    guard let lastIndex = known.last else { return nil }
    let builds = history.builds
    let build = builds[index]
    let latest = known.suffix(5)
    last = builds[lastIndex].seconds
    median5 = Self.median(latest.map { builds[$0].seconds })
    let perJob = Self.median(latest.map { builds[$0].wallSeconds })
    median5PerJob = perJob * build.jobs
    let ofBranch = known.last { builds[$0].branch == build.branch }
    lastOfBranch = builds[ofBranch ?? lastIndex].wallSeconds * build.jobs
    let passed = known.suffix(Self.passedWindow).filter { builds[$0].isPassed }.suffix(5)
    let usual = passed.isEmpty ? perJob : Self.median(passed.map { builds[$0].wallSeconds })
    passedMedian5 = usual * build.jobs
    lastFailed = builds[lastIndex].isPassed ? 0 : 1
    let twenty = known.suffix(20)
    failureShare20 = Double(twenty.count { !builds[$0].isPassed }) / Double(twenty.count)
    branchFailed = ofBranch.map { builds[$0].isPassed ? 0 : 1 } ?? failureShare20
  }

  static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return .nan }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}

/// The interval that the last hundred ratios of builds to the median of five before them span.
struct RollingRatio: Sendable {
  /// Ratios kept.
  static let kept = 100
  private var ratios: [Double] = []

  /// Takes the ratio of a build that finished.
  mutating func take(_ ratio: Double) {
    guard ratio.isFinite else { return }
    if ratios.count >= Self.kept { ratios.removeFirst() }
    ratios.append(ratio)
  }

  /// The ratio that a share of them does not exceed, between the two nearest; 1 without any.
  func quantile(_ share: Double) -> Double {
    let sorted = ratios.sorted()
    guard let first = sorted.first else { return 1 }
    let place = share * Double(sorted.count - 1)
    let below = Int(place)
    guard below + 1 < sorted.count else { return sorted.last ?? first }
    return sorted[below] + (place - Double(below)) * (sorted[below + 1] - sorted[below])
  }
}
