/// A way to look for the best size; the same for ours and for those it is compared with.
protocol SizeStrategy: Sendable {
  /// Name in the table.
  var name: String { get }
  /// What it is in the table.
  var role: EvaluationTable.Role { get }
  /// Whether it recommends a size of its model, or the best one measured.
  var recommendsUnmeasured: Bool { get }
  /// How many seeds it is run with at most; 1 if nothing in it is random.
  var mostSeeds: Int { get }

  /// Begins a search. `teachers` is everything known of the data set; the task's own group must not be used.
  func search(_ task: SizeTask, _ objective: TrialObjective, teachers: SizeTeachers, seed: UInt64)
    -> any SizeTaskSearch
}

/// A search that is under way.
protocol SizeTaskSearch {
  /// The next size to measure, by its number in the task; `nil` once every size was measured.
  mutating func next() -> Int?
  /// What a run showed.
  mutating func take(_ measurement: SizeMeasurement)
  /// The size that the model would use.
  func recommendation() -> Int?
  /// Whether the search would have stopped before the trial that ``next()`` named last.
  var hasStopped: Bool { get }
}

/// What a strategy may learn from: one data set.
struct SizeTeachers: Sendable {
  let dataSet: SizeTaskData.DataSet
  let experience: SizeExperience

  init(_ dataSet: SizeTaskData.DataSet) {
    self.dataSet = dataSet
    experience = SizeExperience(
      sizes: dataSet.sizes,
      profiles: dataSet.workloads.map { workload in
        var seconds = [Double?](repeating: nil, count: dataSet.sizes.count)
        for (size, duration) in zip(workload.sizes, workload.judged) { seconds[size] = duration }
        return SizeProfile(
          group: workload.group, inputDoublings: workload.inputDoublings, seconds: seconds)
      })
  }

  /// Workloads of other groups than the task's.
  func workloads(apartFrom group: String) -> [SizeTaskData.Workload] {
    dataSet.workloads.filter { $0.group != group }
  }
}
