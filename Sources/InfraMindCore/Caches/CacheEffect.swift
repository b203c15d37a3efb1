/// What a cache is expected to save, from what a job's steps took in the past.
enum CacheEffect {
  /// Runs needed before a figure is given.
  static let fewestRuns = 5
  /// Shares of the served steps' time that count as saved. Cautious assumptions of ours, not measurements,
  /// until runs of the same job with and without a hit tell the truth; the lower end of the interval is zero.
  struct Shares {
    /// Of the median time, for the middle estimate.
    var middle: Double
    /// Of the 90th percentile, for the upper end: a restored cache still has to be fetched, unpacked,
    /// installed.
    var most: Double
    /// The middle one in words.
    var words: String

    /// Shares for steps that install, or whose outputs are kept: a quarter, at most three quarters. For
    /// tools whose steps build and test too while only downloads are kept: a tenth, at most a half.
    init(of tool: CacheTool) {
      let keepsDownloadsOfBuilds = [CacheTool.maven, .gradle, .nuget].contains(tool)
      middle = keepsDownloadsOfBuilds ? 0.1 : 0.25
      most = keepsDownloadsOfBuilds ? 0.5 : 0.75
      words = keepsDownloadsOfBuilds ? "a tenth" : "a quarter"
    }
  }

  /// Seconds that a run would save, from the steps that the cache serves.
  ///
  /// Only successful runs of trusted code count. If some of them found a cache of this tool and others did
  /// not, the difference of their medians is the estimate; otherwise the shares above are applied to the
  /// time of the steps.
  static func estimate(_ steps: [JobStep], of tool: CacheTool, in runs: [JobRun]) -> ExpectedEffect {
    guard !runs.isEmpty else { return ExpectedEffect(unknownBecause: "There is no run history of this job.") }
    let names = Set(steps.flatMap(reportedNames))
    let samples = runs.filter { $0.conclusion == .success && !$0.isFromFork }.compactMap {
      sample($0, names, tool)
    }
    guard samples.count >= fewestRuns else {
      let count =
        switch samples.count {
        case 0: "No successful run reports"
        case 1: "Only 1 successful run reports"
        default: "Only \(samples.count) successful runs report"
        }
      return ExpectedEffect(unknownBecause: "\(count) the time of these steps; \(fewestRuns) are needed.")
    }
    if let measured = difference(samples) { return ExpectedEffect(secondsPerRun: measured) }
    let seconds = samples.map(\.seconds).sorted()
    let shares = Shares(of: tool)
    let interval = Interval(
      low: 0, middle: shares.middle * quantile(seconds, 0.5), high: shares.most * quantile(seconds, 0.9))
    return ExpectedEffect(
      secondsPerRun: interval,
      unknownBecause:
        "The steps take \(Int(quantile(seconds, 0.5))) s in the median of \(seconds.count) runs; which "
        + "share a cache saves is assumed cautiously (\(shares.words)), not measured.")
  }

  private struct Sample {
    var seconds: Double
    var isHit: Bool?
  }

  private static func sample(_ run: JobRun, _ names: Set<String>, _ tool: CacheTool) -> Sample? {
    let durations = run.steps.filter { names.contains($0.name) }.compactMap(\.duration)
    guard !durations.isEmpty else { return nil }
    let seconds = durations.reduce(0.0) { $0 + $1 / .seconds(1) }
    let events = run.cacheEvents.filter { $0.kind != .save && $0.key.lowercasedASCII.contains(tool.rawValue) }
    let isHit = events.isEmpty ? nil : events.contains { $0.kind != .miss }
    return Sample(seconds: min(seconds, 1e6), isHit: isHit)
  }

  private static func difference(_ samples: [Sample]) -> Interval? {
    let hits = samples.filter { $0.isHit == true }.map(\.seconds).sorted()
    let misses = samples.filter { $0.isHit == false }.map(\.seconds).sorted()
    guard hits.count >= fewestRuns, misses.count >= fewestRuns else { return nil }
    let low = max(0, quantile(misses, 0.25) - quantile(hits, 0.75))
    let middle = max(low, quantile(misses, 0.5) - quantile(hits, 0.5))
    return Interval(
      low: low, middle: middle, high: max(middle, quantile(misses, 0.75) - quantile(hits, 0.25)))
  }

  /// The value at a share of sorted values, not empty, by linear interpolation.
  private static func quantile(_ sorted: [Double], _ share: Double) -> Double {
    let place = share * Double(sorted.count - 1)
    let lower = Int(place)
    let upper = min(lower + 1, sorted.count - 1)
    return sorted[lower] + (sorted[upper] - sorted[lower]) * (place - Double(lower))
  }

  /// Names under which a platform may report a step.
  private static func reportedNames(_ step: JobStep) -> [String] {
    if let name = step.name { return [name] }
    switch step.work {
    case .run(let script):
      let line = script.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
      return [line, "Run \(line)"]
    case .use(let packaged):
      return ["Run \(packaged.name)@\(packaged.version)", "\(packaged.name)@\(packaged.version)"]
    case .other: return []
    }
  }
}
