internal import ArgumentParser

@main
struct InfraMind: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "inframind")
}
