public import FoundationEssentials

/// Everything that can be known of a job run besides its identity, each part on its own. `nil` is "not said".
///
/// Every part means what the ``JobRun`` property of its name means.
public struct JobRunDetails: Hashable, Sendable, Codable {
  public var pipeline: String?
  public var workflow: String?
  public var job: String?
  public var name: String?
  public var matrix: [String: String]?
  public var attempt: Int?
  public var headCommit: String?
  public var branch: String?
  public var event: String?
  public var actor: ActorHash?
  public var isFromFork: Bool?
  public var visibility: RepositoryVisibility?
  public var createdAt: Date?
  public var queuedAt: Date?
  public var startedAt: Date?
  public var finishedAt: Date?
  public var conclusion: JobConclusion?
  public var conclusionWord: String?
  public var runnerLabels: [String]?
  public var runnerName: String?
  public var runnerGroup: String?
  public var cpus: Double?
  public var memory: MemorySize?
  public var use: ResourceUse?
  public var steps: [StepRun]?
  public var cacheEvents: [CacheEvent]?
  public var billedTime: Duration?
  public var credits: Double?
  public var change: ChangeSize?

  /// Nothing said.
  public init() {}
}
