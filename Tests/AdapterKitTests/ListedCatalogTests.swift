import AdapterKit
import InfraMindCore
import Testing

struct ListedCatalogTests {
  private static let json = """
    {"sources": {"list": {"title": "A price list", "asOf": "2026-08-01", "seen": "2026-08-21"}},
     "credit": {"dollars": 0.0006, "source": "list"},
     "machines": [
       {"labels": ["docker", "large"], "aliases": [["docker", "big"]], "name": "Docker large", "vendor": "v",
        "os": "linux", "architecture": "x64", "pool": "docker", "cpus": 4, "memory": 8, "creditsPerMinute": 20,
        "billing": {"increment": 1, "minimum": 60}, "source": "list"},
       {"labels": ["docker", "small"], "name": "Docker small", "vendor": "v", "os": "linux",
        "architecture": "x64", "pool": "docker", "cpus": 1, "memory": 2, "dollarsPerMinute": 0.004,
        "billing": {"increment": 60, "minimum": 60}, "source": "list", "unverified": "the price"},
       {"labels": [], "name": "Private cloud", "vendor": "v", "os": "linux", "architecture": "arm64",
        "source": "list"}]}
    """

  private func catalog(_ json: String = json) throws -> ListedCatalog {
    ListedCatalog(try CatalogData.decode(Array(json.utf8)))
  }

  @Test func `labels find their machine in any order and case, and under another name`() throws {
    for labels in [["docker", "large"], ["LARGE", "docker"], ["docker", "big"]] {
      guard case .known(let runner) = try catalog().runner(for: labels, visibility: nil) else {
        Issue.record("\(labels) is known")
        continue
      }
      #expect(runner.cpus == 4)
      #expect(runner.labels == ["docker", "large"])
      #expect(runner.name == "Docker large (4 vCPU, 8 GiB)")
    }
    #expect(try catalog().runner(for: ["large"], visibility: nil) == .unknown)
    #expect(try catalog().runner(for: [], visibility: nil) == .unknown)
  }

  @Test func `a price in credits is money by the credit's price, and keeps the credits`() throws {
    let price = try #require(try catalog().runners[0].price)
    #expect(price.perMinute == Money(nanodollars: 12_000_000))
    #expect(price.credits?.perMinute == 20)
    #expect(price.billing == BillingRule(increment: .seconds(1), minimum: .seconds(60)))
    #expect(!price.isUnverified)
    #expect(try catalog().runners[1].price?.isUnverified == true)
    #expect(try catalog().runners[2].price == nil)
  }

  @Test func `a ladder is in the order of sizes`() throws {
    let family = RunnerFamily(vendor: "v", os: "linux", architecture: "x64", trait: "docker")
    #expect(try catalog().ladder(of: family, visibility: nil).map(\.cpus) == [1, 4])
  }

  @Test(arguments: [
    ("\"small\"", "\"LARGE\"", "stand there twice"),
    ("\"source\": \"list\"},\n", "\"source\": \"x\"},\n", "unknown source"),
    ("\"cpus\": 4", "\"cpus\": 4000", "impossible"),
    ("\"billing\": {\"increment\": 1, \"minimum\": 60}, ", "", "without its rule"),
  ])
  func `data that cannot be right is refused with its entry`(old: String, new: String, part: String) {
    let error = #expect(throws: CatalogData.Failure.self) {
      try CatalogData.decode(Array(Self.json.replacing(old, with: new, maxReplacements: 2).utf8))
    }
    #expect(error?.description.contains(part) == true)
  }
}

struct ResourceCatalogTests {
  private let family = RunnerFamily(vendor: RunnerFamily.selfHosted, os: "linux", architecture: "x64")

  @Test func `a size reads back from its labels`() {
    let labels = ResourceCatalog.labels(cpus: 2, memory: MemorySize(gibibytes: 4))
    #expect(labels == ["cpu=2", "memory=4GiB"])
    let size = ResourceCatalog.size(of: labels)
    #expect(size?.cpus == 2)
    #expect(size?.memory == MemorySize(gibibytes: 4))
    #expect(ResourceCatalog.size(of: ["cpu=2", "linux"]) == nil)
    #expect(ResourceCatalog.size(of: ["cpu=nan"])?.cpus == nil)
  }

  @Test func `sizes that are asked for are known, and others make a ladder`() {
    let catalog = ResourceCatalog(family: family)
    guard case .known(let runner) = catalog.runner(for: ["memory=3GiB", "cpu=1.5"], visibility: nil) else {
      Issue.record("any size is known")
      return
    }
    #expect(runner.cpus == 1.5)
    #expect(runner.price == nil)
    #expect(catalog.runner(for: ["gpu"], visibility: nil) == .unknown)
    let ladder = catalog.ladder(of: family, visibility: nil)
    #expect(ladder.count == 21)
    #expect(ladder.first?.labels == ["cpu=0.5", "memory=1GiB"])
  }

  @Test func `the user's rates give a self-hosted size its price`() throws {
    let rates = ResourceRates(perCPUHour: Money(dollars: 0.06), perGibibyteHour: Money(dollars: 0.006))
    let runner = ResourceCatalog(family: family).ladder(of: family, visibility: nil)[6]
    let price = try #require(rates.price(of: runner, source: "here"))
    #expect(runner.cpus == 2 && runner.memory == MemorySize(gibibytes: 4))
    #expect(price.perMinute == Money(dollars: (2 * 0.06 + 4 * 0.006) / 60))
    #expect(price.billing == .seconds)
    #expect(ResourceRates().price(of: runner, source: "here") == nil)
  }

  @Test func `a rate that needs an unknown size gives no price`() {
    let runner = Runner(label: "x", name: "x", family: family, cpus: 2, memory: nil, price: nil)
    let rates = ResourceRates(perCPUHour: Money(dollars: 0.06), perGibibyteHour: Money(dollars: 0.006))
    #expect(rates.price(of: runner, source: "here") == nil)
  }

  @Test func `the user's price of a credit replaces the list's`() {
    var runner = Runner(label: "x", name: "x", family: family, cpus: 2, memory: nil, price: nil)
    runner.price = RunnerPrice(
      perMinute: Money(dollars: 0.006) ?? .zero, billing: .seconds, source: "list", asOf: "2026-01",
      credits: CreditRate(perMinute: 10, price: Money(dollars: 0.0006) ?? .zero))
    let price = ResourceRates(perCredit: Money(dollars: 0.0005)).price(of: runner, source: "here")
    #expect(price?.perMinute == Money(dollars: 0.005))
    #expect(price?.source == "here, credits a minute by list" && price?.asOf == "2026-01")
    #expect(price?.isUnverified == false)
  }

  @Test func `the user's price of a credit leaves the credits of a minute as doubtful as they are`() {
    var runner = Runner(label: "x", name: "x", family: family, cpus: 2, memory: nil, price: nil)
    runner.price = RunnerPrice(
      perMinute: Money(dollars: 0.024) ?? .zero, billing: .seconds, source: "list", asOf: "2026-01",
      isUnverified: true, credits: CreditRate(perMinute: 40, price: Money(dollars: 0.0006) ?? .zero))
    let price = ResourceRates(perCredit: Money(dollars: 0.0005)).price(of: runner, source: "here")
    #expect(price?.perMinute == Money(dollars: 0.02) && price?.isUnverified == true)
  }
}
