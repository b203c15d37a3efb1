/// What names one run of a pipeline on one platform: the part of a job run's identity that all its jobs share.
public struct RunReference: Hashable, Sendable, Codable {
  /// Where it runs.
  public var platform: Platform
  /// Host of the platform, lower-case and without scheme, such as `github.com` or `gitlab.example.org/gitlab`.
  public var source: String
  /// `owner/name` as the platform spells it; more parts where groups are nested.
  public var repository: String
  /// The platform's id of the run.
  public var run: String

  /// Names a run.
  public init(platform: Platform, source: String, repository: String, run: String) {
    self.platform = platform
    self.source = source
    self.repository = repository
    self.run = run
  }

  /// The first part of ``repository``: a GitHub owner, a GitLab top-level group; empty if there is no other part.
  public var organization: String { JobRun.organization(of: repository) }
}
