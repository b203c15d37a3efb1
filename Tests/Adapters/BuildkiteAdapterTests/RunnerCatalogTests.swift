internal import AdapterKit
internal import InfraMindCore
internal import Testing

@testable internal import BuildkiteAdapter

@Suite struct RunnerCatalogTests {
  private let linux = RunnerFamily(vendor: "buildkite", os: "linux", architecture: "x64")

  @Test func `shapes are listed without labels, since organisations choose the queues`() {
    #expect(Buildkite.machineData != nil)
    let ladder = Buildkite().runnerCatalog.ladder(of: linux, visibility: nil)
    #expect(ladder.map(\.cpus) == [2, 4, 8, 16, 32, 64])
    #expect(ladder.map(\.memory?.gibibytes) == [4, 16, 32, 64, 128, 256])
    #expect(ladder.allSatisfy { $0.labels.isEmpty && $0.longestJob == .seconds(8 * 3600) })
    #expect(Buildkite().runnerCatalog.runner(for: ["queue=linux-large"], visibility: nil) == .unknown)
  }

  @Test func `a price is by the vCPU and the second, and marked where nobody could verify it`() throws {
    let medium = try #require(Buildkite().runnerCatalog.ladder(of: linux, visibility: nil)[1].price)
    #expect(medium.perMinute == Money(nanodollars: 26_000_000))
    #expect(medium.bill(for: .seconds(90)) == Money(nanodollars: 39_000_000))
    #expect(medium.isUnverified)
    let windows = RunnerFamily(vendor: "buildkite", os: "windows", architecture: "x64")
    #expect(Buildkite().runnerCatalog.ladder(of: windows, visibility: nil).allSatisfy { $0.price == nil })
  }

  @Test func `a queue that the user names has the size, the price and the ladder of its shape`() throws {
    let catalog = CombinedCatalog(
      platform: Buildkite().runnerCatalog,
      custom: [
        CustomRunner(labels: ["queue=web"], cpus: 4, vendor: "buildkite"),
        CustomRunner(labels: ["queue=web-big"], cpus: 8, vendor: "buildkite"),
      ])
    for labels in [["queue=web"], ["queue=web", "os=linux"]] {
      guard case .known(let runner) = catalog.runner(for: labels, visibility: nil) else {
        Issue.record("\(labels) are unknown")
        continue
      }
      #expect(runner.cpus == 4 && runner.memory?.gibibytes == 16 && runner.family == linux)
      #expect(
        catalog.ladder(of: runner.family, visibility: nil).compactMap(\.label) == [
          "queue=web", "queue=web-big",
        ])
    }
    #expect(catalog.runner(for: ["os=linux"], visibility: nil) == .unknown)
  }

  @Test func `of machines named by tags the one with the most tags counts`() {
    let catalog = CombinedCatalog(
      platform: Buildkite().runnerCatalog,
      custom: [
        CustomRunner(labels: ["queue=k8s"], cpus: 2),
        CustomRunner(labels: ["queue=k8s", "resource_class=large"], cpus: 8),
        CustomRunner(labels: ["plain"], cpus: 1),
      ])
    let lookup = catalog.runner(for: ["resource_class=large", "queue=k8s", "os=linux"], visibility: nil)
    guard case .known(let runner) = lookup else {
      Issue.record("unknown")
      return
    }
    #expect(runner.cpus == 8)
    #expect(catalog.runner(for: ["plain", "other"], visibility: nil) == .unknown)
  }
}
