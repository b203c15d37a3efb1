/// Measures what the parts around the models change, each with and without it, on histories made up so that their
/// truth is known.
package struct LearningEvaluation: Sendable {
  /// Made-up streams of each kind that two models are compared on.
  package var streams = 300
  private let seed: UInt64
  private let trainer: (any TreeTraining)?

  /// Prepares an evaluation; nothing is measured yet.
  ///
  /// - Parameter trainer: Grows trees; without it the models are sums.
  package init(seed: UInt64, trainer: (any TreeTraining)?) {
    self.seed = seed
    self.trainer = trainer
  }

  /// What learns, by name, the best first.
  package static func learnings(_ trainer: (any TreeTraining)?) -> [(name: String, learning: any RowLearning)]
  {
    let sums: (name: String, learning: any RowLearning) = ("without LightGBM", LinearLearning())
    return trainer.map { [("LightGBM", TreeLearning($0)), sums] } ?? [sums]
  }

  /// All tables, in the order of the docs.
  ///
  /// - Throws: What the trainer throws.
  package func tables() throws -> [EvaluationTable] {
    var tables = [try queue].compactMap(\.self)
    tables.append(try FeatureStudy(learnings: Self.learnings(trainer), seed: seed).table())
    tables.append(ComparisonStudy(streams: streams, length: 4000, seed: seed).table)
    if let trainer { tables.append(try DriftStudy(trainer: trainer, seed: seed).table()) }
    return tables
  }

  private var queue: EvaluationTable? {
    get throws {
      var small = MadeUpPool()
      small.machines = 4
      small.perHour = 18
      small.weekend = 0.2
      var bursts = MadeUpPool()
      bursts.machines = 24
      bursts.perHour = 26
      bursts.burst = 8
      bursts.weekend = 0.1
      let pools = [("usual", MadeUpPool()), ("small", small), ("bursts", bursts)].enumerated().map {
        place, pool in
        QueueSeries(name: pool.0, waits: pool.1.waits(seed: seed &+ UInt64(place)))
      }
      return try QueueReplay(
        pools, title: "Waiting for a machine, with a model and without one (made up)",
        source:
          "Three simulated pools with rush hours, two with quiet weekends, one whose jobs come in bursts."
      ).table(Self.learnings(trainer))
    }
  }
}
