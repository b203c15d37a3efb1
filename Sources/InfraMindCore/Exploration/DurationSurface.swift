#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What is believed of the logarithm of a duration over sizes, before any job was seen: a Gaussian process.
///
/// A straight line and a parabola in the doublings of the size, an offset and a slope of each family, a line in
/// the memory of each part, a smooth rest, and a rough one in memory, for cliffs where a working set no longer
/// fits. Longer jobs gain more from size than short ones, of which more is fixed. The standard deviations say
/// how far jobs differ; they are near those that make the durations of groups of jobs that were left out
/// likeliest.
///
/// - SeeAlso: Rasmussen and Williams, "Gaussian Processes for Machine Learning", 2006, chapters 2, 4 and 5.
struct DurationSurface: Sendable {
  /// Mean change of the logarithm of the duration for each doubling of the parts.
  static let meanSlope = -0.45
  /// The same for each doubling of the parts' size.
  static let meanPartSlope = -0.4
  /// Mean bend: gains shrink as sizes grow.
  static let meanBend = 0.09
  /// Standard deviation over jobs of the slope that parts and their size share, and of what each has apart.
  static let slopeSpread = (shared: 0.2, parts: 0.15, partSize: 0.1)
  /// How much steeper both slopes are where the level is one standard deviation higher.
  static let slopeOfLevel = 0.1
  /// Standard deviation of the bend over jobs.
  static let bendSpread = 0.12
  /// Standard deviation of the interaction of parts and their size.
  static let interactionSpread = 0.07
  /// Standard deviation of a family's offset: as a rule, and for a job that one family suits far better.
  static let familySpread = (usual: 0.13, unusual: 0.5)
  /// Standard deviation of a family's own slopes.
  static let familySlopeSpread = 0.03
  /// Standard deviation of the change for each doubling of the memory of a part.
  static let memorySlopeSpread = 0.1
  /// Standard deviation of the smooth rest.
  static let smoothSpread = 0.045
  /// Doublings over which the smooth rest changes.
  static let smoothLength = 1.2
  /// Doublings of memory over which the rough rest changes.
  static let memoryLength = 2.0
  /// Standard deviation of the logarithm of a job's duration as a whole, where nothing is known of it.
  static let levelSpread = 1.5

  let sizes: [TrialSize]
  private let parts: [Double]
  private let partSizes: [Double]
  /// Memory of each part as log₂, about the mean; zero where it is unknown.
  private let partMemories: [Double]

  /// A surface over sizes, centred on their middle.
  init(_ sizes: [TrialSize]) {
    self.sizes = sizes
    parts = Self.centred(sizes.map(\.doublings))
    partSizes = Self.centred(sizes.map(\.partDoublings))
    let memories = sizes.compactMap { size in
      size.memoryDoublings.map { $0 - size.doublings - size.partDoublings }
    }
    partMemories =
      memories.count == sizes.count ? Self.centred(memories) : [Double](repeating: 0, count: sizes.count)
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
  ///   - family: Standard deviation of a family's offset.
  func covariance(
    level: Double, scale: Double, cliff: Double, family: Double = familySpread.usual
  ) -> SquareMatrix {
    let rough = knowsMemory ? cliff : 0
    let levels = zip(parts, partSizes).map { level - Self.slopeOfLevel * ($0 + $1) }
    return SquareMatrix(symmetric: sizes.count) { one, two in
      var sum = levels[one] * levels[two] + scale * varied(one, two, family: family)
      if rough > 0, let first = sizes[one].memoryDoublings, let second = sizes[two].memoryDoublings {
        sum += rough * rough * exp(-abs(first - second) / Self.memoryLength)
      }
      return sum
    }
  }

  private func varied(_ one: Int, _ two: Int, family: Double) -> Double {
    let straight = parts[one] * parts[two]
    let sized = partSizes[one] * partSizes[two]
    let whole = (parts[one] + partSizes[one]) * (parts[two] + partSizes[two])
    let (shared, ofParts, ofSizes) = Self.slopeSpread
    var sum = shared * shared * whole + ofParts * ofParts * straight + ofSizes * ofSizes * sized
    sum += Self.bendSpread * Self.bendSpread * straight * straight / 4
    sum += Self.interactionSpread * Self.interactionSpread * straight * sized
    sum += Self.memorySlopeSpread * Self.memorySlopeSpread * partMemories[one] * partMemories[two]
    let isSameFamily = sizes[one].family == sizes[two].family
    if isSameFamily {
      sum += family * family
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
