/// What a run's caches did, all together.
package struct CacheUse: Hashable, Sendable {
  /// Restores that found the exact key.
  package var hits = 0
  /// Restores that found another entry by a fallback.
  package var partials = 0
  /// Restores that found nothing.
  package var misses = 0
  /// Whether an entry was written.
  package var hasSaved = false
  /// Seconds spent restoring, NaN if unknown.
  package var seconds = Double.nan

  /// Most events of a run that count.
  private static let most = 100

  /// - Returns: `nil` if no cache was asked for.
  package init?(_ events: [CacheEvent]) {
    for event in events.prefix(Self.most) {
      switch event.kind {
      case .hit: hits += 1
      case .partial: partials += 1
      case .miss: misses += 1
      case .save: hasSaved = true
      }
      guard event.kind != .save, let duration = event.duration else { continue }
      let known = seconds.isNaN ? 0 : seconds
      seconds = known + max(0, duration / .seconds(1))
    }
    guard hits + partials + misses > 0 else { return nil }
  }

  /// Share of the restores that found something, a fallback's entry counting half: 0...1.
  var foundShare: Double {
    (Double(hits) + 0.5 * Double(partials)) / Double(max(1, hits + partials + misses))
  }
}
