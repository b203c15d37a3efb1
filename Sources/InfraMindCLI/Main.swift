internal import ArgumentParser
internal import InfraMindEngine

@main
struct InfraMind: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: Program.name,
    abstract:
      "Suggests better machine sizes and missing caches for CI jobs, and writes them into pipeline files.",
    discussion: """
      Examples:
        inframind suggest            what the repository here could do better
        inframind apply --dry-run    the same as a diff
        inframind apply              write it, after a question
        inframind platforms          what is read, written and refused where
        inframind record -- make     what a command uses of its machine
        inframind import --platform github-actions --repo acme/shop
                                     what happened, from the platform's API
        inframind analyze 1723456    why a run took as long as it did, or failed
        inframind forecast           the month's bill, waits, and what next runs take
        inframind evaluate           what advice would have brought, on the history replayed

      Exit status: 0 if all is done; 1 if suggestions exist with --check, if something was refused with \
      --strict, if lines of a history could not be read, or if a file could not be written; 2 if the command or \
      the settings are wrong, or nothing at all could be read.

      Shell completions: inframind --generate-completion-script bash (or zsh, fish).
      """,
    version: "\(Program.name) \(Program.version)",
    subcommands: [
      SuggestCommand.self, ApplyCommand.self, ImportCommand.self, AnalyzeCommand.self, HistoryCommand.self,
      RecordCommand.self, InjectCommand.self, ReportCommand.self, CommentCommand.self, ForecastCommand.self,
      EvaluateCommand.self, TrainCommand.self, ModelsCommand.self,
      PlatformsCommand.self,
    ])

  /// Runs the program. Bad usage ends with 2, not with the 64 that the argument parser would choose.
  static func main() {
    StandardStreams.prepare()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      let status = exitCode(for: error)
      let message = fullMessage(for: error)
      if !message.isEmpty {
        // The message of a failure holds what was typed, and that may come from anywhere.
        let shown = status.isSuccess ? message : Shown.lines(message, atMost: 1000).joined(separator: "\n")
        StandardStreams.write(shown + "\n", to: status.isSuccess ? .output : .errors)
      }
      StandardStreams.end(status == .validationFailure ? 2 : status.rawValue)
    }
  }
}
