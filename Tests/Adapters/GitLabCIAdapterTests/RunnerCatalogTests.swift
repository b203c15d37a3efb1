internal import AdapterKit
internal import GitLabCIAdapter
internal import InfraMindCore
internal import Testing

@Suite struct RunnerCatalogTests {
  private let catalog = GitLabCI().runnerCatalog

  @Test func `sizes and prices are those of the sheet`() throws {
    guard case .known(let small) = catalog.runner(for: ["saas-linux-small-amd64"], visibility: nil),
      case .known(let large) = catalog.runner(for: ["SAAS-Linux-large-amd64"], visibility: .public)
    else {
      Issue.record("hosted tags are unknown")
      return
    }
    #expect(small.cpus == 2 && small.memory == MemorySize(gibibytes: 8))
    #expect(large.cpus == 8 && large.memory == MemorySize(gibibytes: 32))
    let price = try #require(large.price)
    #expect(price.perMinute == Money(dollars: 0.03))
    #expect(price.credits?.perMinute == 3)
    // By the second, without a minimum: ninety seconds cost one and a half minutes.
    #expect(price.bill(for: .seconds(90)) == Money(dollars: 0.045))
  }

  @Test func `ladders hold one architecture and system`() {
    let x64 = catalog.ladder(
      of: RunnerFamily(vendor: "gitlab", os: "linux", architecture: "x64"), visibility: nil)
    #expect(x64.map(\.cpus) == [2, 4, 8, 16, 32])
    let arm = catalog.ladder(
      of: RunnerFamily(vendor: "gitlab", os: "linux", architecture: "arm64"), visibility: nil)
    #expect(arm.map(\.cpus) == [2, 4, 8])
    let gpu = RunnerFamily(vendor: "gitlab", os: "linux", architecture: "x64", trait: "gpu")
    #expect(catalog.ladder(of: gpu, visibility: nil).count == 1)
  }

  @Test(arguments: [["docker"], [], ["saas-linux-medium-amd64", "docker"], ["saas-linux-huge-amd64"]])
  func `other tags are unknown, also beside a hosted one`(labels: [String]) {
    #expect(catalog.runner(for: labels, visibility: nil) == .unknown)
  }
}
