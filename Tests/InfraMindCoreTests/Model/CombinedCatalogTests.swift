import Foundation
import Testing

@testable import InfraMindCore

@Suite struct CombinedCatalogTests {
  private static let linux = RunnerFamily(vendor: "github", os: "linux", architecture: "x64")

  /// Two vCPUs under a fixed label, four and eight under names that an organisation chooses.
  private struct Platform: RunnerCatalog {
    func runner(for labels: [String], visibility: RepositoryVisibility?) -> RunnerLookup {
      guard labels.map({ $0.lowercased() }) == ["ubuntu-latest"] else { return .unknown }
      guard visibility != nil else { return .dependsOnVisibility(linux) }
      return .known(ladder(of: linux, visibility: visibility)[0])
    }

    func ladder(of family: RunnerFamily, visibility: RepositoryVisibility?) -> [Runner] {
      guard family == linux else { return [] }
      return [
        size("ubuntu-latest", 2, 6_000_000), size(nil, 4, 12_000_000), size(nil, 8, 22_000_000),
      ]
    }

    private func size(_ label: String?, _ cpus: Double, _ price: Int64) -> Runner {
      Runner(
        label: label, name: "Linux \(cpus)", family: linux, cpus: cpus,
        memory: MemorySize(gibibytes: 4 * cpus),
        price: RunnerPrice(
          perMinute: Money(nanodollars: price), billing: .wholeMinutes, source: "list", asOf: "2026"))
    }
  }

  private func run(_ labels: [String], cpus: Double, memory: Double, at seconds: Double = 0) -> JobRun {
    var run = JobRun(
      platform: .gitHubActions, repository: "o/n", pipeline: "ci.yml", job: "test", run: "\(seconds)",
      conclusion: .success)
    run.runnerLabels = labels
    run.cpus = cpus
    run.memory = MemorySize(gibibytes: memory)
    run.startedAt = Date(timeIntervalSince1970: 1_790_000_000 + seconds)
    return run
  }

  @Test func `tags match a machine that is named by fewer of them, the one with most first`() {
    let small = CustomRunner(labels: ["queue=k8s"], cpus: 2)
    let large = CustomRunner(labels: ["queue=k8s", "class=large"], cpus: 8)
    let catalog = CombinedCatalog(
      platform: Platform(), custom: [small, large, CustomRunner(labels: ["arm"], cpus: 4)])
    func cpus(_ labels: [String]) -> Double? {
      guard case .known(let runner) = catalog.runner(for: labels, visibility: nil) else { return nil }
      return runner.cpus
    }
    #expect(cpus(["os=linux", "queue=k8s"]) == 2)
    #expect(cpus(["class=large", "os=linux", "queue=k8s"]) == 8)
    #expect(cpus(["os=linux", "queue=other"]) == nil)
    #expect(cpus(["arm", "self-hosted"]) == nil)
  }

  @Test func `without additions it is the platform's catalogue`() {
    let catalog = CombinedCatalog(platform: Platform())
    #expect(catalog.ladder(of: Self.linux, visibility: .private).map(\.label) == ["ubuntu-latest", nil, nil])
    #expect(catalog.runner(for: ["big"], visibility: .private) == .unknown)
    #expect(catalog.runner(for: ["ubuntu-latest"], visibility: nil) == .dependsOnVisibility(Self.linux))
  }

  @Test func `a user's name for a larger size joins the platform's ladder at its price`() {
    let mine = CustomRunner(labels: ["big-8"], cpus: 8, vendor: "github")
    let catalog = CombinedCatalog(platform: Platform(), custom: [mine])
    let ladder = catalog.ladder(of: Self.linux, visibility: .private)
    #expect(ladder.map(\.label) == ["ubuntu-latest", nil, "big-8"])
    #expect(ladder[2].price?.perMinute == Money(nanodollars: 22_000_000))
    #expect(ladder[2].memory == MemorySize(gibibytes: 32))
    guard case .known(let found) = catalog.runner(for: ["BIG-8"], visibility: .private) else {
      Issue.record("the user's label is not found")
      return
    }
    #expect(found == ladder[2])
  }

