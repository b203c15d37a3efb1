internal import InfraMindCore
internal import InfraMindEngine

/// What the server was started with: enough to read its settings, and to read them again.
struct ConfigurationFiles: Sendable {
  /// `name=value` each.
  let assignments: [String]
  let environment: [String: String]
  /// The configuration file; `nil` for none.
  let file: String?

  /// Largest configuration, secret or token file.
  private static let limit = 4 << 20

  /// - Parameter file: As the command line names it; the environment may name one instead.
  init(assignments: [String], environment: [String: String], file: String?) {
    self.assignments = assignments
    self.environment = environment
    self.file = file ?? environment[SettingEntry.variablePrefix + "CONFIG"]
  }

  /// Reads the settings.
  ///
  /// - Throws: Everything that is wrong.
  func settings(_ receivers: Receivers) throws(ConfigurationProblems) -> ServerSettings {
    var reading = reading(receivers.platforms)
    return try ServerSettings(from: &reading, receivers)
  }

  /// The sources, read.
  func reading(_ platforms: [Platform]) -> SettingsReading {
    let known = KnownKeys(platforms: platforms)
    var sources: [SettingSource] = [
      .commandLine(assignments, known), .environment(environment, known),
    ]
    var failure: ConfigurationProblem?
    if let file {
      do {
        sources.append(.file(try Self.contents(file), named: file, known))
      } catch {
        failure = ConfigurationProblem(place: "--config", message: error.message)
      }
    }
    var reading = SettingsReading(sources, contents: Self.contents)
    if let failure { reading.fail(failure.place, failure.message) }
    return reading
  }

  private static func contents(_ path: String) throws(EngineError) -> [UInt8] {
    try LocalDisk.contents(ofFileOrPipe: path, limit: limit)
  }
}
