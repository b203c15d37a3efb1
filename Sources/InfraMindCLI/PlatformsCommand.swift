internal import ArgumentParser
internal import InfraMindEngine

struct PlatformsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "platforms",
    abstract: "List the CI platforms: what is read, edited and refused on each.",
    discussion: """
      Examples:
        inframind platforms
        inframind platforms --format json
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  @Option(help: "The form of the output.")
  var format: Format = .text

  @Option(help: "When to use colours.")
  var color: SpeechOptions.ColorChoice = .auto

  func run() {
    let report = PlatformsReport(Wiring.registry)
    switch format {
    case .text: StandardStreams.write(report.text(style: color.style), to: .output)
    case .json: StandardStreams.write(report.json, to: .output)
    }
  }
}
