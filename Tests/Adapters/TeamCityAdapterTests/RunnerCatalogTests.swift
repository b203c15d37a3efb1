internal import InfraMindCore
internal import TeamCityAdapter
internal import Testing

@Suite struct RunnerCatalogTests {
  private let catalog = TeamCity().runnerCatalog

  private func known(_ labels: [String]) throws -> Runner {
    guard case .known(let runner) = catalog.runner(for: labels, visibility: nil) else {
      throw Unknown(labels: labels)
    }
    return runner
  }

  private struct Unknown: Error { var labels: [String] }

  @Test(arguments: [
    ("Linux-Small", 2.0, 4.0), ("Ubuntu-22.04-XLarge", 16, 32), ("Ubuntu-24.04-Large-Arm64", 8, 16),
    ("Windows-Small", 2, 8), ("Windows-Server-2022-Medium", 4, 8), ("Mac-Medium", 6, 15),
  ])
  func `hosted agents have the sizes that are documented`(label: String, cpus: Double, memory: Double) throws
  {
    let runner = try known([label])
    #expect(runner.cpus == cpus && runner.memory == MemorySize(gibibytes: memory))
    #expect(runner.label == label)
  }

  @Test func `an image has a ladder of its own`() throws {
    let runner = try known(["Ubuntu-22.04-Medium-Arm64"])
    let ladder = catalog.ladder(of: runner.family, visibility: nil).compactMap(\.label)
    #expect(ladder == ["Small", "Medium", "Large", "XLarge"].map { "Ubuntu-22.04-\($0)-Arm64" })
  }

  @Test func `a hosted agent's name is to be looked up on the server, and sizes of one's own are not`() throws
  {
    let hosted = try known(["Ubuntu-24.04-Large"])
    let ladder = catalog.ladder(of: hosted.family, visibility: nil)
    #expect(ladder.first?.caution?.contains("agents called Ubuntu-24.04-Small") == true)
    #expect(try known(["cpu=8", "memory=16GiB"]).caution == nil)
  }

  @Test func `no price is given as verified`() throws {
    let priced = try ["Linux-Small", "Linux-Medium", "Ubuntu-22.04-Large"].map { try known([$0]) }
    #expect(priced.allSatisfy { $0.price?.isUnverified == true && $0.price?.credits != nil })
    #expect(priced.map { $0.price?.credits?.perMinute } == [10, 20, 40])
    for label in ["Windows-Medium", "Mac-Medium", "Ubuntu-22.04-Large-Arm64"] {
      #expect(try known([label]).price == nil)
    }
  }

  @Test func `a required size stays among agents that meet the other requirements`() throws {
    let runner = try known(["os-family=Linux", "cpu=8", "memory=16GiB", "arch=x86_64"])
    #expect(runner.cpus == 8 && runner.memory == MemorySize(gibibytes: 16))
    #expect(runner.family.vendor == RunnerFamily.selfHosted)
    #expect(runner.family.os == "linux" && runner.family.architecture == "x64")
    let ladder = catalog.ladder(of: runner.family, visibility: nil)
    #expect(ladder.contains { Set($0.labels) == ["cpu=4", "memory=8GiB", "os-family=Linux", "arch=x86_64"] })
    #expect(ladder.allSatisfy { $0.labels.contains("arch=x86_64") && $0.price == nil })
  }

  @Test func `what is not asked for is not on the ladder`() throws {
    let cpus = catalog.ladder(of: try known(["cpu=2"]).family, visibility: nil)
    #expect(cpus.map(\.labels) == [1, 2, 4, 8, 16, 32].map { ["cpu=\($0)"] })
    let memory = catalog.ladder(of: try known(["memory=4GiB"]).family, visibility: nil)
    #expect(memory.allSatisfy { $0.cpus == nil } && memory.count == 7)
  }

  @Test(arguments: [["self-hosted"], ["cpu=2", "cpu=4"], ["cpu=x"], ["os-family=Linux"], [], ["Linux-Huge"]])
  func `labels that say no size are unknown`(labels: [String]) {
    #expect(catalog.runner(for: labels, visibility: nil) == .unknown)
  }
}
