#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What is believed of the logarithm of a duration over sizes, before any job was seen: a Gaussian process.
///
/// A straight line and a parabola in the doublings of the size, an offset and a slope of each family, a
/// smooth rest, and a rough one in memory, for cliffs where a working set no longer fits. The standard
/// deviations say how far jobs differ; they were chosen by the likelihood of groups of jobs that were left
/// out, not for a named job.
///
/// - SeeAlso: Rasmussen and Williams, "Gaussian Processes for Machine Learning", 2006, chapters 2 and 4.
struct DurationSurface: Sendable {
  /// Mean change of the logarithm of the duration for each doubling of the parts.
  static let meanSlope = -0.45
  /// The same for each doubling of the parts' size.
  static let meanPartSlope = -0.4
  /// Mean bend: gains shrink as sizes grow.
  static let meanBend = 0.06
  /// Standard deviation of both slopes over jobs.
  static let slopeSpread = 0.3
  /// Standard deviation of the bend over jobs.
  static let bendSpread = 0.12
  /// Standard deviation of the interaction of parts and their size.
  static let interactionSpread = 0.1
  /// Standard deviation of a family's offset.
  static let familySpread = 0.2
  /// Standard deviation of a family's own slopes.
  static let familySlopeSpread = 0.06
  /// Standard deviation of the smooth rest.
  static let smoothSpread = 0.12
  /// Doublings over which the smooth rest changes.
  static let smoothLength = 1.2
  /// Doublings of memory over which the rough rest changes.
  static let memoryLength = 2.0
  /// Standard deviation of the logarithm of a job's duration as a whole, where nothing is known of it.
  static let levelSpread = 1.5

  let sizes: [TrialSize]
  private let parts: [Double]
  private let partSizes: [Double]

  /// A surface over sizes, centred on their middle.
  init(_ sizes: [TrialSize]) {
    self.sizes = sizes
    parts = Self.centred(sizes.map(\.doublings))
    partSizes = Self.centred(sizes.map(\.partDoublings))
  }

  /// Whether the memory of each size is known; otherwise cliffs are left to the smooth rest.
  var knowsMemory: Bool { !sizes.isEmpty && sizes.allSatisfy { $0.memoryDoublings != nil } }

  /// Mean of the logarithm of the duration at each size, up to a constant.
  var shape: [Double] {
    zip(parts, partSizes).map { part, size in
      Self.meanSlope * part + Self.meanPartSlope * size + Self.meanBend * part * part
    }
  }

  /// Covariance of the logarithm of the duration between sizes.
  ///
  /// - Parameters:
  ///   - level: Standard deviation of the duration as a whole.
  ///   - scale: Factor on all other variances but that of memory.
  ///   - cliff: Standard deviation of the rough rest in memory; zero for none, and where memory is unknown.
  func covariance(level: Double, scale: Double, cliff: Double) -> SquareMatrix {
    let rough = knowsMemory ? cliff : 0
    return SquareMatrix(symmetric: sizes.count) { one, two in
      var sum = level * level + scale * varied(one, two)
      if rough > 0, let first = sizes[one].memoryDoublings, let second = sizes[two].memoryDoublings {
        sum += rough * rough * exp(-abs(first - second) / Self.memoryLength)
      }
      return sum
    }
  }

  private func varied(_ one: Int, _ two: Int) -> Double {
    let straight = parts[one] * parts[two]
    let sized = partSizes[one] * partSizes[two]
    var sum = Self.slopeSpread * Self.slopeSpread * (straight + sized)
    sum += Self.bendSpread * Self.bendSpread * straight * straight / 4
    sum += Self.interactionSpread * Self.interactionSpread * straight * sized
    let isSameFamily = sizes[one].family == sizes[two].family
    if isSameFamily {
      sum += Self.familySpread * Self.familySpread
      sum += Self.familySlopeSpread * Self.familySlopeSpread * (straight + sized)
    }
    let distance = hypot(parts[one] - parts[two], partSizes[one] - partSizes[two]) / Self.smoothLength
    let smooth = Self.matern(distance) * (isSameFamily ? 1 : 0.5)
    return sum + Self.smoothSpread * Self.smoothSpread * smooth
  }

  /// Matérn's correlation of smoothness 5/2 at a distance in units of its length.
  private static func matern(_ distance: Double) -> Double {
    let scaled = 5.0.squareRoot() * distance
    return (1 + scaled + scaled * scaled / 3) * exp(-scaled)
  }

  private static func centred(_ values: [Double]) -> [Double] {
    guard !values.isEmpty else { return [] }
    let mean = values.reduce(0, +) / Double(values.count)
    return values.map { $0 - mean }
  }
}
