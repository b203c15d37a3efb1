/// Something wrong with the configuration.
struct ConfigurationProblem: Error, Sendable, Hashable, CustomStringConvertible {
  /// Where it was set: a flag, a variable, or a place in a file.
  let place: String
  /// What is wrong, and what is allowed: sentences.
  let message: String

  var description: String { place.isEmpty ? message : "\(place): \(message)" }
}

/// Everything that is wrong with the configuration: the server does not start on half of one.
struct ConfigurationProblems: Error, Sendable, Hashable, CustomStringConvertible {
  let problems: [ConfigurationProblem]

  var description: String { problems.map(\.description).joined(separator: "\n") }
}
