/// Variables of a process, for adapters that look for a job in them: an empty one counts as missing, as platforms set
/// those that do not apply.
public struct EnvironmentVariables: Sendable {
  /// Longest value that is taken; a variable of a job is a name, a number or an address.
  static let longest = 4096

  private let environment: [String: String]

  /// Wraps an environment.
  public init(_ environment: [String: String]) { self.environment = environment }

  /// The value of a variable; `nil` if it is missing, empty, or longer than any that a platform sets.
  public subscript(name: String) -> String? {
    guard let value = environment[name], !value.isEmpty, value.utf8.count <= Self.longest else { return nil }
    return value
  }
}
