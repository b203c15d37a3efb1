/// What a user's own machines cost by the hour, and their price of a platform's credit: stands in for a list of
/// prices on self-hosted fleets, and for list prices on platforms that sell credits.
public struct ResourceRates: Hashable, Sendable {
  /// Price of one vCPU for an hour.
  public var perCPUHour: Money?
  /// Price of one GiB of memory for an hour.
  public var perGibibyteHour: Money?
  /// Price of one credit.
  public var perCredit: Money?

  /// States rates; what is not given stays unknown, or as listed.
  public init(perCPUHour: Money? = nil, perGibibyteHour: Money? = nil, perCredit: Money? = nil) {
    self.perCPUHour = perCPUHour
    self.perGibibyteHour = perGibibyteHour
    self.perCredit = perCredit
  }

  /// The price of a machine by these rates; its own where they say nothing of it.
  ///
  /// A self-hosted machine without a price is billed by the second for the vCPUs and the memory that it has; one
  /// whose size is not known, where the rate would need it, has no price.
  ///
  /// - Parameter source: Where the rates were told, such as `.inframind.yml`.
  public func price(of runner: Runner, source: String) -> RunnerPrice? {
    if let listed = runner.price {
      guard let rate = listed.credits, let perCredit else { return listed }
      let mine = CreditRate(perMinute: rate.perMinute, price: perCredit)
      // How many credits a minute takes is as listed, and as doubtful.
      return RunnerPrice(
        perMinute: mine.moneyPerMinute, billing: listed.billing,
        source: "\(source), credits a minute by \(listed.source)", asOf: listed.asOf,
        isUnverified: listed.isUnverified, credits: mine)
    }
    guard runner.family.vendor == RunnerFamily.selfHosted, perCPUHour != nil || perGibibyteHour != nil else {
      return nil
    }
    var dollarsPerHour = 0.0
    if let perCPUHour {
      guard let cpus = runner.cpus else { return nil }
      dollarsPerHour += cpus * perCPUHour.dollars
    }
    if let perGibibyteHour {
      guard let memory = runner.memory else { return nil }
      dollarsPerHour += memory.gibibytes * perGibibyteHour.dollars
    }
    return Money(dollars: dollarsPerHour / 60).map {
      RunnerPrice(perMinute: $0, billing: .seconds, source: source, asOf: "")
    }
  }
}
