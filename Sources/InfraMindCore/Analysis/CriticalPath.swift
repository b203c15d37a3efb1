internal import FoundationEssentials

/// The chain of jobs that a run's end waited for.
///
/// It is followed from the job that ended last, back to what it waited for: of the jobs that it needs (or, where that is not
/// known, of all that had ended by then) the one that ended last.
struct CriticalPath {
  /// Indices of the chain, in order.
  private(set) var indices: [Int] = []
  /// Time between the end of one and the readiness of the next.
  private(set) var idleTime = Duration.zero

  /// Platforms note the readiness of a job a moment before the end of what it waited for.
  private static let tolerance: TimeInterval = 2

  init(_ runs: [JobRun], needs: [String: [String]]) {
    guard
      let last = runs.indices.filter({ runs[$0].finishedAt != nil }).max(by: {
        Self.ends(runs[$0], before: runs[$1])
      })
    else { return }
    indices = [last]
    while let first = indices.first, let previous = Self.predecessor(of: first, in: runs, needs) {
      indices.insert(previous, at: 0)
    }
    for (before, after) in zip(indices, indices.dropFirst()) {
      let ready = runs[after].queuedAt ?? runs[after].startedAt
      idleTime += JobRun.span(runs[before].finishedAt, ready) ?? .zero
    }
  }

  private static func ends(_ left: JobRun, before right: JobRun) -> Bool {
    (left.finishedAt ?? .distantPast) < (right.finishedAt ?? .distantPast)
  }

  private static func predecessor(of index: Int, in runs: [JobRun], _ needs: [String: [String]]) -> Int? {
    let run = runs[index]
    guard let start = run.startedAt ?? run.finishedAt else { return nil }
    let ready = min(run.queuedAt ?? start, start).addingTimeInterval(tolerance)
    let known = run.name.flatMap { needs[$0] }.map(Set.init)
    let candidates = runs.indices.filter { other in
      guard other != index, runs[other].startedAt != nil, let end = runs[other].finishedAt else {
        return false
      }
      if let known {
        return known.contains(runs[other].name ?? "") && end <= start.addingTimeInterval(tolerance)
      }
      return end <= ready
    }
    // A job of no length would be its own predecessor's predecessor.
    return candidates.filter { (runs[$0].finishedAt ?? start, $0) < (run.finishedAt ?? start, index) }
      .max { ends(runs[$0], before: runs[$1]) }
  }
}
