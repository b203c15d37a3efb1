#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The three workloads whose profiles are nearest on what was measured foretell the rest.
struct NearestStrategy: SizeStrategy {
  /// How many neighbours speak.
  static let neighbours = 3
  var name: String { "nearest profiles (knn_transfer)" }
  var role: EvaluationTable.Role { .baseline }
  var recommendsUnmeasured: Bool { false }
  var mostSeeds: Int { 1 }

  func search(
    _ task: SizeTask, _ objective: TrialObjective, teachers: SizeTeachers, seed: UInt64
  ) -> any SizeTaskSearch {
    let profiles = TaskProfiles(task, objective, teachers)
    return ModelSearch(task, objective, first: profiles.averages) { measured in
      Self.predicted(profiles, measured)
    }
  }

  private static func predicted(_ profiles: TaskProfiles, _ measured: [SizeMeasurement]) -> [Double] {
    let ranked = profiles.logDurations.map { row -> (distance: Double, shift: Double, row: [Double]) in
      let offsets = measured.map { $0.logDuration - row[$0.size] }
      let shift = offsets.reduce(0, +) / Double(max(1, offsets.count))
      return (offsets.reduce(0) { $0 + ($1 - shift) * ($1 - shift) }, shift, row)
    }.sorted { $0.distance < $1.distance }.prefix(neighbours)
    let count = profiles.averages.count
    return (0..<count).map { size in
      ranked.reduce(0) { $0 + $1.row[size] + $1.shift } / Double(max(1, ranked.count))
    }
  }
}

/// A Gaussian over the sizes, with mean and covariance of the other workloads.
struct GaussianStrategy: SizeStrategy {
  /// How much of an independent variance is added to the covariance of so few workloads.
  static let independent = 0.01
  var name: String { "Gaussian over sizes (mvn_transfer)" }
  var role: EvaluationTable.Role { .baseline }
  var recommendsUnmeasured: Bool { false }
  var mostSeeds: Int { 1 }

  func search(
    _ task: SizeTask, _ objective: TrialObjective, teachers: SizeTeachers, seed: UInt64
  ) -> any SizeTaskSearch {
    let profiles = TaskProfiles(task, objective, teachers)
    let mean = task.sizes.indices.map { size in
      zip(profiles.logDurations, profiles.weights).reduce(0) { $0 + $1.0[size] * $1.1 }
    }
    var covariance = SquareMatrix(symmetric: mean.count) { one, two in
      // The level of a duration says nothing of its shape: it is left free.
      zip(profiles.logDurations, profiles.weights).reduce(25) {
        $0 + ($1.0[one] - mean[one]) * ($1.0[two] - mean[two]) * $1.1
      }
    }
    covariance.addToDiagonal(Self.independent)
    let belief = SizeBelief([SizeBelief.Component(weight: 1, mean: mean, covariance: covariance)])
    return ModelSearch(task, objective, first: profiles.averages) { measured in
      var after = belief
      for run in measured { after.condition(on: run) }
      return after.mean
    }
  }
}

/// A Gaussian over the coefficients of a log-quadratic surface, of other workloads, and a smooth rest.
struct SurfaceStrategy: SizeStrategy {
  var name: String { "surface (hb_transfer)" }
  var role: EvaluationTable.Role { .baseline }
  var recommendsUnmeasured: Bool { false }
  var mostSeeds: Int { 1 }

  func search(
    _ task: SizeTask, _ objective: TrialObjective, teachers: SizeTeachers, seed: UInt64
  ) -> any SizeTaskSearch {
    let profiles = TaskProfiles(task, objective, teachers)
    let surface = DurationSurface(task.sizes)
    let shape = surface.shape
    let total = Double(max(1, profiles.logDurations.count))
    let mean = shape.indices.map { size in
      let sum = zip(profiles.logDurations, profiles.weights).reduce(0) { $0 + $1.0[size] * $1.1 }
      return (sum * total + shape[size]) / (total + 1)
    }
    var covariance = surface.covariance(level: 5, scale: 1, cliff: 0)
    covariance.addToDiagonal(0.005)
    let belief = SizeBelief([SizeBelief.Component(weight: 1, mean: mean, covariance: covariance)])
    return ModelSearch(task, objective, first: profiles.averages) { measured in
      var after = belief
      for run in measured { after.condition(on: run) }
      return after.mean
    }
  }
}

/// Tries what a model foretells to be best; first what is best on average.
struct ModelSearch: SizeTaskSearch {
  private let sizes: [TrialSize]
  private let objective: TrialObjective
  private let first: [Double]
  private let predict: ([SizeMeasurement]) -> [Double]
  private var measured: [SizeMeasurement] = []
  var hasStopped: Bool { false }

  /// - Parameter predict: Logarithm of the duration at each size after some runs.
  init(
    _ task: SizeTask, _ objective: TrialObjective, first: [Double],
    predict: @escaping ([SizeMeasurement]) -> [Double]
  ) {
    sizes = task.sizes
    self.objective = objective
    self.first = first
    self.predict = predict
  }

  mutating func next() -> Int? {
    let tried = Set(measured.map(\.size))
    let values = measured.isEmpty ? first : predicted
    return sizes.indices.filter { !tried.contains($0) }.min { values[$0] < values[$1] }
  }

  mutating func take(_ measurement: SizeMeasurement) { measured.append(measurement) }

  func recommendation() -> Int? {
    let values = predicted
    return values.indices.min { values[$0] < values[$1] }
  }

  private var predicted: [Double] {
    zip(predict(measured), sizes).map { objective.logValue(logDuration: $0, on: $1) }
  }
}
