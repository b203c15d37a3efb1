internal import Dispatch
internal import Synchronization
package import AdapterKit
package import InfraMindCore

/// Reads the pipelines of a repository and asks the advisers about every job.
///
/// Pure but for the files that it reads through ``RepositoryFiles``: equal input gives equal output.
package struct Suggester: Sendable {
  private let registry: AdapterRegistry
  private let advisers: Advisers
  /// Told how many more files have been read, from any thread.
  private let usesAllCores: Bool
  private let progress: @Sendable (_ files: Int) -> Void

  /// Who gives advice.
  package struct Advisers: Sendable {
    package var size: any SizeAdvising
    package var cache: any CacheAdvising

    /// Names the advisers.
    package init(size: any SizeAdvising, cache: any CacheAdvising) {
      self.size = size
      self.cache = cache
    }
  }

  /// What suggestions depend on besides the files.
  package struct Surroundings: Sendable {
    package var history: any RunHistory
    /// What the history calls the repository.
    package var historyName: String
    /// Runs that show which machines there are.
    package var observed: [JobRun]
    package var settings: Settings
    package var context: AdvisingContext
    /// Whether jobs that nothing measures are to be told.
    package var wantsMeasuring = false
    /// Most jobs that are advised on; of files with more nothing is said.
    package var mostJobs = Int.max

    /// Names them.
    package init(
      history: InMemoryRunHistory, historyName: String, settings: Settings, context: AdvisingContext
    ) {
      self.history = history
      self.historyName = historyName
      observed = history.runs
      self.settings = settings
      self.context = context
    }

    func runs(of job: JobDefinition, row: JobRow? = nil) -> [JobRun] {
      guard !history.isEmpty else { return [] }
      var job = job
      job.key.repository = historyName
      return history.runs(of: job, row: row)
    }

    /// The runs of this repository, as the history calls it.
    var ownRuns: [JobRun] {
      let name = historyName.lowercased()
      return name.isEmpty ? observed : observed.filter { $0.repository.lowercased() == name }
    }

    /// The median time of a row's successful runs in seconds, its queue included; `nil` without any. Runs of forks do
    /// not count.
    func typicalSeconds(of ladder: JobLadder) -> Double? {
      var key = ladder.job
      key.repository = historyName
      let times = history.runs(of: key)
        .filter { !$0.isFromFork && $0.conclusion == .success }
        .compactMap { run in
          run.duration.map { ($0 + (run.queueTime ?? .zero)) / .seconds(1) }
        }
      return times.isEmpty ? nil : times.sorted()[times.count / 2]
    }

    /// A platform's machines, with those and the prices that settings and history add; `nil` without history.
    func catalog(of adapter: any CIAdapter) -> (any RunnerCatalog)? {
      history.isEmpty ? nil : machines(of: adapter)
    }

    /// A platform's machines, with those and the prices that settings and history add.
    func machines(of adapter: any CIAdapter) -> any RunnerCatalog {
      let combined = CombinedCatalog(
        platform: adapter.runnerCatalog, custom: settings.runners, history: observed)
      guard !settings.prices.isEmpty || settings.rates != ResourceRates() else { return combined }
      return RepricedCatalog(
        base: combined, prices: settings.prices, rates: settings.rates, source: Settings.fileNames[0])
    }
  }

  /// A suggester over some adapters.
  ///
  /// - Parameter usesAllCores: Not so in a server, whose tasks run on the threads that several cores take.
  package init(
    _ registry: AdapterRegistry, _ advisers: Advisers, usesAllCores: Bool = true,
    progress: @escaping @Sendable (_ files: Int) -> Void = { _ in }
  ) {
    self.registry = registry
    self.advisers = advisers
    self.usesAllCores = usesAllCores
    self.progress = progress
  }

  /// Looks at a repository.
  ///
  /// - Parameters:
  ///   - repository: Which pipelines to read.
  ///   - files: Its files; another view than the checkout itself if edits are tried on.
  package func report(
    on repository: Repository, reading files: any RepositoryFiles, _ surroundings: Surroundings
  ) -> RepositoryReport {
    var report = RepositoryReport(repository)
    report.settings = surroundings.settings
    report.visibility = surroundings.context.visibility
    for pipelines in repository.pipelines {
      guard let adapter = registry[pipelines.platform] else { continue }
      let desk = desk(adapter, of: repository, reading: files, surroundings)
      let chunks = Self.chunks(of: pipelines.files)
      let look = { @Sendable (files: [String]) in
        defer { progress(files.count) }
        return desk.findings(in: files)
      }
      let findings = usesAllCores ? chunks.concurrentMap(look) : chunks.map(look)
      report.add(findings, by: adapter, pipelines)
    }
    report.settle(surroundings.settings)
    return report
  }

  /// Every size of the machines of some jobs' rows, priced, in the order of the jobs; empty without history.
  func ladders(
    of jobs: [JobDefinition], in repository: Repository, reading files: any RepositoryFiles,
    _ surroundings: Surroundings
  ) -> [JobLadder] {
    let desks = Dictionary(
      repository.pipelines.compactMap { pipelines in
        registry[pipelines.platform].map { adapter in
          (pipelines.platform, desk(adapter, of: repository, reading: files, surroundings))
        }
      }, uniquingKeysWith: { first, _ in first })
    return jobs.flatMap { desks[$0.key.platform]?.ladders(of: $0) ?? [] }
  }

  private func desk(
    _ adapter: any CIAdapter, of repository: Repository, reading files: any RepositoryFiles,
    _ surroundings: Surroundings
  ) -> AdvisingDesk {
    let catalog = surroundings.catalog(of: adapter)
    let others = LazyPopulation {
      catalog.map { surroundings.population(of: adapter, $0) } ?? JobPopulation()
    }
    let platform = type(of: adapter).platform
    let pipelines = repository.pipelines.filter { $0.platform == platform }.flatMap(\.files)
    let caches = Lazy {
      let runs = surroundings.ownRuns.filter { $0.platform == platform }
      let known = Set(runs.map(\.pipeline))
      return RepositoryCaches(
        runs, platform: platform, coversAllJobs: pipelines.allSatisfy(known.contains))
    }
    return AdvisingDesk(
      adapter: adapter, catalog: catalog, others: others, caches: caches, advisers: advisers,
      surroundings: surroundings, files: files, repository: repository)
  }

  /// Files in runs of neighbours, each for one thread: short ones, since a few files are hundreds of times as long
  /// as most and threads should end together.
  private static func chunks(of files: [String]) -> [[String]] {
    let size = 4
    return stride(from: 0, to: files.count, by: size).map { Array(files[$0..<min($0 + size, files.count)]) }
  }
}