  @Test func `a user's price wins over the list, and a label that is there is replaced`() {
    let mine = CustomRunner(
      labels: ["ubuntu-latest"], cpus: 2, vendor: "github", perMinute: Money(nanodollars: 1),
      priceAsOf: "2026-11")
    let ladder = CombinedCatalog(platform: Platform(), custom: [mine]).ladder(
      of: Self.linux, visibility: .private)
    #expect(ladder.map(\.cpus) == [2, 4, 8])
    #expect(ladder[0].price?.perMinute == Money(nanodollars: 1))
    #expect(ladder[0].price?.source == ".inframind.yml")
    #expect(ladder[0].price?.billing == .wholeMinutes)
  }

  @Test func `machines of one vendor and pool are a ladder of their own, without a price unless given`() {
    let custom = [
      CustomRunner(labels: ["self-hosted", "big"], cpus: 16, memory: MemorySize(gibibytes: 64)),
      CustomRunner(labels: ["self-hosted", "small"], cpus: 4, memory: MemorySize(gibibytes: 16)),
      CustomRunner(labels: ["gpu"], cpus: 8, pool: "gpu"),
    ]
    let catalog = CombinedCatalog(platform: Platform(), custom: custom)
    let ladder = catalog.ladder(of: custom[0].family, visibility: nil)
    #expect(ladder.map(\.cpus) == [4, 16])
    #expect(ladder.map(\.labels) == [["self-hosted", "small"], ["self-hosted", "big"]])
    #expect(ladder.allSatisfy { $0.label == nil && $0.price == nil })
  }

  @Test func `labels that fit several machines of the user's get none of them`() {
    let custom = [
      CustomRunner(labels: ["self-hosted", "a"], cpus: 4),
      CustomRunner(labels: ["self-hosted", "b"], cpus: 8),
    ]
    let catalog = CombinedCatalog(platform: Platform(), custom: custom)
    #expect(catalog.runner(for: ["self-hosted"], visibility: nil) == .unknown)
    #expect(catalog.runner(for: ["a"], visibility: nil) != .unknown)
    #expect(catalog.runner(for: [], visibility: nil) == .unknown)
  }

  @Test func `a label only the history knows has the size of its latest run, and a family of its own`() {
    let catalog = CombinedCatalog(
      platform: Platform(),
      history: [run(["x"], cpus: 8, memory: 32, at: 2), run(["x"], cpus: 4, memory: 16, at: 1)])
    guard case .known(let found) = catalog.runner(for: ["X"], visibility: nil) else {
      Issue.record("the label is not found")
      return
    }
    #expect(found.cpus == 8)
    #expect(found.price == nil)
    #expect(catalog.ladder(of: found.family, visibility: nil).isEmpty)
  }

  @Test func `the history names a size only where label, vCPUs and memory agree`() {
    let named = { (runs: [JobRun]) in
      CombinedCatalog(platform: Platform(), history: runs).ladder(of: Self.linux, visibility: .private).map(
        \.label)
    }
    #expect(
      named([run(["ubuntu-8-cores"], cpus: 8, memory: 31.3)]) == ["ubuntu-latest", nil, "ubuntu-8-cores"])
    #expect(named([run(["ubuntu-8-cores"], cpus: 8, memory: 16)]) == ["ubuntu-latest", nil, nil])
    #expect(named([run(["ubuntu-arm-8"], cpus: 8, memory: 32)]) == ["ubuntu-latest", nil, nil])
    #expect(named([run(["eight"], cpus: 8, memory: 32)]) == ["ubuntu-latest", nil, nil])
    #expect(named([run(["self-hosted-linux"], cpus: 8, memory: 32)]) == ["ubuntu-latest", nil, nil])
    let two = [run(["linux-a"], cpus: 8, memory: 32), run(["linux-b"], cpus: 8, memory: 32)]
    #expect(named(two) == ["ubuntu-latest", nil, nil])
  }
}
