internal import AdapterKit
internal import InfraMindCore
internal import Testing

@testable internal import CircleCIAdapter

@Suite struct RunnerCatalogTests {
  @Test func `the same word is other hardware under each executor`() throws {
    #expect(CircleCI.machineData != nil)
    let docker = try machine(["docker", "medium"])
    let virtual = try machine(["machine", "medium"])
    #expect(docker.memory == MemorySize(gibibytes: 4) && virtual.memory == MemorySize(gibibytes: 7.5))
    #expect(docker.family != virtual.family)
    #expect(try machine(["docker", "medium.gen2"]).memory == MemorySize(gibibytes: 4))
    #expect(try machine(["machine", "medium.gen2"]).memory == MemorySize(gibibytes: 8))
    let catalog = CircleCI().runnerCatalog
    #expect(catalog.runner(for: ["machine", "small"], visibility: nil) == .unknown)
    #expect(catalog.runner(for: ["macos", "arm.medium"], visibility: nil) == .unknown)
  }

  @Test func `prices are credits at the list price of a credit`() throws {
    let large = try #require(try machine(["docker", "large"]).price)
    #expect(large.credits?.perMinute == 20)
    #expect(large.perMinute == Money(nanodollars: 12_000_000))
    #expect(large.bill(for: .seconds(61)) == Money(nanodollars: 12_200_000))
    #expect(!large.isUnverified)
    #expect(try machine(["docker", "xlarge"]).price?.isUnverified == true)
    #expect(try machine(["machine", "large.gen2"]).price == nil)
  }

  @Test func `labels are a kind and a class, or a class of one's own`() {
    #expect(MachineLabels.labels(.docker, "large") == ["docker", "large"])
    #expect(MachineLabels.labels(nil, "windows.large") == ["machine", "windows.large"])
    #expect(MachineLabels.labels(nil, "large") == nil)
    #expect(MachineLabels.labels(.machine, "acme/big") == ["acme/big"])
    #expect(MachineLabels.resourceClass(of: ["large", "docker"])?.name == "large")
    #expect(MachineLabels.resourceClass(of: ["large"]) == nil)
  }

  @Test func `every refusal has a meaning`() {
    #expect(CircleCI().summary.refuses.values.allSatisfy { $0.hasSuffix(".") })
  }

  private func machine(_ labels: [String]) throws -> Runner {
    guard case .known(let runner) = CircleCI().runnerCatalog.runner(for: labels, visibility: nil) else {
      throw Unknown()
    }
    return runner
  }

  private struct Unknown: Error {}
}
