/// Weight, mean and spread of weighted values, updated one by one and merged.
///
/// - SeeAlso: Chan, Golub and LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances",
///   1979.
struct DecayedMoments: Hashable, Sendable {
  /// Sum of the weights.
  private(set) var weight = 0.0
  /// Sum of their squares.
  private(set) var squares = 0.0
  /// Weighted mean; 0 without values.
  private(set) var mean = 0.0
  /// Weighted sum of the squared distances from the mean.
  private(set) var distances = 0.0

  /// How many equally weighted values these are worth (Kish); 0 without any.
  var effectiveCount: Double { squares > 0 ? weight * weight / squares : 0 }
  /// Variance of the values about their mean, by the effective count less one; 0 for fewer than two.
  var variance: Double {
    let count = effectiveCount
    return count > 1.000_001 ? max(distances, 0) / weight * count / (count - 1) : 0
  }

  /// Adds a value; one that is not finite, or without a positive finite weight, is left out.
  mutating func add(_ value: Double, weight added: Double) {
    guard value.isFinite, added.isFinite, added > 0 else { return }
    weight += added
    squares += added * added
    let distance = value - mean
    mean += distance * added / weight
    distances += added * distance * (value - mean)
  }

  /// Adds all of another.
  mutating func merge(_ other: DecayedMoments) {
    guard other.weight > 0 else { return }
    let total = weight + other.weight
    let distance = other.mean - mean
    distances += other.distances + distance * distance * weight * other.weight / total
    mean += distance * other.weight / total
    weight = total
    squares += other.squares
  }

  /// Multiplies all weights by a factor greater than zero.
  mutating func scale(by factor: Double) {
    weight *= factor
    squares *= factor * factor
    distances *= factor
  }
}
