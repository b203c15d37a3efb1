public import InfraMindCore

/// The sizes that are to be in force in the runs of one pipeline file.
public struct RunPlan: Hashable, Sendable {
  /// Path of the pipeline file from the repository's root; empty if the plan is of several files' jobs.
  public var pipeline: String
  /// Its jobs whose machine is known, a row each, in the order of the file.
  public var jobs: [Job]
  /// The texts of files, as they are and as they would be with the sizes written in; the pipeline file among them where its
  /// text is known.
  public var files: [File]

  /// States a plan; without arguments nothing is known, and nothing is to change.
  public init(pipeline: String = "", jobs: [Job] = [], files: [File] = []) {
    self.pipeline = pipeline
    self.jobs = jobs
    self.files = files
  }

  /// Jobs that are to have another machine than their file says.
  public var moved: [Job] { jobs.filter(\.isMoved) }

  /// The pipeline file's text, both ways.
  public var file: File? { files.first { $0.path == pipeline } }
}

extension RunPlan {
  /// A job, or a row of its matrix, and the machine that it is to have.
  public struct Job: Hashable, Sendable {
    /// The job, with its row.
    public var key: JobKey
    /// Its name as the platform reports it; `*` in it stands for a number that only a run knows.
    public var name: String
    /// All values of its row as text, by axis; empty without a matrix.
    public var matrix: [String: String]
    /// Labels that its file asks for.
    public var from: [String]
    /// Labels that it is to have.
    public var to: [String]
    /// The suggestion that it follows; `nil` if it stays.
    public var suggestion: SuggestionID?

    /// Describes a job; one that stays has no suggestion.
    public init(
      key: JobKey, name: String, matrix: [String: String] = [:], from: [String], to: [String],
      suggestion: SuggestionID? = nil
    ) {
      self.key = key
      self.name = name
      self.matrix = matrix
      self.from = from
      self.to = to
      self.suggestion = suggestion
    }

    /// Whether it is to have another machine than its file says.
    public var isMoved: Bool { suggestion != nil && from != to }
  }

  /// A file's text as it is, and as it would be.
  public struct File: Hashable, Sendable {
    /// Path from the repository's root.
    public var path: String
    /// As it is.
    public var before: [UInt8]
    /// With the sizes written in; the same if nothing changes.
    public var after: [UInt8]

    /// States both texts.
    public init(path: String, before: [UInt8], after: [UInt8]) {
      self.path = path
      self.before = before
      self.after = after
    }
  }
}
