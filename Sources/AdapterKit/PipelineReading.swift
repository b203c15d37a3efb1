public import InfraMindCore

/// Reads a platform's pipeline files as the platform itself does.
public protocol PipelineReading: Sendable {
  /// Globs of the files that are pipelines by their place, such as `.github/workflows/*.yml`.
  static var pipelineFilePatterns: [String] { get }

  /// Enumerates the jobs of some pipeline files. Never throws: what cannot be read is a problem beside the rest.
  ///
  /// - Parameters:
  ///   - files: Paths within `repository`. Files that they refer to are read through `repository` too.
  ///   - repository: The checkout.
  ///   - name: `owner/name` for the jobs' keys; empty if unknown.
  /// - Returns: Jobs in the order of `files` and of their place in each; equal input gives equal output.
  func jobs(in files: [String], of repository: some RepositoryFiles, named name: String) -> PipelineReadout
}

/// What was read from pipeline files.
public struct PipelineReadout: Sendable {
  /// The jobs that could be read.
  public var jobs: [JobDefinition]
  /// What could not, and why.
  public var problems: [PipelineProblem]
  /// Pipeline files that those given call. Their jobs are listed with their callers.
  public var called: Set<String> = []
  /// Files that only others call, read by themselves because none of those given calls them. Where a repository's
  /// files are shared out over several readings, another reading may know a caller, and then these jobs are void.
  public var readAlone: Set<String> = []

  /// States what was read.
  public init(jobs: [JobDefinition] = [], problems: [PipelineProblem] = []) {
    self.jobs = jobs
    self.problems = problems
  }
}

/// Something in a pipeline file that could not be read, or that only a run can know.
public struct PipelineProblem: Hashable, Sendable {
  /// How much it matters.
  public enum Severity: String, Hashable, Sendable, Codable {
    /// The file, or a job of it, was left out.
    case error
    /// Read, but the platform would complain, or we may be wrong about it.
    case warning
    /// Outside the view: computed at run time, or in another repository.
    case note
  }

  /// How much it matters.
  public var severity: Severity
  /// A fixed word, such as `invalid-yaml`, `not-a-workflow`, `computed-matrix`.
  public var code: String
  /// One sentence: what is wrong and what to do.
  public var message: String
  /// Where.
  public var position: SourcePosition
  /// The line with a caret under the place, where there is one.
  public var excerpt: String?

  /// Describes a problem.
  public init(
    severity: Severity, code: String, message: String, position: SourcePosition, excerpt: String? = nil
  ) {
    self.severity = severity
    self.code = code
    self.message = message
    self.position = position
    self.excerpt = excerpt
  }
}
