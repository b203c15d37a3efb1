extension RunFeatures {
  /// By what means the job does its work: its caches as its last runs left them, the tools that its steps name, and of
  /// what kinds the files are that the run changes.
  static func addMeans(_ plan: PlannedRun, _ trail: RunTrail, to sink: inout some FeatureSink) {
    let caches = trail.caches
    sink.add("cache_last", Double(caches.last))
    sink.add("cache_share", caches.share.value)
    sink.add("cache_saved", caches.last.isNaN ? .nan : caches.hasSaved ? 1 : 0)
    sink.add("cache_age", age(of: caches.time, plan))
    sink.add("cache_seconds", caches.seconds.value)
    sink.add("cache_warm", caches.warm.value)
    sink.add("cache_cold", caches.cold.value)
    for (place, kind) in StepTools.kinds.enumerated() {
      let bit = StepTools(rawValue: 1 << UInt16(place))
      sink.add(kind.name, trail.tools.map { $0.contains(bit) ? 1 : 0 } ?? .nan)
    }
    addKindsOfFiles(plan.change, to: &sink)
  }

  /// Shares of lines and files; NaN where the change is not known, or empty.
  private static func addKindsOfFiles(_ change: [Double], to sink: inout some FeatureSink) {
    func share(_ part: Double, of parts: [Double]) -> Double {
      let sum = parts.reduce(0) { $0 + max(0, $1) }
      return sum > 0 ? max(0, part) / sum : .nan
    }
    let lines = [change[1], change[2]]
    let files = [change[8], change[9], change[10]]
    sink.add("test_lines_share", share(change[2], of: lines))
    sink.add("doc_files_share", share(change[9], of: files))
    sink.add("other_files_share", share(change[10], of: files))
  }
}
