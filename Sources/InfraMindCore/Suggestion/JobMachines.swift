/// Today's machine of a job, the other sizes of its family, and which of them a run had.
package struct JobMachines: Sendable {
  /// The labels that the file asks for.
  package let asked: [String]
  /// Today's machine, with the size that the latest run on it recorded: what a machine has depends on the
  /// repository's visibility and its organisation, and the run knows.
  package let current: Runner
  /// The other sizes, smallest first. The same size at the same price under another name is none.
  package let others: [Runner]

  package init(asked: [String], current: Runner, ladder: [Runner], runs: [JobRun]) {
    self.asked = asked
    let recorded = runs.last { !$0.isFromFork && $0.cpus != nil && Self.ran($0, on: asked, current) }
    self.current = Self.resized(current, as: recorded)
    let sameMachine = { (size: Runner) in
      size.answers(to: asked) || size.answers(to: current.labels)
        || (size.cpus == current.cpus && size.memory == current.memory
          && size.price?.perMinute == current.price?.perMinute)
    }
    others = ladder.filter { !sameMachine($0) }.sortedAsLadder()
  }

  /// The size of the machine that a run had; `nil` if it is none of these, and so no evidence.
  package func machine(of run: JobRun) -> (cpus: Double?, memory: MemorySize?)? {
    let size: Runner
    if Self.ran(run, on: asked, current) {
      size = current
    } else if let other = others.first(where: { $0.answers(to: run.runnerLabels) }) {
      size = other
    } else {
      return nil
    }
    return (run.cpus ?? size.cpus, run.memory ?? size.memory)
  }

  private static func ran(_ run: JobRun, on asked: [String], _ current: Runner) -> Bool {
    if run.runnerLabels.isEmpty { return run.cpus == nil || run.cpus == current.cpus }
    return current.answers(to: run.runnerLabels)
      || (!asked.isEmpty && CombinedCatalog.normalized(asked) == CombinedCatalog.normalized(run.runnerLabels))
  }

  private static func resized(_ runner: Runner, as run: JobRun?) -> Runner {
    guard let run, let cpus = run.cpus, cpus > 0 else { return runner }
    var resized = runner
    resized.cpus = cpus
    if let memory = run.memory, runner.memory?.isAbout(memory) != true { resized.memory = memory }
    return resized
  }
}
