/// What shall become of a model that serves, after a look at recent runs.
package enum DriftVerdict: Hashable, Sendable {
  /// It goes on serving.
  case fine
  /// It goes on serving, and a new one is to be trained.
  case retrain(Reason)
  /// It serves no longer: what it replaced errs less now.
  case fallBack(PairedComparison)

  /// Why a new model is to be trained.
  package enum Reason: Hashable, Sendable {
    /// Features are spread differently: their names, the one that shifted most first.
    case inputs([String])
    /// Losses rose for good.
    case errors
  }
}

/// Looks at recent runs of a model that serves.
package struct DriftWatch: Sendable {
  /// Index above which a feature is spread differently.
  package static let largestIndex = 0.25
  /// Standard errors by which the baseline must err less for the model to give way to it.
  package static let standardErrors = 2.33
  /// Share of the model's nodes that ask for features spread differently from which that matters: counters
  /// always grow.
  package static let leastSplitShare = 0.2
  /// Fewest recent runs that say anything.
  package static let leastRuns = 50
  /// How many of the latest runs are compared with the baseline and the training rows: what was long ago must not hide
  /// what is.
  package static let latestRuns = 500

  /// Profiles of the features in the training rows.
  package var profiles: [FeatureProfile]
  /// How many rows those were.
  package var trainedOn: Int
  /// Share of the model's nodes that ask for each feature.
  package var splitShares: [String: Double]
  /// Watches the losses.
  package var errors: ErrorDrift

  /// Watches a model.
  package init(
    profiles: [FeatureProfile], trainedOn: Int, splitShares: [String: Double], errors: ErrorDrift
  ) {
    self.profiles = profiles
    self.trainedOn = trainedOn
    self.splitShares = splitShares
    self.errors = errors
  }

  /// Decides.
  ///
  /// - Parameters:
  ///   - recent: Features of recent runs, oldest first, with the columns that the profiles describe.
  ///   - losses: The model's losses on them, oldest first.
  ///   - baseline: Losses of what serves without a model, on the same runs.
  ///   - groups: Which runs belong together.
  package func verdict(
    recent: FeatureTable, losses: [Double], baseline: [Double], groups: [Int]
  ) -> DriftVerdict {
    guard losses.count >= Self.leastRuns else { return .fine }
    let latest = Self.latestRuns
    if let comparison = PairedComparison(
      candidate: baseline.suffix(latest), incumbent: losses.suffix(latest), groups: groups.suffix(latest)),
      comparison.gain > Self.standardErrors * comparison.standardError
    {
      return .fallBack(comparison)
    }
    var errors = errors
    losses.forEach { errors.observe($0) }
    if errors.hasRisen { return .retrain(.errors) }
    let shifted = shiftedFeatures(in: recent)
    let share = shifted.reduce(0) { $0 + (splitShares[$1] ?? 0) }
    return share < Self.leastSplitShare ? .fine : .retrain(.inputs(shifted))
  }

  /// Features that are spread differently from the training rows, the one that shifted most first.
  package func shiftedFeatures(in recent: FeatureTable) -> [String] {
    let width = recent.features.count
    let first = max(0, recent.rowCount - Self.latestRuns)
    let columns = Dictionary(
      recent.features.enumerated().map { ($0.element.name, $0.offset) },
      uniquingKeysWith: { first, _ in first })
    var shifted: [(name: String, index: Double)] = []
    for profile in profiles {
      guard let column = columns[profile.name] else { continue }
      let values = (first..<recent.rowCount).map { recent.values[$0 * width + column] }
      let index = profile.stabilityIndex(of: values, trainedOn: trainedOn)
      let lucky = profile.luckyIndex(of: values.count, trainedOn: trainedOn)
      if index > max(Self.largestIndex, lucky) { shifted.append((profile.name, index)) }
    }
    return shifted.sorted { ($1.index, $0.name) < ($0.index, $1.name) }.map(\.name)
  }
}
