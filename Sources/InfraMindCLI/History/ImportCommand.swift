internal import ArgumentParser

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract:
      "Take a platform's history into ours, through its API, what jobs recorded, or what commits changed.",
    discussion: """
      The token comes from the environment, never from the command line. What is read is kept page by page; another \
      run goes on where one ended, whatever ended it.

      Examples:
        GH_TOKEN=… inframind import --platform github-actions --repo acme/shop --since 30d
        inframind import --platform gitlab-ci --repo acme/shop --host gitlab.example.org
        inframind import records artifacts/*.json
        inframind import changes
      """,
    subcommands: [ImportPlatformCommand.self, ImportRecordsCommand.self, ImportChangesCommand.self],
    defaultSubcommand: ImportPlatformCommand.self)
}
