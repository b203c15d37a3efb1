/// Our own search over a task.
struct ExplorerStrategy: SizeStrategy {
  let name: String
  var role: EvaluationTable.Role { .ours }
  var recommendsUnmeasured: Bool { true }
  var mostSeeds: Int { .max }
  /// Whether each other job is a hypothesis; without them only the physics speaks, whose spreads were learned from others.
  var learnsFromOthers = false
  /// Objectives searched for at once; `nil` for that of the task alone.
  var objectives: [TrialObjective]?
  var settings = SizeSearch.Settings()

  func search(
    _ task: SizeTask, _ objective: TrialObjective, teachers: SizeTeachers, seed: UInt64
  ) -> any SizeTaskSearch {
    let experience =
      learnsFromOthers
      ? teachers.experience : SizeExperience(sizes: teachers.dataSet.sizes, profiles: [])
    let belief = experience.belief(
      over: task.numbers, withoutGroup: task.group, inputDoublings: task.inputDoublings, level: 5)
    // The task's own objective comes first, whatever else is searched for.
    let wanted = [objective] + (objectives ?? []).filter { $0 != objective }
    return ExplorerSearch(
      search: SizeSearch(
        sizes: task.sizes, belief: belief, objectives: wanted, settings: settings, seed: seed))
  }
}

private struct ExplorerSearch: SizeTaskSearch {
  var search: SizeSearch
  private(set) var hasStopped = false

  init(search: SizeSearch) { self.search = search }

  mutating func next() -> Int? {
    guard let trial = search.next() else { return nil }
    hasStopped = !search.measured.isEmpty && !trial.pays
    return trial.size
  }

  mutating func take(_ measurement: SizeMeasurement) { search.take(measurement) }

  func recommendation() -> Int? { search.recommendation() }
}
