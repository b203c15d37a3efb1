internal import AdapterKit
internal import InfraMindCore
internal import Testing

@testable internal import GitHubActionsAdapter

@Suite struct RunnerCatalogTests {
  private let catalog = GitHubActions().runnerCatalog

  private func runner(_ label: String, _ visibility: RepositoryVisibility? = .private) -> Runner? {
    if case .known(let runner) = catalog.runner(for: [label], visibility: visibility) { runner } else { nil }
  }

  private func dollars(_ text: Double) -> Money? { Money(dollars: text) }

  @Test func `the data file is sound`() throws {
    let data = try RunnerData.decode(PackageResources.runners_json)
    #expect(data.fixed.count > 20 && data.vendors.count > 10)
    #expect(data.sources.values.allSatisfy { !$0.title.isEmpty && $0.asOf.count >= 7 && $0.seen.count >= 7 })
  }

  @Test(arguments: [
    "", "[]", "{}", #"{"sources": {}, "fixed": [{}], "larger": [], "vendors": []}"#,
    #"{"sources": {}, "fixed": [], "larger": [{"vendor":"g","os":"l","architecture":"x","images":[""],"sizes":[],"billing":"whole-minutes","source":"none"}], "vendors": []}"#,
    #"{"sources": {"s":{"title":"t","asOf":"2026","seen":"2026"}}, "fixed": [], "larger": [{"vendor":"g","os":"l","architecture":"x","images":[""],"sizes":[{"cpus":-1}],"billing":"whole-minutes","source":"s"}], "vendors": []}"#,
    #"{"sources": {"s":{"title":"t","asOf":"2026","seen":"2026"}}, "fixed": [], "larger": [{"vendor":"g","os":"l","architecture":"x","images":[""],"sizes":[{"cpus":1}],"billing":"yearly","source":"s"}], "vendors": []}"#,
  ])
  func `bad data is an error, and gives an empty catalogue`(_ json: String) {
    #expect(throws: (any Error).self) { try RunnerData.decode(Array(json.utf8)) }
    let empty = GitHubRunnerCatalog(data: nil)
    #expect(empty.runner(for: ["ubuntu-latest"], visibility: .public) == .unknown)
  }

  @Test func `a standard runner is larger and free on public repositories`() throws {
    let paid = try #require(runner("Ubuntu-Latest"))
    #expect(paid.cpus == 2 && paid.memory == MemorySize(gibibytes: 8) && paid.label == "Ubuntu-Latest")
    #expect(paid.price?.perMinute == dollars(0.006) && paid.price?.billing == .wholeMinutes)
    #expect(paid == runner("Ubuntu-Latest", .internal))
    let free = try #require(runner("ubuntu-latest", .public))
    #expect(free.cpus == 4 && free.memory == MemorySize(gibibytes: 16) && free.price?.perMinute == .zero)
    let unknown = catalog.runner(for: ["ubuntu-latest"], visibility: nil)
    #expect(unknown == .dependsOnVisibility(RunnerFamily(vendor: "github", os: "linux", architecture: "x64")))
    let mac = try #require(runner("macos-15", nil))
    #expect(mac.cpus == 3 && mac.price == nil, "its size is the same for all, its price is not")
  }

  @Test(
    arguments: [
      ("ubuntu-slim", 1, 5, 0.002), ("ubuntu-22.04", 2, 8, 0.006), ("ubuntu-24.04-arm", 2, 8, 0.005),
      ("windows-2025", 2, 8, 0.010), ("windows-11-arm", 2, 8, 0.008), ("macos-latest", 3, 7, 0.062),
      ("macos-15-intel", 4, 14, 0.062), ("macos-14-large", 12, 30, 0.077),
      ("macos-latest-xlarge", 5, 14, 0.102),
      ("depot-ubuntu-24.04", 2, 8, 0.004), ("depot-ubuntu-24.04-8", 8, 32, 0.016),
      ("depot-ubuntu-22.04-arm-64", 64, 256, 0.128), ("depot-windows-2022-4", 4, 16, 0.016),
      ("depot-macos-15", 8, 24, 0.08), ("ubicloud", 2, 8, 0.00125), ("ubicloud-standard-8-arm", 8, 24, 0.005),
      ("ubicloud-standard-30-ubuntu-2404", 30, 120, 0.01875),
    ] as [(String, Double, Double, Double)])
  func `labels have their sizes and prices`(
    _ label: String, _ cpus: Double, _ memory: Double, _ price: Double
  ) throws {
    let runner = try #require(self.runner(label))
    #expect(runner.cpus == cpus && runner.memory == MemorySize(gibibytes: memory))
    #expect(runner.price?.perMinute == dollars(price))
    #expect(runner.price?.source.isEmpty == false && runner.price?.asOf.isEmpty == false)
  }