extension RepositoryReport {
  fileprivate mutating func add(
    _ findings: [Findings], by adapter: any CIAdapter, _ pipelines: Repository.Pipelines
  ) {
    var look = Look(
      platform: pipelines.platform, displayName: type(of: adapter).displayName, files: pipelines.files.count,
      unreadableFiles: 0, jobs: 0)
    let called = findings.reduce(into: Set<String>()) { $0.formUnion($1.called) }
    for var finding in findings {
      finding.drop(called.intersection(finding.readAlone))
      look.jobs += finding.jobs.count
      jobs += finding.jobs
      look.unreadableFiles += finding.unreadableFiles
      suggestions += finding.suggestions
      kept += finding.kept
      cacheNotes += finding.notes
      readProblems += finding.problems
    }
    looks.append(look)
  }

  /// Takes out what is not wanted or said twice, and ranks the rest.
  fileprivate mutating func settle(_ settings: Settings) {
    var seen: Set<SuggestionID> = []
    suggestions = suggestions.filter { seen.insert($0.id).inserted }
    let wanted = suggestions.filter { !settings.ignored.covers($0) }
    allSuggestionIDs = suggestions.map(\.id)
    heldBack = suggestions.count - wanted.count
    let placed = SharedSetups(in: jobs).placed(wanted)
    suggestions = SuggestionRanking(preferences: settings.preferences).ranked(placed)
    var told: Set<PipelineProblem> = []
    readProblems = readProblems.filter { told.insert($0).inserted }
    problems += RepeatedProblems.bounded(readProblems).map { Problem($0, in: repository) }
  }
}

extension Array where Element: Sendable {
  /// Maps on all cores; results are in the order of the elements.
  func concurrentMap<Result: Sendable>(_ transform: @Sendable (Element) -> Result) -> [Result] {
    guard count > 1 else { return map(transform) }
    let results = Mutex([Result?](repeating: nil, count: count))
    DispatchQueue.concurrentPerform(iterations: count) { index in
      let result = transform(self[index])
      results.withLock { $0[index] = result }
    }
    return results.withLock { $0.compactMap { $0 } }
  }
}
