/// A cache that a job has by its platform's own keys, in no platform's words.
public struct DeclaredCache: Hashable, Sendable {
  /// Where it is written.
  public var position: SourcePosition
  /// Folders that it keeps, as written; `~` for home, else from the repository's root. Empty if only the tools tell.
  public var paths: [String]
  /// What it is keyed by, as written; empty if it has no key.
  public var key: String
  /// Tools that it is known to serve whatever its paths, as where an orb's command caches by itself.
  public var tools: Set<CacheTool>
  /// Index (``JobStep/index``) of the step before which it is there; 0 where the platform restores it first.
  public var step: Int
  /// What it is called in a sentence, such as `the job's cache` or `node/install-packages`.
  public var name: String
  /// Whether its paths or tools are outside the view, as where it comes from an include that is not in the checkout.
  public var isOutsideView: Bool
  /// Whether it stands for a cache that somebody switched off on purpose: of ``tools``, or of all if they are none.
  public var isSwitchedOff = false

  /// Describes a cache.
  public init(
    position: SourcePosition, paths: [String], key: String = "", tools: Set<CacheTool> = [], step: Int = 0,
    name: String = "the job's cache", isOutsideView: Bool = false
  ) {
    self.position = position
    self.paths = paths
    self.key = key
    self.tools = tools
    self.step = step
    self.name = name
    self.isOutsideView = isOutsideView
  }
}

/// Who brings the repository's files into a job.
public enum CheckoutSource: String, Hashable, Sendable, Codable, CaseIterable {
  /// One of its steps, or none.
  case steps
  /// The platform, before the first step.
  case platform
}

/// What a platform's caches can keep of what a job writes.
public enum CacheReach: String, Hashable, Sendable, Codable, CaseIterable {
  /// Any folder of the machine; a job in a container has another home folder than the cache step.
  case machine
  /// Any folder that the steps themselves see, in a container too.
  case job
  /// Folders of the workspace only: a tool that keeps its files in the home folder must be told otherwise, see
  /// ``CachePath/mover``.
  case workspace
}
