internal import ArgumentParser
internal import FoundationEssentials
internal import InfraMindCore

/// Where settings come from, on the command line of every command.
struct ConfigurationOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Configuration file (YAML).", valueName: "file"))
  var config: String?

  @Option(
    help: ArgumentHelp(
      "Where history is kept: sqlite:FILE or postgres://HOST/DATABASE.", valueName: "url"))
  var store: String?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("One setting, such as http.port=9000; may be repeated.", valueName: "name=value"))
  var assignments: [String] = []

  /// Settings that a command has options of its own for.
  func files(_ more: [String] = []) -> ConfigurationFiles {
    ConfigurationFiles(
      assignments: assignments + more + (store.map { ["\(ServerKeys.store.key)=\($0)"] } ?? []),
      environment: ProcessInfo.processInfo.environment, file: config)
  }

  /// The settings; ends the program with everything that is wrong.
  func settings(_ more: [String] = []) throws -> ServerSettings {
    do {
      return try files(more).settings(Wiring.receivers)
    } catch {
      Console.writeError("inframind-server: error: the configuration is wrong:\n")
      for problem in error.problems { Console.writeError("  \(problem)\n") }
      throw ExitCode(2)
    }
  }
}
