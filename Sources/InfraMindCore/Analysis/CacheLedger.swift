/// What a job's caches did before, to tell what a miss costs.
struct CacheLedger {
  private let earlier: [JobRun]
  private static let fewestRuns = 5

  init(_ earlier: [JobRun]) { self.earlier = earlier.filter { $0.conclusion == .success } }

  /// What each cache did in a run.
  func outcomes(of run: JobRun) -> [CacheOutcome] {
    run.cacheEvents.map { CacheOutcome(event: $0, cost: $0.kind == .miss ? cost(of: $0.key, in: run) : nil) }
  }

  /// The run's time without restoring and saving, less the median of runs where a key of the same family hit.
  private func cost(of key: String, in run: JobRun) -> Duration? {
    let family = Self.family(of: key)
    let hits = earlier.filter { run in
      run.cacheEvents.contains { $0.kind == .hit && Self.family(of: $0.key) == family }
    }
    guard let duration = run.duration else { return nil }
    guard let rank = DurationRank(duration, among: hits.compactMap(\.duration)), rank.runs >= Self.fewestRuns
    else {
      return nil
    }
    return max(.zero, duration - rank.median)
  }

  /// A key without its digests and versions: parts of eight or more hexadecimal digits, and numbers.
  static func family(of key: String) -> String {
    key.split(separator: "-", omittingEmptySubsequences: false)
      .map { part in
        let isDigest = part.count >= 8 && part.allSatisfy(\.isHexDigit)
        return isDigest || (!part.isEmpty && part.allSatisfy(\.isNumber)) ? "*" : String(part)
      }
      .joined(separator: "-")
  }
}
