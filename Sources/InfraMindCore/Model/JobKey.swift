/// What identifies a job over time: the only join between what a pipeline file says and what a platform reports.
///
/// A job that is given another machine keeps its key, and so its history: axes of a matrix that only choose the
/// machine are left out of ``variant``.
public struct JobKey: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
  /// Where the job runs.
  public var platform: Platform
  /// `owner/name` as the platform spells it; empty when a checkout does not tell.
  public var repository: String
  /// Path of the pipeline file from the repository's root, with `/`.
  public var pipeline: String
  /// The job's id in the file; a job of a called pipeline is `caller/called`.
  public var job: String
  /// The row of a matrix, without the axes that only choose the machine.
  public var variant: JobVariant

  /// Identifies a job.
  public init(
    platform: Platform, repository: String, pipeline: String, job: String, variant: JobVariant = JobVariant()
  ) {
    self.platform = platform
    self.repository = repository
    self.pipeline = pipeline
    self.job = job
    self.variant = variant
  }

  /// `platform:repository:pipeline#job(variant)`; one string per key, fit for hashing and for logs.
  public var description: String {
    let row = variant.isEmpty ? "" : "(\(variant))"
    return "\(platform):\(repository):\(pipeline)#\(job)\(row)"
  }

  /// By platform, repository, pipeline, job and variant.
  public static func < (left: JobKey, right: JobKey) -> Bool {
    if left.platform != right.platform { return left.platform < right.platform }
    return (left.repository, left.pipeline, left.job, left.variant.description)
      < (right.repository, right.pipeline, right.job, right.variant.description)
  }

  /// The same job without its row.
  public var withoutVariant: JobKey {
    JobKey(platform: platform, repository: repository, pipeline: pipeline, job: job)
  }
}

/// The values that tell one row of a matrix from another.
public struct JobVariant: Hashable, Sendable, Codable, CustomStringConvertible {
  /// Axis name to value, both as text. A nested value is flattened with dots: `node.version`.
  public var values: [String: String]

  /// Names a row; no values mean a job without a matrix.
  public init(_ values: [String: String] = [:]) { self.values = values }

  /// Whether the job has no matrix, or one that only chooses machines.
  public var isEmpty: Bool { values.isEmpty }

  /// `axis=value` pairs in the order of their names, joined by commas.
  public var description: String {
    values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
  }

  /// Whether a run with these matrix values is a run of this row: every axis named here has the same value there.
  public func matches(_ matrix: [String: String]) -> Bool {
    values.allSatisfy { matrix[$0.key] == $0.value }
  }
}
