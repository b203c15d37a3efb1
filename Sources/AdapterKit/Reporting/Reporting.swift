internal import InfraMindCore

/// Publishes reports where a platform's users look.
public protocol Reporting: Sendable {
  /// Where reports can be put, in the order in which users would name them.
  static var reportPlaces: [ReportPlace] { get }

  /// What is known of the run that a report is about, from the variables of a process in it.
  ///
  /// - Returns: `nil` for a process that is in no job of this platform's.
  func reportTarget(of environment: [String: String]) -> ReportTarget?

  /// The API that a place is reached through, and how it takes a token; `nil` for a place within the job, or if nothing tells.
  func reportAPI(at place: ReportPlace.ID, for target: ReportTarget) -> ReportAPI?

  /// What a process in the job does to put a report into a place within the job.
  ///
  /// Pure: nothing is written.
  ///
  /// - Returns: Empty for a place that is reached through an API.
  /// - Throws: ``AdapterError`` if the place is not there, such as for want of a variable that the platform sets.
  func instructions(
    for report: Report, at place: ReportPlace.ID, of target: ReportTarget
  ) throws(AdapterError) -> [RuntimeInstruction]

  /// Puts a report into a place that is reached through an API. Publishing the same report twice leaves one.
  ///
  /// - Throws: ``AdapterError``; `CancellationError`.
  func publish(
    _ report: Report, at place: ReportPlace.ID, of target: ReportTarget, over http: any HTTPExecutor
  ) async throws -> ReportReceipt

  /// Takes a report out of a place that is reached through an API, if it is there.
  ///
  /// - Parameter key: The report's.
  /// - Throws: ``AdapterError``; `CancellationError`.
  func withdraw(
    _ key: String, at place: ReportPlace.ID, of target: ReportTarget, over http: any HTTPExecutor
  ) async throws -> ReportReceipt
}

/// A place for reports.
public struct ReportPlace: Hashable, Sendable {
  /// A word for the command line, such as `comment`.
  public struct ID: Hashable, Sendable, CustomStringConvertible {
    /// The word.
    public let description: String

    /// Names a place; use lower-case words joined by hyphens.
    public init(_ description: String) { self.description = description }

    /// The comment on a pull or merge request.
    public static let comment = ID("comment")
    /// The status of the commit.
    public static let status = ID("status")
    /// The log of the job.
    public static let log = ID("log")
  }

  /// What names it.
  public var id: ID
  /// What is found there, in one sentence.
  public var sentence: String
  /// The right that publishing there takes, in the platform's words; `nil` for none.
  public var right: String?
  /// Whether reports go there unless the user names places.
  public var isUsual: Bool

  /// Describes a place.
  public init(_ id: ID, _ sentence: String, right: String? = nil, isUsual: Bool = true) {
    self.id = id
    self.sentence = sentence
    self.right = right
    self.isUsual = isUsual
  }
}

/// The run that a report is about.
public struct ReportTarget: Sendable {
  /// The variables of the process that publishes.
  public var variables: EnvironmentVariables
  /// The job that publishes.
  public var job: JobEnvironment
  /// The commit that people look at: of a pull request its head, not a merge that the platform made.
  public var commit: String?
  /// Number of the pull or merge request; `nil` if the run is of none, or nothing tells.
  public var request: String?
  /// Labels of the pull or merge request, where the environment tells them.
  public var labels: [String]

  /// Describes a run by its job: the commit is the job's, and the labels are those that a user's `INFRAMIND_LABELS`
  /// lists with commas between.
  public init(variables: EnvironmentVariables, job: JobEnvironment, request: String? = nil) {
    self.variables = variables
    self.job = job
    self.commit = job.details.headCommit
    self.request = request
    labels = variables["INFRAMIND_LABELS"].map(Self.labels) ?? []
  }

  /// The labels of a list with commas between, such as platforms' variables hold.
  public static func labels(_ list: String) -> [String] {
    list.split(separator: ",").map { String($0.drop { $0 == " " }) }
  }
}

/// An API through which reports are published.
public struct ReportAPI: Sendable {
  /// Where it is, such as `https://api.github.com`.
  public var url: String
  /// How it takes a token, and which variables may hold one.
  public var rules: APIRules

  /// Describes an API.
  public init(_ url: String, rules: APIRules) {
    self.url = url
    self.rules = rules
  }
}

/// What came of publishing.
public enum ReportReceipt: Hashable, Sendable {
  /// It is new there; its address where the platform tells it.
  case created(String?)
  /// What was there is brought up to date.
  case updated(String?)
  /// It was there already, word for word: nothing was written.
  case unchanged(String?)
  /// It was taken out.
  case removed
  /// There was nothing to do, and why, in one sentence.
  case nothing(String)
}
