/// Why a job failed, as far as what is known of it tells.
public struct FailureCause: Hashable, Sendable {
  /// Kinds of cause; new kinds may appear in a minor release.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// The kernel, a container's limit or a virtual machine's heap was out of memory.
    case outOfMemory = "out-of-memory"
    /// The disk was full.
    case diskFull = "disk-full"
    /// A host could not be reached, or broke off.
    case network
    /// It ran longer than allowed.
    case timeout
    /// The machine or the platform failed.
    case infrastructure
    /// Tests ran and did not pass.
    case testFailure = "test-failure"
    /// Preparing the job failed: checking out, installing tools or packages, starting services.
    case setupFailure = "setup-failure"
    /// Compiling or checking the code failed.
    case buildFailure = "build-failure"
    /// Nothing known tells.
    case unknown
  }

  /// What kind of cause.
  public var kind: Kind
  /// What shows it, a line each: measured figures, the platform's words, lines of the log.
  public var evidence: [String]

  /// States a cause.
  public init(_ kind: Kind, evidence: [String]) {
    self.kind = kind
    self.evidence = evidence
  }
}
