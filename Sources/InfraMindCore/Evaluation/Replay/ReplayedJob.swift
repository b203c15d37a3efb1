internal import FoundationEssentials

/// One job of a history, to be looked at as if time had not gone on.
package struct ReplayedJob: Sendable {
  /// The job, its row included.
  package let key: JobKey
  /// Its runs in the order in which they ended, without those of forks and those whose times are unknown.
  package let runs: [JobRun]
  /// The machine of each run; `nil` where it is unknown.
  package let machines: [Runner?]
  /// All sizes of the family of the latest known machine, smallest first, that machine among them.
  package let ladder: [Runner]

  /// Prepares a job.
  ///
  /// - Parameters:
  ///   - key: The job.
  ///   - runs: In any order; those of forks are left out.
  ///   - machine: The machine of a run.
  ///   - ladder: All sizes of a machine's family.
  package init(
    _ key: JobKey, runs: [JobRun], machine: (JobRun) -> Runner?, ladder: (Runner) -> [Runner]
  ) {
    self.key = key
    self.runs =
      runs.filter { !$0.isFromFork && $0.startedAt != nil && $0.duration != nil }
      .sorted {
        ($0.finishedAt ?? .distantPast, $0.run, $0.attempt) < (
          $1.finishedAt ?? .distantPast, $1.run, $1.attempt
        )
      }
    machines = self.runs.map(machine)
    self.ladder = machines.last { $0 != nil }.flatMap { $0 }.map(ladder) ?? []
  }

  /// How many runs had ended when one started: the history that advice on it could rest on.
  func known(before run: Int) -> Int {
    guard let start = runs[run].startedAt else { return 0 }
    var (low, high) = (0, run)
    while low < high {
      let middle = (low + high) / 2
      if let end = runs[middle].finishedAt, end <= start { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The job as an adviser is asked about it, on a machine.
  func question(_ machine: Runner) -> (row: JobRow, job: JobDefinition) {
    let position = SourcePosition(file: key.pipeline, line: 1, column: 1)
    let row = JobRow(
      matrix: key.variant.values, variant: key.variant, name: key.job,
      runner: .labels(machine.labels, position))
    return (
      row, JobDefinition(key: key.withoutVariant, name: key.job, position: position, rows: [row], steps: [])
    )
  }
}