  @Test func `what nobody could verify is marked`() {
    #expect(runner("ubuntu-24.04-arm")?.price?.isUnverified == true)
    #expect(runner("blacksmith-4vcpu-ubuntu-2404")?.price?.isUnverified == true)
    #expect(runner("ubuntu-24.04")?.price?.isUnverified == false)
    #expect(runner("warp-ubuntu-latest-x64-8x")?.price == nil)
    #expect(runner("ubuntu-slim")?.longestJob == .seconds(900))
  }

  @Test func `larger sizes have no label, since an organisation chooses it`() throws {
    let family = try #require(runner("ubuntu-latest")).family
    let ladder = catalog.ladder(of: family, visibility: .private)
    #expect(ladder.compactMap(\.cpus) == [2, 2, 4, 8, 16, 32, 64, 96])
    #expect(ladder.compactMap(\.label) == ["ubuntu-latest"])
    #expect(
      ladder.last?.price?.perMinute == dollars(0.252) && ladder.last?.memory == MemorySize(gibibytes: 384))
    let open = catalog.ladder(of: family, visibility: .public)
    #expect(open.filter { $0.price?.perMinute == .zero }.map(\.cpus) == [4], "larger runners are never free")
    #expect(catalog.ladder(of: family, visibility: nil).allSatisfy { $0.label == nil })
  }

  @Test func `a ladder keeps the image and the architecture`() throws {
    for label in [
      "ubuntu-22.04", "windows-2022", "macos-14", "macos-14-large", "ubuntu-slim", "depot-ubuntu-22.04-8",
    ] {
      let family = try #require(runner(label)).family
      let labels = catalog.ladder(of: family, visibility: .private).compactMap(\.label)
      let image = label.split(separator: "-").dropLast(
        label.hasSuffix("large") || label.hasSuffix("8") ? 1 : 0)
      #expect(
        labels.contains(label) && labels.allSatisfy { $0.hasPrefix(image.joined(separator: "-")) },
        "\(labels)")
    }
    let arm = try #require(runner("macos-14")).family
    #expect(
      catalog.ladder(of: arm, visibility: .private).compactMap(\.label) == ["macos-14", "macos-14-xlarge"])
    let intel = try #require(runner("macos-15-large")).family
    #expect(
      catalog.ladder(of: intel, visibility: .private).compactMap(\.label) == [
        "macos-15-intel", "macos-15-large",
      ])
    #expect(
      runner("macos-latest")?.family != runner("macos-latest-large")?.family, "Intel is another architecture")
  }

  @Test func `a vendor's ladder stays with the vendor, smallest first`() throws {
    let family = try #require(runner("depot-ubuntu-24.04-16")).family
    let ladder = catalog.ladder(of: family, visibility: nil)
    #expect(ladder.compactMap(\.cpus) == [2, 4, 8, 16, 32, 64])
    #expect(ladder.map(\.family.vendor).allSatisfy { $0 == "depot" })
    #expect(ladder.first?.price?.billing == .seconds)
  }

  @Test func `labels of unknown machines are unknown`() {
    for labels in [
      [], ["self-hosted"], ["ubuntu-latest", "gpu"], ["ubuntu-latest-8-cores"], ["ubuntu-20.04"],
      ["macos-13"],
      ["depot-ubuntu-24.04-3"], ["nscloud-ubuntu-22.04"], ["nscloud-ubuntu-22.04-amd64-0x4"],
      ["namespace-profile-x"],
      ["runs-on=1/runner=2cpu-linux-x64"],
    ] {
      #expect(catalog.runner(for: labels, visibility: .private) == .unknown, "\(labels)")
    }
  }

  @Test func `a label of Namespace states its machine`() throws {
    let runner = try #require(self.runner("nscloud-ubuntu-24.04-arm64-4x16"))
    #expect(runner.cpus == 4 && runner.memory == MemorySize(gibibytes: 16) && runner.price == nil)
    #expect(
      runner.family.architecture == "arm64" && catalog.ladder(of: runner.family, visibility: nil).isEmpty)
  }

  @Test func `no removed label is in the catalogue, and each has a successor there`() {
    for removed in RemovedLabel.all {
      #expect(runner(removed.label) == nil && runner(removed.successor) != nil, "\(removed.label)")
    }
  }
}
