/// A kind of machine that a platform offers for jobs, as one repository sees it.
public struct Runner: Hashable, Sendable {
  /// The label (or class, or tag) that a pipeline file writes to get it; `nil` where an organisation chooses
  /// the name and nobody has told us: such a runner is advised in words, never written into a file.
  public var label: String?
  /// The labels of a machine that is got only by several of them together; then ``label`` is `nil`.
  public var severalLabels: [String]
  /// What people call it, such as `Linux x64, 8 vCPU`; never empty.
  public var name: String
  /// Machines among which a job can be moved without becoming another job.
  public var family: RunnerFamily
  /// Virtual CPUs; `nil` if unknown.
  public var cpus: Double?
  /// Memory; `nil` if unknown.
  public var memory: MemorySize?
  /// Price, or `nil` if unknown: then no money is claimed. A free runner has a price of zero.
  public var price: RunnerPrice?
  /// Longest time that the platform lets a job run on it, where that is shorter than the usual limit.
  public var longestJob: Duration?
  /// Whether minutes that a plan includes pay for it in private repositories; `nil` if unknown, or if plans
  /// include none.
  public var usesIncludedMinutes: Bool?
  /// What to make sure of before a job is moved to it, as one sentence; `nil` if there is nothing.
  public var caution: String?

  /// Describes a machine.
  public init(
    label: String?, name: String, family: RunnerFamily, cpus: Double?, memory: MemorySize?,
    price: RunnerPrice?, longestJob: Duration? = nil, severalLabels: [String] = [],
    usesIncludedMinutes: Bool? = nil
  ) {
    self.label = label
    self.severalLabels = severalLabels
    self.name = name
    self.family = family
    self.cpus = cpus
    self.memory = memory
    self.price = price
    self.longestJob = longestJob
    self.usesIncludedMinutes = usesIncludedMinutes
  }

  /// All labels that a pipeline file must write to get it; none if nobody told us.
  public var labels: [String] { label.map { [$0] } ?? severalLabels }
}

/// Machines that differ in size only: same vendor, operating system and architecture.
public struct RunnerFamily: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
  /// Who runs the machine, such as `github` or `depot`; `self-hosted` for the user's own.
  public var vendor: String
  /// `linux`, `windows`, `macos`, or another word of the platform's.
  public var os: String
  /// `x64` or `arm64`, or another word of the platform's.
  public var architecture: String
  /// What else must stay the same, such as an image or `gpu`; usually empty.
  public var trait: String

  /// Names a family.
  public init(vendor: String, os: String, architecture: String, trait: String = "") {
    self.vendor = vendor
    self.os = os
    self.architecture = architecture
    self.trait = trait
  }

  /// The vendor of machines of the user's own.
  public static let selfHosted = "self-hosted"

  /// `vendor/os/architecture` and the trait, if any.
  public var description: String {
    "\(vendor)/\(os)/\(architecture)" + (trait.isEmpty ? "" : "/\(trait)")
  }

  /// Alphabetical.
  public static func < (left: RunnerFamily, right: RunnerFamily) -> Bool {
    left.description < right.description
  }
}

/// What a minute on a runner costs, and how minutes are counted.
public struct RunnerPrice: Hashable, Sendable {
  /// Price of one minute.
  public var perMinute: Money
  /// How the platform rounds a job's time.
  public var billing: BillingRule
  /// Where the price was read: a document's name or address.
  public var source: String
  /// Date on which the price was valid, as `YYYY-MM-DD` or `YYYY-MM`.
  public var asOf: String
  /// Whether nobody could verify it; such a price is marked in every output.
  public var isUnverified: Bool
  /// Credits for one minute, on platforms that sell credits; ``perMinute`` then is what they cost.
  public var credits: CreditRate?
  /// How often the machine is taken away, where it is sold so; `nil` for one that is not.
  public var interruption: SpotInterruption?

  /// States a price.
  public init(
    perMinute: Money, billing: BillingRule, source: String, asOf: String, isUnverified: Bool = false,
    credits: CreditRate? = nil, interruption: SpotInterruption? = nil
  ) {
    self.perMinute = perMinute
    self.billing = billing
    self.source = source
    self.asOf = asOf
    self.isUnverified = isUnverified
    self.credits = credits
    self.interruption = interruption
  }

  /// The bill for one run of a job: exact to the nanodollar, any fraction of one dropped.
  public func bill(for duration: Duration) -> Money {
    BillMeter(self).bill(billedSeconds: billing.billed(duration).components.seconds)
  }
}

/// What a minute costs in a platform's credits.
public struct CreditRate: Hashable, Sendable {
  /// Credits for one minute.
  public var perMinute: Double
  /// Price of one credit.
  public var price: Money

  /// States a rate.
  public init(perMinute: Double, price: Money) {
    self.perMinute = perMinute
    self.price = price
  }

  /// What a minute costs in money, to the nanodollar.
  public var moneyPerMinute: Money {
    Money(nanodollars: Int64((perMinute * Double(price.nanodollars)).rounded().clamped(to: -9e18...9e18)))
  }
}

extension Double {
  fileprivate func clamped(to range: ClosedRange<Double>) -> Double {
    isFinite ? Swift.min(Swift.max(self, range.lowerBound), range.upperBound) : 0
  }
}

/// How a platform counts the time of a job for its bill.
public struct BillingRule: Hashable, Sendable {
  /// Time is rounded up to a multiple of this; whole seconds, at least one.
  public var increment: Duration
  /// Shortest time billed.
  public var minimum: Duration

  /// States a rule; fractions of a second are rounded up, and an increment of less than a second counts as one.
  public init(increment: Duration, minimum: Duration) {
    self.increment = max(.seconds(Self.wholeSeconds(increment)), .seconds(1))
    self.minimum = max(.seconds(Self.wholeSeconds(minimum)), .zero)
  }

  /// Each job rounded up to a whole minute.
  public static let wholeMinutes = BillingRule(increment: .seconds(60), minimum: .seconds(60))
  /// Each second counts, without a minimum.
  public static let seconds = BillingRule(increment: .seconds(1), minimum: .zero)

  /// Time billed for a job that ran this long, in whole seconds; a negative time counts as none. No job is taken
  /// to be longer than a hundred years.
  public func billed(_ duration: Duration) -> Duration {
    .seconds(
      Self.rounded(
        Self.wholeSeconds(duration), increment: increment.components.seconds,
        minimum: minimum.components.seconds))
  }

  static func rounded(_ seconds: Int64, increment: Int64, minimum: Int64) -> Int64 {
    let longest: Int64 = 100 * 366 * 86_400
    let step = max(min(increment, longest), 1)
    let counted = min(max(seconds, minimum, 0), longest)
    return (counted + step - 1) / step * step
  }

  private static func wholeSeconds(_ duration: Duration) -> Int64 {
    let (seconds, attoseconds) = duration.components
    return attoseconds > 0 && seconds < .max ? seconds + 1 : seconds
  }
}
