internal import AdapterKit
internal import InfraMindCore

/// The machines that runs had, by the catalogues of their platforms, the user's own machines and prices, and what the
/// history tells of others.
struct RunMachines: Sendable {
  private let catalogs: [Platform: any RunnerCatalog]
  private let visibility: RepositoryVisibility?

  /// Machines of runs of one repository.
  init(_ registry: AdapterRegistry, _ settings: Settings, history runs: [JobRun]) {
    var catalogs: [Platform: any RunnerCatalog] = [:]
    for (platform, runs) in Dictionary(grouping: runs, by: \.platform) {
      guard let adapter = registry[platform] else { continue }
      let combined = CombinedCatalog(platform: adapter.runnerCatalog, custom: settings.runners, history: runs)
      catalogs[platform] = RepricedCatalog(
        base: combined, prices: settings.prices, rates: settings.rates, source: Settings.fileNames[0])
    }
    self.catalogs = catalogs
    visibility = settings.visibility ?? runs.last { $0.visibility != nil }?.visibility
  }

  /// A run's machine; `nil` if it is unknown.
  func machine(of run: JobRun) -> Runner? {
    guard let catalog = catalogs[run.platform],
      case .known(let machine) = catalog.runner(for: run.runnerLabels, visibility: visibility)
    else { return nil }
    return machine
  }

  /// All sizes of a machine's family.
  func ladder(of machine: Runner, on platform: Platform) -> [Runner] {
    catalogs[platform]?.ladder(of: machine.family, visibility: visibility) ?? []
  }
}
