extension JobProfile {
  /// The profile of a row of a job as its pipeline file has it.
  package init(_ job: JobDefinition, _ row: JobRow) {
    var key = job.key
    key.variant = row.variant
    self.init(
      key, steps: [job.key.job] + job.steps.flatMap { [$0.name, Self.text(of: $0.work)].compactMap(\.self) })
  }

  private static func text(of work: JobStep.Work) -> String? {
    switch work {
    case .run(let script): script
    case .use(let step): step.name
    case .other: nil
    }
  }

  /// The profile of a job of which only runs are known: by the steps of the latest one.
  package init(_ key: JobKey, runs: [JobRun]) {
    self.init(
      key, steps: [key.job] + (runs.last { !$0.steps.isEmpty && !$0.isFromFork }?.steps.map(\.name) ?? []))
  }
}
