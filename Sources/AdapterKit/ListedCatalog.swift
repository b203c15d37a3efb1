public import InfraMindCore

/// A catalogue of the machines that a data file lists.
///
/// Labels are compared without case and order. Machines of one vendor, operating system, architecture and pool are
/// one ladder.
public struct ListedCatalog: RunnerCatalog, Hashable, Sendable {
  /// All machines, in the order of the file.
  public private(set) var runners: [Runner] = []
  private var places: [Set<String>: Int] = [:]

  /// Takes over the machines of a file; none if there is no file.
  public init(_ data: CatalogData?) {
    guard let data else { return }
    for machine in data.machines {
      for labels in [machine.labels] + (machine.aliases ?? []) where !labels.isEmpty {
        places[Self.normalized(labels)] = runners.count
      }
      runners.append(Runner(machine, in: data))
    }
  }

  /// The machine that exactly these labels get.
  public func runner(for labels: [String], visibility: RepositoryVisibility?) -> RunnerLookup {
    places[Self.normalized(labels)].map { .known(runners[$0]) } ?? .unknown
  }

  /// All listed sizes of a family, smallest first.
  public func ladder(of family: RunnerFamily, visibility: RepositoryVisibility?) -> [Runner] {
    runners.filter { $0.family == family }.sortedAsLadder()
  }

  private static func normalized(_ labels: [String]) -> Set<String> { Set(labels.map { $0.lowercased() }) }
}

extension Runner {
  fileprivate init(_ machine: CatalogData.Machine, in data: CatalogData) {
    let figures = [machine.cpus.map { "\($0.short) vCPU" }, machine.memory.map { "\($0.short) GiB" }]
    let size = figures.compactMap(\.self).joined(separator: ", ")
    self.init(
      label: machine.labels.count == 1 ? machine.labels[0] : nil,
      name: machine.name + (size.isEmpty ? "" : " (\(size))"),
      family: RunnerFamily(
        vendor: machine.vendor, os: machine.os, architecture: machine.architecture, trait: machine.pool ?? ""),
      cpus: machine.cpus, memory: machine.memory.map { MemorySize(gibibytes: $0) },
      price: RunnerPrice(machine, in: data), longestJob: machine.longestJobMinutes.map { .seconds(60 * $0) },
      severalLabels: machine.labels.count > 1 ? machine.labels : [])
    caution = machine.caution
  }
}

extension RunnerPrice {
  fileprivate init?(_ machine: CatalogData.Machine, in data: CatalogData) {
    guard let rule = machine.billing, let source = data.sources[machine.source] else { return nil }
    let billing = BillingRule(increment: .seconds(rule.increment), minimum: .seconds(rule.minimum))
    if let dollars = machine.dollarsPerMinute, let money = Money(dollars: dollars) {
      self.init(
        perMinute: money, billing: billing, source: source.title, asOf: source.asOf,
        isUnverified: machine.unverified != nil)
      return
    }
    guard let credits = machine.creditsPerMinute, let credit = data.credit,
      let price = Money(dollars: credit.dollars)
    else { return nil }
    let rate = CreditRate(perMinute: credits, price: price)
    self.init(
      perMinute: rate.moneyPerMinute, billing: billing, source: source.title, asOf: source.asOf,
      isUnverified: machine.unverified != nil || credit.unverified != nil, credits: rate)
  }
}
