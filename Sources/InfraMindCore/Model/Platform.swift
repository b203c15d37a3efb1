/// A CI platform. An open set: an adapter outside this package names its own.
public struct Platform: RawRepresentable, Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
  /// A lower-case word with hyphens, such as `github-actions`; used in flags, files and stored records.
  public let rawValue: String

  /// Names a platform.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// The word itself.
  public var description: String { rawValue }

  /// Alphabetical, so that lists of platforms have one order.
  public static func < (left: Platform, right: Platform) -> Bool { left.rawValue < right.rawValue }

  /// GitHub Actions.
  public static let gitHubActions = Platform(rawValue: "github-actions")
  /// GitLab CI/CD.
  public static let gitLabCI = Platform(rawValue: "gitlab-ci")
  /// CircleCI.
  public static let circleCI = Platform(rawValue: "circleci")
  /// Buildkite.
  public static let buildkite = Platform(rawValue: "buildkite")
  /// TeamCity.
  public static let teamCity = Platform(rawValue: "teamcity")
  /// Drone and Woodpecker.
  public static let drone = Platform(rawValue: "drone")
}
