#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// One set of values for what measurements on one size leave open.
struct ScalingUnknowns: Hashable, Sendable {
  /// Where in the range of what a peak sustains, 0...1.
  var sustained: Double
  /// Which kind of rest, 0...1.
  var kindOfRest: Double
  /// How busy the rest is within its range, 0...1.
  var rest: Double
  /// Share of the time that was parallel, where nothing measured it, 0...1.
  var parallelShare: Double
  /// Doublings of a full machine that are of use, in units of those expected.
  var doublings: Double
  /// How far the average of busy vCPUs is off, in standard errors.
  var averageError: Double
}

/// The sets of values that every prediction is made with, the same each time: what two sizes or two prices differ by
/// is then never chance.
///
/// They fill their space evenly, so that 128 of them do what 200 random ones did. Where durations on several sizes say
/// which are likely, 128 are taken out of more of them.
///
/// - SeeAlso: Roberts, "The Unreasonable Effectiveness of Quasirandom Sequences", 2018 (the additive recurrence of the
///   generalised golden ratio); Kitagawa, "Monte Carlo Filter and Smoother", 1996 (systematic resampling).
enum ScalingDraws {
  /// Predictions made for each size.
  static let count = 128
  /// Sets of values to choose from where there is something to choose by.
  static let candidateCount = 512

  /// Those that are used as they are.
  static let few = sets(count)
  /// Those to choose from.
  static let many = sets(candidateCount)
  /// For each prediction, how far sizes not seen are off the model, in standard deviations.
  static let deviations = normals(slot: 0)
  /// For each size seen and each prediction, how far its typical duration is off, in standard errors.
  static let locations = (1...JobState.mostSizes).map(normals)

  private static func sets(_ count: Int) -> [ScalingUnknowns] {
    let points = (0..<count).map { index in point(index, dimensions: 6) }
    // By their doublings, so that those taken out of them are spread over these too.
    return points.sorted { $0[0] < $1[0] }.map { point in
      ScalingUnknowns(
        sustained: point[1], kindOfRest: point[2], rest: point[3], parallelShare: point[4],
        doublings: -log(1 - point[0]), averageError: NormalQuantile.value(at: point[5]))
    }
  }

  private static func normals(slot: Int) -> [Double] {
    // Each column visits the same evenly spaced values, in an order of its own.
    var random = SeededGenerator(seed: UInt64(slot) &+ 0x5eed)
    var order = Array(0..<count)
    order.shuffle(using: &random)
    return order.map { NormalQuantile.value(at: (Double($0) + 0.5) / Double(count)) }
  }

  private static func point(_ index: Int, dimensions: Int) -> [Double] {
    // The positive root of x^(d+1) = x + 1.
    let root = (0..<40).reduce(2.0) { value, _ in pow(1 + value, 1 / Double(dimensions + 1)) }
    return (1...dimensions).map { dimension in
      let step = 0.5 + Double(index + 1) / pow(root, Double(dimension))
      return min(max(step - step.rounded(.down), 1e-6), 1 - 1e-6)
    }
  }

  /// Takes ``count`` of weighted candidates, each as often as its weight says to within one.
  static func chosen(by weights: [Double]) -> [Int] {
    let total = weights.reduce(0, +)
    guard total > 0, total.isFinite else { return Array(0..<count) }
    let step = total / Double(count)
    var taken: [Int] = []
    taken.reserveCapacity(count)
    var (candidate, sum) = (0, weights[0])
    for index in 0..<count {
      let wanted = (Double(index) + 0.5) * step
      while sum < wanted, candidate < weights.count - 1 {
        candidate += 1
        sum += weights[candidate]
      }
      taken.append(candidate)
    }
    return taken
  }
}
