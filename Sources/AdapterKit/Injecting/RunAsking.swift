/// A platform whose server asks, while a run starts, whether the files of its pipelines are to be others.
///
/// Everything here is pure. Whoever serves the question proves it as a delivery (``WebhookReceiving``), makes a plan for the
/// files in it, and answers; where there is any doubt, the answer that leaves the files as they are is the right one.
public protocol RunAsking: Sendable {
  /// Reads a request. Tokens in it are not looked at.
  ///
  /// - Throws: ``AdapterError/Code/invalidPayload``.
  func question(of request: VerifiedDelivery) throws(AdapterError) -> RunQuestion

  /// The body of the answer 200; `nil` for the answer 204, which leaves the files as they are.
  ///
  /// - Parameter plan: Made for the files in the question.
  func answer(to question: RunQuestion, by plan: RunPlan) -> [UInt8]?
}

/// What a platform's server asks while a run starts.
public struct RunQuestion: Hashable, Sendable {
  /// A file of the repository, as the server has it.
  public struct File: Hashable, Sendable {
    /// Path from the repository's root.
    public var path: String
    /// Its text.
    public var bytes: [UInt8]

    /// States a file.
    public init(path: String, bytes: [UInt8]) {
      self.path = path
      self.bytes = bytes
    }
  }

  /// Which of the platform's forms the request has, in the adapter's word.
  public var form: String
  /// `owner/name`; `nil` if the request tells no owner.
  public var repository: String?
  /// The repository's address on its code host; `nil` if the request tells none.
  public var link: String?
  /// The pipeline files.
  public var files: [File]
  /// Whether the repository lets only signed files build, or may do so.
  public var isProtected: Bool
  /// The same for questions that must be answered alike: a digest of repository, event, commit and texts.
  public var key: String

  /// States a question.
  public init(
    form: String, repository: String?, link: String?, files: [File], isProtected: Bool, key: String
  ) {
    self.form = form
    self.repository = repository
    self.link = link
    self.files = files
    self.isProtected = isProtected
    self.key = key
  }

  /// The pipeline file; empty if there are several.
  public var pipeline: String { files.count == 1 ? files[0].path : "" }
}
