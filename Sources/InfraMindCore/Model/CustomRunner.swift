/// A machine that a user told us of in `.inframind.yml`: of their own, of a third party, or a platform's larger
/// size under the name that their organisation chose.
///
/// Those that share vendor, pool, operating system and architecture are one ladder. A larger size of the
/// platform's own takes the platform's vendor, such as `github`, and joins the platform's ladder.
public struct CustomRunner: Hashable, Sendable {
  /// The labels that a pipeline file writes to get it; at least one.
  public var labels: [String]
  /// Virtual CPUs.
  public var cpus: Double
  /// Memory; the platform's for that size if the ladder has it, else unknown.
  public var memory: MemorySize?
  /// `linux`, `windows`, `macos`.
  public var os: String
  /// `x64` or `arm64`.
  public var architecture: String
  /// Who runs it, such as `depot` or `github`; `self-hosted` for the user's own.
  public var vendor: String
  /// Sets machines apart that may not replace one another, such as `gpu`; usually empty.
  public var pool: String
  /// Price of a minute; the platform's for that size if the ladder has it, else unknown: then no money is claimed.
  public var perMinute: Money?
  /// How time is counted for the bill; the platform's rule for that size, else whole minutes.
  public var billing: BillingRule?
  /// Date of the price as the user gives it, `YYYY-MM-DD` or `YYYY-MM`; empty if not given.
  public var priceAsOf: String

  /// Describes a machine.
  public init(
    labels: [String], cpus: Double, memory: MemorySize? = nil, os: String = "linux",
    architecture: String = "x64", vendor: String = "self-hosted", pool: String = "", perMinute: Money? = nil,
    billing: BillingRule? = nil, priceAsOf: String = ""
  ) {
    self.labels = labels
    self.cpus = cpus
    self.memory = memory
    self.os = os
    self.architecture = architecture
    self.vendor = vendor
    self.pool = pool
    self.perMinute = perMinute
    self.billing = billing
    self.priceAsOf = priceAsOf
  }

  /// Machines among which a job can be moved.
  public var family: RunnerFamily {
    RunnerFamily(vendor: vendor, os: os, architecture: architecture, trait: pool)
  }

  /// The machine as the platform's catalogue would have it; `twin` is the catalogue's own size that it names, if
  /// there is one, and fills in what the user left out.
  func runner(like twin: Runner?) -> Runner {
    let size = "\(cpus.short) vCPU" + ((memory ?? twin?.memory).map { ", \($0.gibibytes.short) GiB" } ?? "")
    return Runner(
      label: labels.count == 1 ? labels[0] : nil, name: "\(labels.joined(separator: ", ")) (\(size))",
      family: family, cpus: cpus, memory: memory ?? twin?.memory, price: price(like: twin?.price),
      longestJob: twin?.longestJob, severalLabels: labels.count == 1 ? [] : labels)
  }

  private func price(like listed: RunnerPrice?) -> RunnerPrice? {
    guard let perMinute else { return listed }
    return RunnerPrice(
      perMinute: perMinute, billing: billing ?? listed?.billing ?? .wholeMinutes, source: ".inframind.yml",
      asOf: priceAsOf)
  }
}
