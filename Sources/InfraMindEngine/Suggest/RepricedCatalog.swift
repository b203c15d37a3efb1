internal import InfraMindCore

/// A catalogue in which a user's own prices stand in for the listed ones.
struct RepricedCatalog: RunnerCatalog {
  let base: any RunnerCatalog
  /// Price of one minute by the lower-case labels that get the machine together.
  let prices: [Set<String>: Money]
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
    var runner = runner
    guard let price = price(of: runner, among: labels) else {
      runner.price = rates.price(of: runner, source: source)
      return runner
    }
    runner.price = RunnerPrice(
      perMinute: price, billing: runner.price?.billing ?? .wholeMinutes, source: source, asOf: "")
    return runner
  }

  /// The price of all labels of the machine, else that of the most labels among those asked for.
  private func price(of runner: Runner, among labels: [String]) -> Money? {
    if let price = prices[Self.normalized(runner.labels)] { return price }
    let asked = Self.normalized(labels)
    let most = prices.keys.filter(asked.isSuperset).map(\.count).max()
    // Of as many, the one whose label is asked for first.
    let best = prices.filter { $0.key.count == most && asked.isSuperset(of: $0.key) }
    return labels.lazy.compactMap { label in best.first { $0.key.contains(label.lowercased()) }?.value }.first
  }

  private static func normalized(_ labels: [String]) -> Set<String> { Set(labels.map { $0.lowercased() }) }
}
