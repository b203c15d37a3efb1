#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The models that together forecast a run: its duration if it passes, its duration however it ends, where nine of
/// ten lie below and above, and its risk to fail.
package struct RunModels: Sendable {
  /// How surely a run must pass before the models of passed runs alone say its duration, and how gradually.
  private static let blend = (middle: 0.2, width: 0.07)

  private var passed: any RowPredicting
  private let any: any RowPredicting
  private let low: any RowPredicting
  private var high: any RowPredicting
  private var failure: any RowPredicting

  /// Learns from examples of any jobs, of which there should be some hundreds.
  package init(_ examples: [RunExample], by learning: any RowLearning) throws {
    let all = Self.table(examples)
    let good = examples.filter(\.isPassed)
    let labels = examples.map(\.label)
    passed = try learning.learn(Self.table(good), labels: good.map(\.label), objective: .median)
    any = try learning.learn(all, labels: labels, objective: .median)
    low = try learning.learn(all, labels: labels, objective: .quantile(0.1))
    high = try learning.learn(all, labels: labels, objective: .quantile(0.9))
    failure = try learning.learn(all, labels: examples.map { $0.isPassed ? 0 : 1 }, objective: .binary)
  }

  private static func table(_ examples: [RunExample]) -> FeatureTable {
    var table = FeatureTable(features: RunFeatures.features)
    for example in examples { table.append(example.row) }
    return table
  }

  /// The same with models that serve in the place of those learned here.
  func serving(_ served: NextRuns.Served) -> RunModels {
    var models = self
    models.passed = served.duration ?? passed
    models.high = served.durationLimit ?? high
    models.failure = served.failure ?? failure
    return models
  }

  /// Forecasts, as differences of logarithms from the usual, what a row describes.
  package func offsets(_ row: [Double]) -> RunOffsets {
    let risk = failure.predict(row)
    let ifPassed = passed.predict(row)
    let share = 1 / (1 + exp(-(risk - Self.blend.middle) / Self.blend.width))
    let bounds = (low.predict(row), high.predict(row))
    return RunOffsets(
      middle: ifPassed * (1 - share) + any.predict(row) * share, ifPassed: ifPassed,
      low: min(bounds.0, bounds.1), high: max(bounds.0, bounds.1), failureRisk: risk)
  }
}

/// A forecast before it is turned into seconds: logarithms of ratios to the usual.
package struct RunOffsets: Hashable, Sendable {
  /// As likely more as less, however it ends.
  package var middle: Double
  /// The same, should it pass.
  package var ifPassed: Double
  /// Nine of ten are more.
  package var low: Double
  /// Nine of ten are less.
  package var high: Double
  /// Probability that it does not pass, 0...1.
  package var failureRisk: Double

  /// How far from the usual a forecast may be, as a logarithm: about a thousand times as long.
  private static let furthest = 7.0

  /// The forecast in seconds of machine time; whatever the models say, the middles lie within the bounds and the risk is a
  /// probability.
  package func forecast(usual: Double, jobs: Double) -> RunForecast {
    func held(_ offset: Double, _ least: Double, _ most: Double) -> Double {
      offset.isNaN ? min(max(0, least), most) : min(max(offset, least), most)
    }
    let low = held(low, -Self.furthest, Self.furthest)
    let high = held(high, low, Self.furthest)
    func seconds(_ offset: Double) -> Double { exp(usual + offset) * jobs }
    return RunForecast(
      seconds: seconds(held(middle, low, high)), secondsIfPassed: seconds(held(ifPassed, low, high)),
      low: seconds(low), high: seconds(high), failureRisk: held(failureRisk, 0, 1))
  }
}
