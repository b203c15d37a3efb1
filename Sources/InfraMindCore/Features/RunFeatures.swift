/// Describes a planned run by numbers: what it is, and what the finished runs before it were.
///
/// Durations are told as differences of logarithms from ``RunTrail/usual``, so that jobs of a minute and of an hour
/// look alike. NaN stands for what is not known.
package enum RunFeatures {
  /// The features, in the order of a row.
  package static let features: [FeatureTable.Feature] = {
    var names = FeatureNames()
    describe(PlannedRun(time: 0), after: RunTrail(), usual: 0, in: &names)
    return names.names.map { FeatureTable.Feature($0) }
  }()

  /// The row of a planned run; `nil` as long as no run of the job finished.
  package static func row(of plan: PlannedRun, after trail: RunTrail) -> [Double]? {
    guard let usual = trail.usual else { return nil }
    var values = FeatureValues(capacity: features.count)
    describe(plan, after: trail, usual: usual, in: &values)
    return values.values
  }

  private static func describe(
    _ plan: PlannedRun, after trail: RunTrail, usual: Double, in sink: inout some FeatureSink
  ) {
    addDurations(trail, usual: usual, to: &sink)
    addKinds(plan, trail, usual: usual, to: &sink)
    addOutcomes(plan, trail, usual: usual, to: &sink)
    addLikeness(plan, trail, usual: usual, to: &sink)
    addPlan(plan, trail, to: &sink)
    addMeans(plan, trail, to: &sink)
  }
}

/// Takes features one by one, so that names and values come from the same lines.
protocol FeatureSink {
  mutating func add(_ name: StaticString, _ value: Double)
}

/// Takes the names.
struct FeatureNames: FeatureSink {
  private(set) var names: [String] = []

  mutating func add(_ name: StaticString, _ value: Double) { names.append("\(name)") }
}

/// Takes the values.
struct FeatureValues: FeatureSink {
  private(set) var values: [Double] = []

  init(capacity: Int) { values.reserveCapacity(capacity) }

  @inline(__always) mutating func add(_ name: StaticString, _ value: Double) { values.append(value) }
}
