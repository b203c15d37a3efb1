import AdapterKit
import InfraMindCore
import Testing

@testable import InfraMindEngine

@Suite struct SuggesterTests {
  @Test func `every job is shown to both advisers, and the best suggestion comes first`() {
    var bench = Bench()
    bench.runs = [Bench.run("test")]
    let report = bench.report(
      InMemoryFiles(["fake.yml": "build: {size: large, caches: [npm]}\ntest: {size: small, caches: []}\n"]))
    #expect(report.suggestions.map(\.summary) == ["Take large for test.", "Cache npm in test."])
    #expect(report.kept.map(\.reason.code) == ["best-already"])
    #expect(report.cacheNotes.map(\.note.reason) == [.cached])
    #expect(report.looks.map(\.jobs) == [2])
  }

  @Test func `without history sizes are not looked at`() {
    let report = Bench().report(InMemoryFiles(["fake.yml": "test: {size: small, caches: [npm]}\n"]))
    #expect(report.suggestions.isEmpty && report.kept.isEmpty)
  }

  @Test func `machines that nobody knows are kept, with the reason`() {
    var bench = Bench()
    bench.runs = [Bench.run("a")]
    bench.caches.tools = []
    let report = bench.report(
      InMemoryFiles(["fake.yml": "a: {size: huge}\nb: {size: hidden}\nc: {size: odd}\n"]))
    #expect(report.kept.map(\.reason.code) == ["computed-runner", "unknown-visibility", "unknown-runner"])
  }

  @Test func `a job that names no machine is on the one that its latest run had`() {
    var bench = Bench()
    var run = Bench.run("seen")
    run.runnerLabels = ["small"]
    bench.runs = [run]
    bench.caches.tools = []
    let report = bench.report(InMemoryFiles(["fake.yml": "seen: {size: none}\nunseen: {size: none}\n"]))
    #expect(report.suggestions.map(\.summary) == ["Take large for seen."])
    #expect(report.kept.map(\.reason.code) == ["default-runner"])
  }

  @Test func `copies that nothing tells apart are one, under the name of the job`() {
    var bench = Bench()
    bench.runs = [Bench.run("a")]
    bench.caches.tools = []
    let report = bench.report(InMemoryFiles(["fake.yml": "a: {name: A, size: large, copies: 3}\n"]))
    #expect(report.kept.map(\.name) == ["A"])
  }

  @Test func `one bad file silences no other`() {
    let report = Bench().report(
      InMemoryFiles(["a.yml": "x: [", "b.yml": "test: {caches: []}\n", "c.yml": "- x"]))
    #expect(report.looks.map(\.unreadableFiles) == [2])
    #expect(report.problems.map(\.file) == ["here/a.yml", "here/c.yml"])
    #expect(report.suggestions.count == 1)
  }

  @Test func `many files give the same report in the same order every time`() {
    let files = InMemoryFiles(
      Dictionary(
        uniqueKeysWithValues: (0..<300).map {
          ("f\($0).yml", "job\($0): {caches: []}\nbad\($0): {size: huge}\n")
        }))
    let first = Bench().report(files)
    let second = Bench().report(files)
    #expect(first.suggestions == second.suggestions)
    #expect(first.jobs == second.jobs)
    #expect(first.suggestions.count == 600)
    #expect(first.jobs.map(\.key.pipeline) == first.jobs.map(\.key.pipeline).sorted())
  }

  @Test func `what the settings ignore is held back and counted`() {
    var bench = Bench()
    bench.runs = [Bench.run("test")]
    bench.settings.ignored.kinds = [.size]
    let files = InMemoryFiles(["fake.yml": "test: {size: small, caches: []}\n"])
    #expect(bench.report(files).suggestions.map(\.kind) == [.cache])
    #expect(bench.report(files).heldBack == 1)
    bench.settings.ignored.jobs = [JobPattern("fake.yml:test")]
    #expect(bench.report(files).heldBack == 2)
  }

  @Test func `a selection takes by id, job and kind`() throws {
    var bench = Bench()
    bench.runs = [Bench.run("test")]
    var report = bench.report(
      InMemoryFiles(["fake.yml": "test: {size: small, caches: []}\nx: {caches: []}\n"]))
    let first = try #require(report.suggestions.first)
    #expect(Selection(ids: [String(first.id.rawValue.prefix(6)).uppercased()]).takes(first))
    #expect(!Selection(ids: ["000"]).takes(first))
    #expect(Selection(ids: ["ffffffffffff"]).unknownIDs(among: report.suggestions) == ["ffffffffffff"])
    #expect(!Selection(kind: .cache).takes(first))
    report.select(Selection(jobs: [JobPattern("x")]))
    #expect(report.suggestions.map(\.jobName) == ["x"])
    #expect(report.heldBack == 2)
  }

  @Test func `a user's own price stands in for the listed one`() {
    let catalog = RepricedCatalog(
      base: FakeCatalog(), prices: [["small"]: Money(nanodollars: 7)], rates: ResourceRates(),
      source: ".inframind.yml")
    guard case .known(let runner) = catalog.runner(for: ["small"], visibility: nil) else {
      Issue.record("small is known")
      return
    }
    #expect(runner.price?.perMinute == Money(nanodollars: 7))
    #expect(runner.price?.source == ".inframind.yml")
    #expect(
      catalog.ladder(of: FakeCatalog.family, visibility: nil).map { $0.price?.perMinute.nanodollars } == [
        7, 18_000_000, 30_000_000,
      ])
    #expect(catalog.runner(for: ["none"], visibility: nil) == .unknown)
  }

  @Test func `a price of several labels is that of the machine which all of them get`() {
    struct Named: RunnerCatalog {
      func runner(for labels: [String], visibility: RepositoryVisibility?) -> RunnerLookup {
        .known(Self.machine(labels))
      }
      func ladder(of family: RunnerFamily, visibility: RepositoryVisibility?) -> [Runner] {
        [Self.machine(["docker", "small"]), Self.machine(["docker", "large"])]
      }
      static func machine(_ labels: [String]) -> Runner {
        Runner(
          label: nil, name: "a machine", family: FakeCatalog.family, cpus: 2, memory: nil, price: nil,
          severalLabels: labels)
      }
    }
    let catalog = RepricedCatalog(
      base: Named(),
      prices: [
        ["docker", "large"]: Money(nanodollars: 9), ["gpu"]: Money(nanodollars: 3),
        ["x"]: Money(nanodollars: 4),
        ["arm", "gpu"]: Money(nanodollars: 5),
      ],
      rates: ResourceRates(), source: ".inframind.yml")
    func price(_ labels: String...) -> Int64? {
      guard case .known(let runner) = catalog.runner(for: labels, visibility: nil) else { return nil }
      return runner.price?.perMinute.nanodollars
    }
    #expect(price("Large", "docker") == 9)
    #expect(price("docker", "small") == nil)
    #expect(price("linux", "gpu") == 3)
    #expect(price("linux", "gpu", "ARM") == 5)
    #expect(price("x", "gpu") == 4)
    #expect(
      catalog.ladder(of: FakeCatalog.family, visibility: nil).map { $0.price?.perMinute.nanodollars } == [
        nil, 9,
      ])
  }
}
