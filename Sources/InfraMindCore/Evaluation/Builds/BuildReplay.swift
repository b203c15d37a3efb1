/// One project's builds, each described as it looked before it started.
struct BuildReplay: Sendable {
  let history: BuildHistory
  /// One for each build; `nil` where none had finished before it.
  let examples: [RunExample?]

  /// Replays a history once.
  init(_ history: BuildHistory) {
    self.history = history
    examples = RunExample.replay(history.builds.map(\.finishedRun))
  }

  /// The builds that may be learned from and predicted: described, with enough predecessors.
  func usable(_ index: Int) -> RunExample? {
    guard history.predecessors(of: index).count >= BuildHistory.leastPredecessors else { return nil }
    return examples[index]
  }

  /// Forecasts all scored builds from offsets, with what can be corrected while builds finish.
  ///
  /// - Parameter offsets: For each build what the models say of it, `nil` where they say nothing. Those before the
  ///   scored ones only prepare the corrections.
  func forecasts(_ offsets: [RunOffsets?], correcting: Set<OnlineCorrection.Part>) -> [RunForecast?] {
    var correction = OnlineCorrection(parts: correcting)
    var told: [RunOffsets?] = Array(repeating: nil, count: offsets.count)
    var taken = 0
    return history.builds.indices.map { index in
      let known = history.predecessors(of: index)
      for finished in known.dropFirst(taken) {
        guard let forecast = told[finished], let example = examples[finished] else { continue }
        correction.take(example.label, isPassed: example.isPassed, told: forecast)
      }
      taken = known.count
      guard let raw = offsets[index], let example = examples[index] else { return nil }
      let corrected = correction.applied(to: raw)
      told[index] = corrected
      return corrected.forecast(usual: example.usual, jobs: example.jobs)
    }
  }
}

extension BuildReplay {
  /// The intervals that the last hundred ratios to the median of five would have told for scored builds.
  func rollingBounds(of scored: [ScoredBuild]) -> [BuildMetrics.Bounds] {
    let wanted = Set(scored.map(\.index))
    var rolling = RollingRatio()
    var predicted: [Double?] = Array(repeating: nil, count: history.builds.count)
    var taken = 0
    var bounds: [BuildMetrics.Bounds] = []
    for (index, build) in history.builds.enumerated() {
      let known = history.predecessors(of: index)
      for finished in known.dropFirst(taken) {
        guard let middle = predicted[finished] else { continue }
        rolling.take(history.builds[finished].seconds / middle)
      }
      taken = known.count
      guard let middle = BuildBaselines(history, index)?.median5PerJob else { continue }
      predicted[index] = middle
      guard wanted.contains(index), let project = scored.first?.project else { continue }
      bounds.append(
        BuildMetrics.Bounds(
          project: project, actual: build.seconds, predicted: middle, low: middle * rolling.quantile(0.1),
          high: middle * rolling.quantile(0.9)))
    }
    return bounds
  }
}
