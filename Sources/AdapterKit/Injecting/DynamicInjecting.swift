/// Puts sizes in force in one run, by the platform's own means, without a change to the repository.
public protocol DynamicInjecting: Sendable {
  /// How sizes reach a run of this platform; the first is taken unless the user names another. At least one.
  static var injectionWays: [InjectionWay] { get }

  /// What is to be done so that a plan is in force.
  ///
  /// Pure: nothing is written or sent. For a plan that changes nothing the instructions leave the pipeline's own values in
  /// force, so that a run can go on without advice.
  ///
  /// - Parameters:
  ///   - plan: What is to be in force.
  ///   - way: One of ``injectionWays``.
  ///   - scene: What is known of the run.
  /// - Throws: ``AdapterError`` if the way cannot be gone here, such as for want of a variable that the platform sets.
  func instructions(
    for plan: RunPlan, by way: InjectionWay.ID, in scene: RunScene
  ) throws(AdapterError) -> [RuntimeInstruction]
}

/// One of the ways in which a platform lets a run's machines be chosen at run time.
public struct InjectionWay: Hashable, Sendable {
  /// A word for the command line, such as `outputs`.
  public struct ID: Hashable, Sendable, CustomStringConvertible {
    /// The word.
    public let description: String

    /// Names a way; use lower-case words joined by hyphens.
    public init(_ description: String) { self.description = description }
  }

  /// What names it.
  public var id: ID
  /// What it does, in one sentence.
  public var sentence: String
  /// Whether it needs the text of a pipeline file: with it, or without.
  public var needsFile: Bool
  /// Whether the run has no more jobs unless it is gone: then a failure is one of the job, since the run would end and look
  /// fine.
  public var isVital: Bool

  /// Describes a way.
  public init(_ id: ID, _ sentence: String, needsFile: Bool = false, isVital: Bool = false) {
    self.id = id
    self.sentence = sentence
    self.needsFile = needsFile
    self.isVital = isVital
  }
}

/// What is known where sizes are put in force.
public struct RunScene: Sendable {
  /// The variables of the process.
  public var variables: EnvironmentVariables
  /// The job that runs this; `nil` outside of CI.
  public var job: JobEnvironment?
  /// Where results are written that go into a file: as the user named it, or the platform's usual one.
  public var output: String?
  /// Where the platform's API is; `nil` if nothing tells.
  public var api: String?

  /// Describes where sizes are put in force.
  public init(
    variables: EnvironmentVariables, job: JobEnvironment? = nil, output: String? = nil, api: String? = nil
  ) {
    self.variables = variables
    self.job = job
    self.output = output
    self.api = api
  }
}
