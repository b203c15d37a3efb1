/// A job as a pipeline file defines it, in no platform's words: what the cache profiles and the sizing look at.
public struct JobDefinition: Hashable, Sendable {
  /// Identity, with an empty variant; rows of a matrix are in ``rows``.
  public var key: JobKey
  /// The name people see; a pattern where it has parts that only a run knows.
  public var name: String
  /// Where the job is defined (the job's key in the file).
  public var position: SourcePosition
  /// The rows of its matrix in the platform's order; exactly one for a job without a matrix; empty if the matrix
  /// cannot be known from the files.
  public var rows: [JobRow]
  /// Steps in the order of running, with those of followed local actions in place, see ``JobStep/origin``.
  public var steps: [JobStep]
  /// Image of the container that the steps run in; `nil` if they run on the machine itself.
  public var container: String?
  /// Ids of the jobs it waits for.
  public var needs: [String]
  /// What starts the pipeline, in the platform's words, such as `push`, `pull_request`, `release`.
  public var events: [String]
  /// What makes a cache or a change of machine unwise.
  public var traits: Set<JobTrait>
  /// What shows each trait, where the files have a place for it.
  public var signs: [JobTrait: TraitSign]
  /// The job's own time limit.
  public var timeout: Duration?
  /// Who brings the repository's files into the job.
  public var checkout = CheckoutSource.steps
  /// What the platform's caches can keep.
  public var cacheReach = CacheReach.machine
  /// Whether a cache that is added to the job is found again by the contents of key files. Not so where the platform
  /// keeps folders by a name, as volumes, or chooses what it keeps by itself.
  public var cachesHaveKeys = true
  /// Caches that the job has by its platform's own keys, rather than by packaged steps.
  public var caches: [DeclaredCache] = []

  /// Describes a job.
  public init(
    key: JobKey, name: String, position: SourcePosition, rows: [JobRow], steps: [JobStep],
    container: String? = nil, needs: [String] = [], events: [String] = [], traits: Set<JobTrait> = [],
    signs: [JobTrait: TraitSign] = [:], timeout: Duration? = nil
  ) {
    self.key = key
    self.name = name
    self.position = position
    self.rows = rows
    self.steps = steps
    self.container = container
    self.needs = needs
    self.events = events
    self.traits = traits
    self.signs = signs
    self.timeout = timeout
  }
}

extension JobDefinition {
  /// Whether a step of it measures what it uses, as far as its file shows.
  public var isMeasured: Bool { steps.contains(where: \.measures) }
}

/// What a job's surroundings say about caches and machines.
public enum JobTrait: String, Hashable, Sendable, Codable, CaseIterable {
  /// Publishes, signs, releases or deploys: a poisoned cache would reach users.
  case release
  /// Runs for events whose code is not trusted but whose token is.
  case privilegedTrigger = "privileged-trigger"
  /// Runs on machines of the user's own, which may keep files between jobs.
  case selfHosted = "self-hosted"
  /// Its file is generated from another one.
  case generated
  /// Starts for no releases, but by a filter that a security audit takes for one of releases: it would report
  /// any cache.
  case auditedTrigger = "audited-trigger"
}

/// What shows that a job has a trait.
public struct TraitSign: Hashable, Sendable {
  /// A clause with the words of the file, such as ``the job deploys to an `environment` ``.
  public var words: String
  /// Where the file says so.
  public var position: SourcePosition

  /// Names a sign.
  public init(_ words: String, at position: SourcePosition) {
    self.words = words
    self.position = position
  }
}

/// One row of a job's matrix, or the job itself.
public struct JobRow: Hashable, Sendable {
  /// All values of the row as text by axis, flattened with dots.
  public var matrix: [String: String]
  /// The values that belong to the job's identity: without axes that only choose the machine.
  public var variant: JobVariant
  /// The name that the platform reports for this row; a `*` in it stands for a number that only a run knows.
  public var name: String
  /// The machine asked for.
  public var runner: RunnerRequest
  /// Where ``runner`` is what `inframind inject` chooses at run time: the labels that the file has for when nothing is
  /// chosen; empty otherwise.
  public var fallback: [String] = []

  /// Describes a row.
  public init(matrix: [String: String], variant: JobVariant, name: String, runner: RunnerRequest) {
    self.matrix = matrix
    self.variant = variant
    self.name = name
    self.runner = runner
  }
}
