package import AdapterKit
package import FoundationEssentials
internal import InfraMindCore

/// What of a platform's history to take into a store.
package struct ImportPlan: Sendable {
  /// `owner/name` as the platform spells it.
  package var repository: String
  /// Where the API is, without a slash at the end.
  package var api: String
  /// The host that runs are kept under.
  package var source: String
  /// Runs created before this are not wanted.
  package var since: Date
  /// Whether to begin at the newest run again, and spend requests only on runs that the store does not know whole.
  package var isBackfill = false
  /// Whether steps and the like are wanted where they cost requests of their own.
  package var wantsDetails = true

  /// Names what to read.
  package init(repository: String, api: String, source: String, since: Date) {
    self.repository = repository
    self.api = api
    self.source = source
    self.since = since
  }

  /// Under which name the store keeps how far it came.
  func checkpointName(_ platform: Platform) -> String {
    "import \(platform) \(source) \(repository.lowercased()) \(wantsDetails ? "details" : "jobs")"
  }
}

/// What an import did.
package struct ImportOutcome: Sendable {
  /// Job runs that are new or changed.
  package var jobRuns = 0
  /// Pages read.
  package var pages = 0
  /// What could not be read, a sentence each; the first of them.
  package var problems: [String] = []
  /// Why it ended before its end; another run goes on from there.
  package var interruption: AdapterError?
  /// Whether it went on where an earlier one stopped.
  package var isContinued = false

  /// Most problems kept.
  package static let mostProblems = 50
}
