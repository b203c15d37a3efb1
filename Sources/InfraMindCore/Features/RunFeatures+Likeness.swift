#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

extension RunFeatures {
  /// How much less each older run counts among those alike.
  private static let fading = 0.97
  /// Distances over which likeness falls to 1/e.
  private static let reaches = (near: 0.15, far: 0.5)

  /// How the kept runs ended whose changes are most like the planned one's: of the same push, pull request or topic.
  static func addLikeness(
    _ plan: PlannedRun, _ trail: RunTrail, usual: Double, to sink: inout some FeatureSink
  ) {
    let shape = ChangeShape(plan.change)
    var near = LikeRuns()
    var far = LikeRuns()
    var closest: (distance: Double, run: RunTrail.Entry)?
    var same: RunTrail.Entry?
    var fade = 1.0
    var total = 0.0
    for run in trail.runs.reversed() {
      var distance = shape.distance(to: run.shape)
      if run.flags.contains(.pullRequest) != plan.isPullRequest { distance += 1 }
      if run.branch != plan.branch { distance += 0.6 }
      if run.actor != plan.actor { distance += 0.3 }
      if distance < closest?.distance ?? .infinity { closest = (distance, run) }
      let likeness = exp(-distance / reaches.near)
      total += likeness
      near.take(run, weight: likeness * fade + 1e-9)
      far.take(run, weight: exp(-distance / reaches.far) * fade + 1e-9)
      fade *= fading
      if same == nil, let revision = plan.revision, run.flags.contains(.knownRevision),
        run.revision == revision
      {
        same = run
      }
    }
    sink.add("closest_distance", closest?.distance ?? .nan)
    sink.add("closest_failed", closest.map { $0.run.flags.contains(.passed) ? 0 : 1 } ?? .nan)
    sink.add("closest_level", closest.map { Double($0.run.level) - usual } ?? .nan)
    sink.add("near_rate", near.rate)
    sink.add("near_level", near.level - usual)
    sink.add("near_passed", near.passedLevel - usual)
    sink.add("far_rate", far.rate)
    sink.add("far_level", far.level - usual)
    sink.add("far_passed", far.passedLevel - usual)
    sink.add("alike", total)
    sink.add("same_level", same.map { Double($0.level) - usual } ?? .nan)
    sink.add("same_failed", same.map { $0.flags.contains(.passed) ? 0 : 1 } ?? .nan)
    sink.add("same_age", age(of: same?.finished ?? .nan, plan))
  }

  /// Weighted sums over runs.
  private struct LikeRuns {
    private var weight = 0.0
    private var passedWeight = 0.0
    private var levels = 0.0
    private var passedLevels = 0.0

    mutating func take(_ run: RunTrail.Entry, weight: Double) {
      self.weight += weight
      levels += weight * Double(run.level)
      guard run.flags.contains(.passed) else { return }
      passedWeight += weight
      passedLevels += weight * Double(run.level)
    }

    var rate: Double { weight > 0 ? 1 - passedWeight / weight : .nan }
    var level: Double { weight > 0 ? levels / weight : .nan }
    var passedLevel: Double { passedWeight > 0 ? passedLevels / passedWeight : .nan }
  }
}
