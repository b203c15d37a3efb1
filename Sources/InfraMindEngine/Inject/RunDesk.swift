package import AdapterKit
package import FoundationEssentials
package import InfraMindCore

/// What plans and reports for runs are made from: a repository as it was looked at, with its files and its history.
package struct RunDesk: Sendable {
  /// What was found.
  package let report: RepositoryReport
  let files: any RepositoryFiles
  let surroundings: Suggester.Surroundings
  let registry: AdapterRegistry
  let advisers: Suggester.Advisers
  private let applier: Applier

  /// A checkout here.
  package init(_ entry: Inspection.Entry, _ registry: AdapterRegistry, _ advisers: Suggester.Advisers) {
    self.init(
      entry.report, entry.ground.checkout, entry.ground.surroundings, registry, advisers,
      Suggester(registry, advisers))
  }

  /// A checkout that somebody sent, and the runs of its repository that we know.
  ///
  /// - Parameter usual: The settings of a checkout that has none of its own.
  /// - Throws: ``EngineError`` if its settings are wrong.
  package init(
    _ sent: SentCheckout, runs: [JobRun], now: Date, usual: Settings = Settings(),
    _ registry: AdapterRegistry,
    _ advisers: Suggester.Advisers
  ) throws(EngineError) {
    let suggester = Suggester(registry, advisers, usesAllCores: false)
    var settings = usual
    if let name = Settings.fileNames.first(where: sent.exists), let bytes = sent.contents(of: name) {
      let file = SettingsFile(bytes, file: name)
      if let error = file.errors.first { throw error }
      settings = file.settings
    }
    let history = InMemoryRunHistory(runs)
    var surroundings = Suggester.Surroundings(
      history: history, historyName: sent.repository, settings: settings,
      context: AdvisingContext(
        now: now, seed: 1, visibility: settings.visibility ?? history.visibility(of: sent.repository),
        preferences: settings.preferences))
    surroundings.mostJobs = Self.mostJobs
    let repository = Repository(
      root: "/", shownRoot: ".", name: sent.name,
      pipelines: [Repository.Pipelines(platform: sent.platform, files: sent.pipelines)])
    let report = suggester.report(on: repository, reading: sent, surroundings)
    self.init(report, sent, surroundings, registry, advisers, suggester)
  }

  /// Most jobs of a checkout that somebody sent.
  private static let mostJobs = 2_000

  private init(
    _ report: RepositoryReport, _ files: any RepositoryFiles, _ surroundings: Suggester.Surroundings,
    _ registry: AdapterRegistry, _ advisers: Suggester.Advisers, _ suggester: Suggester
  ) {
    self.report = report
    self.files = files
    self.surroundings = surroundings
    self.registry = registry
    self.advisers = advisers
    applier = Applier(registry, suggester)
  }

  /// The sizes that are to be in force in runs of a pipeline: see ``RunPlanner``.
  package func plan(for pipeline: String?, on platform: Platform) -> RunPlan {
    RunPlanner(self, report.suggestions).plan(for: pipeline, on: platform)
  }

  /// The report for a platform's page.
  ///
  /// - Parameters:
  ///   - key: See ``Report/key``.
  ///   - arguments: What a shell takes behind `inframind apply`, to look at the same files.
  package func report(_ key: String, appliedBy arguments: String = "") -> Report {
    var advised = report
    advised.advise(applier.refusals(of: report.suggestions, in: files, surroundings))
    return RunReport(self, advised, appliedBy: arguments).report(key)
  }

  /// What carrying out suggestions would change.
  func edits(for suggestions: [Suggestion]) -> ApplyPlan {
    applier.plan(suggestions, of: report, in: files, surroundings)
  }
}
