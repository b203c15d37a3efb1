internal import ArgumentParser
internal import InfraMindEngine

@main
struct InfraMindServer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inframind-server",
    abstract: "Receives webhooks of CI platforms and keeps what they tell of job runs.",
    discussion: """
      Settings come from options, the environment (INFRAMIND_SERVER_…) and a file; docs/server.md lists them.

      Examples:
        INFRAMIND_SERVER_WEBHOOKS_GITHUB_ACTIONS_SECRET=… inframind-server
        inframind-server check-config --config /etc/inframind/server.yml
        inframind-server deliveries list --state dead

      Exit status: 0 if all is done; 1 if the server or a command failed; 2 if the command or the configuration is \
      wrong.
      """,
    version: "inframind-server \(Program.version)",
    subcommands: [
      ServeCommand.self, DeliveriesCommand.self, HistoryCommand.self, CheckConfigCommand.self,
      TokenCommand.self,
    ],
    defaultSubcommand: ServeCommand.self)

  /// Runs the program. Bad usage ends with 2, not with the 64 that the argument parser would choose.
  static func main() async {
    Console.prepare()
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      let status = exitCode(for: error)
      let message = fullMessage(for: error)
      if !message.isEmpty {
        let shown = status.isSuccess ? message : Shown.lines(message, atMost: 1000).joined(separator: "\n")
        if status.isSuccess { Console.write(shown + "\n") } else { Console.writeError(shown + "\n") }
      }
      exit(withError: ExitCode(status == .validationFailure ? 2 : status.rawValue))
    }
  }
}
