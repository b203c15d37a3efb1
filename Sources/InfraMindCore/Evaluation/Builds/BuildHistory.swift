/// The finished builds of one project, and which of them were known when another started.
///
/// A build may rest on those that had finished by the time it started, and on nothing else: whatever replays a
/// history asks ``predecessors(of:)``, so that no method sees the future.
package struct BuildHistory: Sendable {
  /// How a build ended.
  package enum Status: String, Hashable, Sendable, CaseIterable {
    /// All went well.
    case passed
    /// Its tests failed.
    case failed
    /// It did not get as far as its tests.
    case errored
  }

  /// One finished build.
  package struct Build: Hashable, Sendable {
    /// When it started, in Unix seconds.
    package var started: Double
    /// How it ended; known only afterwards.
    package var status: Status
    /// Machine seconds, summed over its jobs, greater than zero; known only afterwards.
    package var seconds: Double
    /// How many jobs it has, at least 1; known beforehand.
    package var jobs: Double
    /// Whether a pull request started it.
    package var isPullRequest: Bool?
    /// Whether a member of the core team started it.
    package var isCoreMember: Bool?
    /// Number of its branch, 0 for the one with most builds.
    package var branch: Int?
    /// What else was known beforehand: one value for each of ``BuildHistory/measures``, NaN where missing.
    package var measures: [Double]
    /// Number of tests that ran; known only afterwards.
    package var testsRun: Double?
    /// Seconds that the tests took; known only afterwards.
    package var testSeconds: Double?

    /// Seconds from start to end, if its jobs ran side by side.
    package var wallSeconds: Double { seconds / jobs }
    /// When it finished, in Unix seconds, if its jobs ran side by side.
    package var finished: Double { started + wallSeconds }
    /// Whether it passed.
    package var isPassed: Bool { status == .passed }

    /// Describes a build of which only its start, its end and its jobs are known.
    package init(started: Double, status: Status, seconds: Double, jobs: Double = 1) {
      self.started = started
      self.status = status
      self.seconds = seconds
      self.jobs = jobs
      measures = Array(repeating: .nan, count: BuildHistory.measures.count)
    }
  }

  /// Names of the columns with numbers that are known beforehand.
  package static let measures = [
    "commits", "src_churn", "test_churn", "files_added", "files_deleted", "files_modified", "tests_added",
    "tests_deleted", "src_files", "doc_files", "other_files", "team_size", "recent_commits_on_files", "sloc",
    "test_lines_per_kloc",
  ]
  /// Fewest predecessors of a build that is scored.
  package static let leastPredecessors = 5

  /// The project's name.
  package let name: String
  /// Its builds, in the order of their starts.
  package let builds: [Build]
  /// Indices of the builds in the order in which they finished.
  package let finishOrder: [Int]
  private let predecessorCounts: [Int]

  /// Takes builds in any order.
  package init(name: String, builds: [Build]) {
    self.name = name
    let sorted = builds.enumerated().sorted {
      ($0.element.started, $0.offset) < ($1.element.started, $1.offset)
    }.map(\.element)
    let order = sorted.indices.sorted { (sorted[$0].finished, $0) < (sorted[$1].finished, $1) }
    var counts: [Int] = []
    counts.reserveCapacity(sorted.count)
    var done = 0
    for build in sorted {
      while done < order.count, sorted[order[done]].finished <= build.started { done += 1 }
      counts.append(done)
    }
    self.builds = sorted
    finishOrder = order
    predecessorCounts = counts
  }

  /// The builds that had finished when a build, which must exist, started: their indices, in the order in which
  /// they finished.
  package func predecessors(of index: Int) -> ArraySlice<Int> {
    finishOrder.prefix(predecessorCounts[index])
  }

  /// Index of the first build that is tested: those before it, 60 % of all, train.
  package var firstTest: Int { (builds.count * 3 + 4) / 5 }

  /// The builds that are scored: those of the last 40 % with at least ``leastPredecessors`` predecessors.
  package var scored: [Int] {
    (firstTest..<builds.count).filter { predecessorCounts[$0] >= Self.leastPredecessors }
  }
}
