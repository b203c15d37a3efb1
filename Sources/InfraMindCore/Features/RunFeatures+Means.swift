extension RunFeatures {
  /// By what means the job does its work: its caches as its last runs left them, and the tools that its steps name.
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
  }
}
