public import FoundationEssentials

/// Everything that can be known of a job run besides its identity, each part on its own. `nil` is "not said".
///
/// Every part means what the ``JobRun`` property of its name means.
public struct JobRunDetails: Hashable, Sendable, Codable {
  /// ``JobRun/pipeline``.
  public var pipeline: String?
  /// ``JobRun/workflow``.
  public var workflow: String?
  /// ``JobRun/job``.
  public var job: String?
  /// ``JobRun/name``.
  public var name: String?
  /// ``JobRun/matrix``.
  public var matrix: [String: String]?
  /// ``JobRun/chain``.
  public var chain: String?
  /// ``JobRun/attempt``.
  public var attempt: Int?
  /// ``JobRun/headCommit``.
  public var headCommit: String?
  /// ``JobRun/branch``.
  public var branch: String?
  /// ``JobRun/event``.
  public var event: String?
  /// ``JobRun/actor``.
  public var actor: ActorHash?
  /// ``JobRun/isFromFork``.
  public var isFromFork: Bool?
  /// ``JobRun/visibility``.
  public var visibility: RepositoryVisibility?
  /// ``JobRun/createdAt``.
  public var createdAt: Date?
  /// ``JobRun/queuedAt``.
  public var queuedAt: Date?
  /// ``JobRun/startedAt``.
  public var startedAt: Date?
  /// ``JobRun/finishedAt``.
  public var finishedAt: Date?
  /// ``JobRun/conclusion``.
  public var conclusion: JobConclusion?
  /// ``JobRun/conclusionWord``.
  public var conclusionWord: String?
  /// ``JobRun/runnerLabels``.
  public var runnerLabels: [String]?
  /// ``JobRun/runnerName``.
  public var runnerName: String?
  /// ``JobRun/runnerGroup``.
  public var runnerGroup: String?
  /// ``JobRun/cpus``.
  public var cpus: Double?
  /// ``JobRun/memory``.
  public var memory: MemorySize?
  /// ``JobRun/use``.
  public var use: ResourceUse?
  /// ``JobRun/steps``.
  public var steps: [StepRun]?
  /// ``JobRun/cacheEvents``.
  public var cacheEvents: [CacheEvent]?
  /// ``JobRun/billedTime``.
  public var billedTime: Duration?
  /// ``JobRun/credits``.
  public var credits: Double?
  /// ``JobRun/change``.
  public var change: ChangeSize?

  /// Nothing said.
  public init() {}
}
