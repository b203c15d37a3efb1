/// Steps in which a job waits for the network or the platform, so that no size of machine makes them faster: what the
/// platforms do around a job's own work, by the names that they give it.
enum WaitingSteps {
  /// Share of a run's time that its steps have to explain, or they say nothing.
  static let leastCovered = 0.5

  private static let beginnings = [
    // GitHub Actions.
    "set up job", "complete job", "initialize containers", "stop containers", "post ", "run actions/checkout",
    "run actions/cache", "run actions/setup-", "run actions/upload-", "run actions/download-", "checkout",
    // CircleCI.
    "spin up environment", "spin up container", "preparing environment variables", "restoring cache",
    "saving cache",
    "uploading artifacts", "uploading test results", "attaching workspace", "persisting to workspace",
    // Drone.
    "clone",
  ].map { Array($0.utf8) }

  /// Share of a run's time that it waited in such steps, 0...1; `nil` if its steps do not tell.
  static func share(of run: JobRun) -> Double? {
    guard let whole = run.duration.map({ $0 / .seconds(1) }), whole > 0, !run.steps.isEmpty else {
      return nil
    }
    var (known, waiting) = (0.0, 0.0)
    for step in run.steps {
      guard let seconds = step.duration.map({ $0 / .seconds(1) }) else { continue }
      known += seconds
      if isWaiting(step.name) { waiting += seconds }
    }
    guard known >= leastCovered * whole else { return nil }
    return min(waiting / max(known, whole), 1)
  }

  static func isWaiting(_ name: String) -> Bool {
    beginnings.contains { beginning in
      var bytes = name.utf8.makeIterator()
      return beginning.allSatisfy { wanted in
        bytes.next().map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 } == wanted
      }
    }
  }
}
