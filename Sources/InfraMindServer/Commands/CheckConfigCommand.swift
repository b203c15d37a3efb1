internal import ArgumentParser
internal import InfraMindEngine

struct CheckConfigCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check-config",
    abstract: "Check the configuration as a whole and show what is set; no secrets.")

  @OptionGroup var options: ConfigurationOptions

  func run() async throws {
    let settings = try options.settings()
    let reading = options.files().reading(Wiring.receivers.platforms)
    var lines: [String] = []
    for entry in ServerKeys.all {
      let found = reading.find(entry.key)
      var shown = found?.text ?? entry.fallback
      if entry.key == ServerKeys.store.key { shown = settings.store.shown }
      let place = found.map { "  (\($0.place))" } ?? ""
      lines.append("\(entry.key): \(Shown.plain(shown, atMost: 200))\(place)")
    }
    for address in settings.hooks.keys.sorted() {
      lines.append("webhook \(settings.webhooksPath)/\(address): has a secret")
    }
    if settings.hooks.isEmpty { lines.append("no webhook has a secret: every delivery will be refused") }
    lines.append("record tokens: \(settings.tokens.tokens.count)")
    Console.write(lines.map { $0 + "\n" }.joined())
  }
}
