internal import AdapterKit
internal import ArgumentParser
internal import FoundationEssentials
internal import InfraMindCore
internal import InfraMindEngine

/// What to look at: shared by all commands.
struct LookOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Checkouts, folders of checkouts, or pipeline files.",
      discussion:
        "A folder with pipeline files at its root is one repository; any other folder stands for all "
        + "repositories below it. The default is the current folder."),
    completion: .file())
  var path: [String] = []

  @Option(
    help: ArgumentHelp(
      "Runs of the past: a store, or one JSON object a line; machine sizes need them.",
      discussion:
        "The default is .inframind/history.db or .inframind/runs.jsonl in the repository, if it is there.",
      valueName: "file"
    ),
    completion: .file(extensions: ["db", "jsonl"]))
  var history: String?

  @OptionGroup var server: ServerOptions

  @Option(
    help: ArgumentHelp(
      "One platform alone, such as github-actions; also that of files whose place does not tell it.",
      valueName: "platform"))
  var platform: String?

  @Flag(help: "Look at every folder below, also below a repository.")
  var recursive = false

  @Option(
    help: ArgumentHelp("Settings to use instead of each repository's .inframind.yml.", valueName: "file"),
    completion: .file(extensions: ["yml", "yaml"]))
  var config: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Seed of the random draws behind intervals; 1 unless given.", valueName: "number"),
    transform: Self.seed)
  var seed: UInt64 = 1

  @Option(help: .hidden)
  var now: String?

  mutating func validate() throws {
    for (name, value) in [("history", history), ("config", config), ("platform", platform), ("now", now)] {
      if value == "" { throw ValidationError.empty(option: name) }
    }
    if history != nil, server.server != nil { throw ValidationError("Give either --history or --server.") }
    if path.contains("") {
      throw ValidationError("A path is empty: name a file or folder, or leave it out for the current folder.")
    }
    if let platform, Wiring.registry[Platform(rawValue: platform)] == nil {
      let names = Wiring.registry.adapters.map { type(of: $0).platform.rawValue }.joined(separator: ", ")
      throw ValidationError("No platform is called '\(Shown.plain(platform))'. Known: \(names).")
    }
    if let now, Self.date(now) == nil {
      throw ValidationError("'\(Shown.plain(now))' is no time such as 2026-11-23T12:00:00Z.")
    }
  }

  /// The request that these options make.
  var request: Engine.Request {
    var request = Engine.Request()
    if !path.isEmpty { request.paths = path }
    request.platform = platform.map(Platform.init(rawValue:))
    request.isRecursive = recursive
    request.historyPath = history
    request.settingsPath = config
    request.seed = seed
    request.now = now.flatMap(Self.date)
    return request
  }

  /// The paths as a shell takes them; empty for the current folder, `…` if they are long.
  var pathArguments: String {
    let platform = platform.map { ["--platform", $0] } ?? []
    let text = (path + platform).map(ShellText.quoted).joined(separator: " ")
    return text.utf8.count <= 80 ? text : "…"
  }

  private static func seed(_ text: String) throws -> UInt64 {
    guard let seed = UInt64(text) else {
      throw ValidationError("A seed is a whole number from 0 to \(UInt64.max).")
    }
    return seed
  }

  static func date(_ text: String) -> Date? {
    try? Date(text, strategy: .iso8601)
  }
}

/// Which suggestions are meant: shared by all commands.
struct SelectOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Only the suggestion with this id; may be repeated.", valueName: "id"))
  var only: [String] = []

  @Option(
    help: ArgumentHelp(
      "Only jobs of this name, or workflow.yml:job, with * for anything; may be repeated.", valueName: "job"))
  var job: [String] = []

  @Option(help: "Only suggestions of this kind.")
  var kind: KindChoice?

  mutating func validate() throws {
    if only.contains("") { throw ValidationError.empty(option: "only") }
    if job.contains("") { throw ValidationError.empty(option: "job") }
  }

  enum KindChoice: String, ExpressibleByArgument, CaseIterable {
    case cache, size, measure
  }

  var selection: Selection {
    let kind = kind.flatMap { SuggestionKind(rawValue: $0.rawValue) }
    return Selection(ids: only, jobs: job.map { JobPattern($0) }, kind: kind)
  }
}

extension ValidationError {
  /// An option without a value, as an empty variable in a script makes it.
  static func empty(option name: String) -> ValidationError {
    ValidationError("The value of --\(name) is empty: give one, or leave the option out.")
  }
}

/// How to speak: shared by all commands.
struct SpeechOptions: ParsableArguments {
  @Option(help: "When to use colours.")
  var color: ColorChoice = .auto

  @Flag(name: [.short, .long], help: "Say nothing on standard error but why the command failed.")
  var quiet = false

  @Flag(name: [.short, .long], help: "Say also what needs no change, and why.")
  var verbose = false

  mutating func validate() throws {
    if quiet, verbose { throw ValidationError("Give either --quiet or --verbose.") }
  }

  enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
    case auto, always, never
  }

  var style: TextStyle { color.style }
}

extension SpeechOptions.ColorChoice {
  /// How text looks with this choice, where the output goes now.
  var style: TextStyle {
    TextStyle(width: StandardStreams.columns ?? 100, isColored: isColored)
  }

  /// `NO_COLOR` and `CLICOLOR` as https://no-color.org and http://bixense.com/clicolors have them.
  private var isColored: Bool {
    switch self {
    case .always: return true
    case .never: return false
    case .auto: break
    }
    let environment = StandardStreams.environment
    if let value = environment("NO_COLOR"), !value.isEmpty { return false }
    if let value = environment("CLICOLOR_FORCE"), !value.isEmpty, value != "0" { return true }
    if environment("CLICOLOR") == "0" || environment("TERM") == "dumb" { return false }
    return StandardStreams.isTerminal(1)
  }
}
