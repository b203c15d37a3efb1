internal import ArgumentParser
internal import FoundationEssentials
internal import InfraMindCore
internal import InfraMindEngine
internal import InfraMindStore

struct ImportChangesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "changes",
    abstract: "Take in what each run's commit changed, from a clone of the repository.",
    discussion: """
      How many files and lines, and of which kinds, helps to foretell durations and failures. Only counts are kept, no \
      names. Nothing is fetched: commits that the clone lacks are left out, as are runs of forks.
      """)

  @Option(
    help: ArgumentHelp(
      "The repository as the platform spells it.",
      discussion: "The default is what git calls the clone's.", valueName: "owner/name"))
  var repo: String?

  @OptionGroup var options: StoreOptions

  @Argument(help: "The clone.", completion: .directory)
  var clone = "."

  mutating func validate() throws {
    if repo == "" { throw ValidationError.empty(option: "repo") }
    if clone.isEmpty { throw ValidationError("A path is empty: name a clone.") }
  }

  func run() throws {
    let (changes, repository) = try StoreOptions.reporting {
      let changes = try GitChanges(in: clone, within: 60)
      return (changes, try name(changes))
    }
    let intake = try options.withStore(isMade: false) { store in
      try await ChangeIntake(of: repository, from: changes).run(into: store)
    }
    var line =
      "\(Figures.count(intake.commits, "commit")) read from the clone, \(Figures.count(intake.jobRuns, "job run")) changed"
    if intake.unknown > 0 { line += "; \(Figures.count(intake.unknown, "commit")) not known there" }
    StandardStreams.write(line + "\n", to: .errors)
  }

  private func name(_ changes: GitChanges) throws -> String {
    if let repo { return repo }
    let name = changes.repositoryName
    guard name.isEmpty else { return name }
    throw EngineError(
      code: "unknown-repository", message: "Git names no repository there: name it with --repo owner/name.")
  }
}
