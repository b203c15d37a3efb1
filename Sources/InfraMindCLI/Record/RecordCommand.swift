internal import ArgumentParser

struct RecordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record",
    abstract: "Measure what a job uses of its machine: CPU, memory, disk, network, and what it waits for.",
    discussion: """
      Opens no port, sends nothing, needs no token. A command's own exit status is handed on, and recording never \
      makes a job fail.

      Examples:
        inframind record -- make -j2
        inframind record start
        inframind record mark "integration tests"
        inframind record stop --output record.json
        inframind record show record.json
      """,
    subcommands: [
      RecordRunCommand.self, RecordStartCommand.self, RecordMarkCommand.self, RecordStopCommand.self,
      RecordShowCommand.self, RecordSampleCommand.self,
    ],
    defaultSubcommand: RecordRunCommand.self)
}
