/// Learns models several times as time goes by, and lets each predict only builds that started later than all it saw
/// of the part that is tested.
struct WalkForward: Sendable {
  /// How often models are learned for the tested part.
  var rounds: Int
  /// Learns.
  let learning: any RowLearning

  /// What came of it.
  struct Outcome: Sendable {
    /// For every project and build what the models of its span say.
    var offsets: [[RunOffsets?]]
    /// The same, had the models of the first span served all along.
    var learnedOnce: [[RunOffsets?]]
    /// The models of the last span.
    var models: RunModels
  }

  /// What the models say of every project's builds.
  ///
  /// First, models that saw the first three fifths of the part that trains predict the rest of it, so that corrections
  /// are prepared. Then the builds to be scored are cut by their start into ``rounds`` spans; models for a span see
  /// what trains and, of the part that is tested, the builds that had finished when the span began.
  func outcome(_ replays: [BuildReplay]) throws -> Outcome {
    var offsets = replays.map { Array<RunOffsets?>(repeating: nil, count: $0.examples.count) }
    let early = try RunModels(examples(replays) { replay, index in index < Self.early(replay) }, by: learning)
    predict(replays, with: early, into: &offsets) { replay, index in
      index >= Self.early(replay) && index < replay.history.firstTest
    }
    let starts = replays.flatMap { replay in replay.history.scored.map { replay.history.builds[$0].started } }
      .sorted()
    guard !starts.isEmpty else { return Outcome(offsets: offsets, learnedOnce: offsets, models: early) }
    var learnedOnce = offsets
    var models = early
    for round in 0..<max(rounds, 1) {
      let begin = round == 0 ? -Double.infinity : starts[starts.count * round / rounds]
      let end = round + 1 >= rounds ? Double.infinity : starts[starts.count * (round + 1) / rounds]
      let seen = examples(replays) { replay, index in
        index < replay.history.firstTest || replay.history.builds[index].finished <= begin
      }
      models = try RunModels(seen, by: learning)
      if round == 0 {
        predict(replays, with: models, into: &learnedOnce) { replay, index in
          index >= replay.history.firstTest
        }
      }
      predict(replays, with: models, into: &offsets) { replay, index in
        let started = replay.history.builds[index].started
        return index >= replay.history.firstTest && started >= begin && started < end
      }
    }
    return Outcome(offsets: offsets, learnedOnce: learnedOnce, models: models)
  }

  private static func early(_ replay: BuildReplay) -> Int { replay.history.firstTest * 3 / 5 }

  private func examples(
    _ replays: [BuildReplay], where isWanted: (BuildReplay, Int) -> Bool
  ) -> [RunExample] {
    replays.flatMap { replay in
      replay.examples.indices.compactMap { isWanted(replay, $0) ? replay.usable($0) : nil }
    }
  }

  private func predict(
    _ replays: [BuildReplay], with models: RunModels, into offsets: inout [[RunOffsets?]],
    where isWanted: (BuildReplay, Int) -> Bool
  ) {
    for (project, replay) in replays.enumerated() {
      for index in replay.examples.indices where isWanted(replay, index) {
        offsets[project][index] = replay.usable(index).map { models.offsets($0.row) }
      }
    }
  }
}
