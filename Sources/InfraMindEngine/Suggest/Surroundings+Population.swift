internal import AdapterKit
internal import InfraMindCore

extension Suggester.Surroundings {
  /// How the jobs of a platform that the history knows depend on the number of vCPUs.
  func population(of adapter: any CIAdapter, _ catalog: any RunnerCatalog) -> JobPopulation {
    let platform = type(of: adapter).platform
    var population = JobPopulation()
    var machines: [[String]: Runner?] = [:]
    func machine(of run: JobRun) -> (cpus: Double?, memory: MemorySize?)? {
      let visibility = run.visibility ?? context.visibility
      let machine =
        machines[run.runnerLabels] ?? catalog.runner(for: run.runnerLabels, visibility: visibility).machine
      machines[run.runnerLabels] = .some(machine)
      guard run.cpus != nil || machine != nil else { return nil }
      return (run.cpus ?? machine?.cpus, run.memory ?? machine?.memory)
    }
    let jobs = Dictionary(grouping: observed.filter { $0.platform == platform }, by: { JobKey($0) })
    for (key, runs) in jobs.sorted(by: { $0.key < $1.key }) {
      var state = JobState()
      for run in runs { state.add(run, on: machine(of: run), now: context.now) }
      population.add(JobProfile(key, runs: runs), state)
    }
    return population
  }
}

extension RunnerLookup {
  /// The machine, if it is known.
  fileprivate var machine: Runner? {
    switch self {
    case .known(let machine): machine
    case .dependsOnVisibility, .unknown: nil
    }
  }
}

/// How other jobs scale, found out when the first job needs it: most histories tell it of every job.
final class LazyPopulation: Sendable {
  private let found: Lazy<JobPopulation>

  init(_ find: @escaping @Sendable () -> JobPopulation) { found = Lazy(find) }

  /// The population, for a job with these runs; `nil` for one of which enough runs tell how busy its vCPUs were.
  func population(for runs: [JobRun]) -> JobPopulation? {
    var measured = 0
    for run in runs where !run.isFromFork && (run.use?.averageCPUs != nil || run.use?.cpuTime != nil) {
      measured += 1
    }
    guard measured < RunnerSizePolicy().minimumMeasuredRuns else { return nil }
    return found.value
  }
}
