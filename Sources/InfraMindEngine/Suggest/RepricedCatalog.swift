internal import InfraMindCore

/// A catalogue in which a user's own prices stand in for the listed ones.
struct RepricedCatalog: RunnerCatalog {
  let base: any RunnerCatalog
  /// Price of one minute by lower-case label.
  let prices: [String: Money]
  /// What the user's own machines and credits cost.
  let rates: ResourceRates
  /// Where the prices were told.
  let source: String

  func runner(for labels: [String], visibility: RepositoryVisibility?) -> RunnerLookup {
    guard case .known(let runner) = base.runner(for: labels, visibility: visibility) else {
      return base.runner(for: labels, visibility: visibility)
    }
    return .known(repriced(runner, among: labels))
  }

  func ladder(of family: RunnerFamily, visibility: RepositoryVisibility?) -> [Runner] {
    base.ladder(of: family, visibility: visibility).map { repriced($0, among: []) }
  }

  private func repriced(_ runner: Runner, among labels: [String]) -> Runner {
    let names = (runner.label.map { [$0] } ?? []) + labels
    var runner = runner
    guard let price = names.lazy.compactMap({ prices[$0.lowercased()] }).first else {
      runner.price = rates.price(of: runner, source: source)
      return runner
    }
    runner.price = RunnerPrice(
      perMinute: price, billing: runner.price?.billing ?? .wholeMinutes, source: source, asOf: "")
    return runner
  }
}
