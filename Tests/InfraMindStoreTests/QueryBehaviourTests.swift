import AdapterKit
import FoundationEssentials
import InfraMindCore
import InfraMindStore
import StoreTesting
import Testing

/// Which runs every store gives for a query, and which it takes out.
@Suite struct QueryBehaviourTests {
  /// 30 runs of three jobs a minute apart in one repository, and one in another on another platform.
  private func fill(_ store: any RunStore) async throws {
    var facts: [JobRunFacts] = []
    for number in 0..<10 {
      let messages = SampleMessages("\(number)", start: time(number))
      facts += messages.workflow()
      for (offset, name) in ["build", "lint", "test"].enumerated() {
        facts += messages.job("\(number)-\(name)", name, begins: Double(offset))
      }
    }
    let other = SampleMessages("77", of: "Zeta/Tools", platform: .gitLabCI, source: "gitlab.example.org")
    _ = try await store.record(facts + other.job("9"))
  }

  private func time(_ minutes: Int) -> Date {
    Date(timeIntervalSince1970: 1_790_000_000 + Double(minutes) * 60)
  }

  private func query(_ change: (inout RunQuery) -> Void) -> RunQuery {
    var query = RunQuery()
    change(&query)
    return query
  }

  @Test(arguments: StoreKind.available)
  func `every part of a query narrows the choice`(_ kind: StoreKind) async throws {
    try await StorePlace.withStore(kind) { store async throws in
      try await fill(store)
      func count(_ change: (inout RunQuery) -> Void) async throws -> Int {
        try await store.runs(query(change)).count
      }
      #expect(try await count { _ in } == 31)
      #expect(try await count { $0.repository = "ACME/Shop" } == 30)
      #expect(try await count { $0.repository = "acme/nothing" } == 0)
      #expect(try await count { $0.platform = .gitLabCI } == 1)
      #expect(try await count { $0.platform = .drone } == 0)
      #expect(try await count { $0.pipeline = ".github/workflows/ci.yml" } == 30)
      #expect(try await count { $0.run = "4" } == 3)
      #expect(try await count { $0.jobID = "4-lint" } == 1)
      #expect(
        try await count {
          $0.jobID = "4-lint"; $0.run = "5"
        } == 0)
      #expect(
        try await count {
          $0.run = "4"; $0.platform = .gitLabCI
        } == 0)
      // A job of the run that began at minute 4 started three seconds later.
      #expect(try await count { $0.since = time(8) } == 6)
      #expect(
        try await count {
          $0.until = time(8); $0.repository = "acme/shop"
        } == 24)
      #expect(
        try await count {
          $0.since = time(4) + 3; $0.until = time(4) + 5
        } == 2)
    }
  }

  @Test(arguments: StoreKind.available)
  func `runs of one chain are found by it, in every repository`(_ kind: StoreKind) async throws {
    try await StorePlace.withStore(kind) { store async throws in
      try await fill(store)
      for (number, repository, chain) in [
        ("1", "Shop_Test", "9"), ("2", "Shop_Build", "9"), ("3", "Shop_Build", "8"),
      ] {
        var run = JobRun(
          platform: .teamCity, repository: repository, pipeline: "", job: "j", run: number,
          conclusion: .success)
        run.startedAt = time(Int(number) ?? 0)
        run.chain = chain
        _ = try await store.record([JobRunFacts(of: run)])
      }
      let found = try await store.runs(query { $0.chain = "9" })
      #expect(found.map(\.run) == ["1", "2"])
      #expect(found.map(\.chain) == ["9", "9"])
      #expect(try await store.runs(query { $0.chain = "7" }).isEmpty)
      #expect(try await store.page(of: query { $0.chain = "9" }, behind: nil, size: 1).runs == found)
      #expect(try await store.page(of: query { $0.chain = "7" }, behind: nil, size: 1).runs.isEmpty)
    }
  }

  @Test(arguments: StoreKind.available)
  func `the latest runs of each job come oldest first`(_ kind: StoreKind) async throws {
    try await StorePlace.withStore(kind) { store async throws in
      try await fill(store)
      let runs = try await store.runs(
        query {
          $0.latestPerJob = 2; $0.repository = "acme/shop"
        })
      #expect(
        runs.map { $0.run + ($0.name ?? "") } == [
          "8build", "8lint", "8test", "9build", "9lint", "9test",
        ])
      #expect(try await store.runs(query { $0.latestPerJob = 1 }).count == 4)
      let before = try await store.runs(
        query {
          $0.latestPerJob = 1; $0.until = time(5)
        })
      #expect(before.map(\.run) == ["77", "4", "4", "4"])
      #expect(
        try await store.runs(
          query {
            $0.latestPerJob = 1; $0.run = "3"
          }
        ).count == 3)
    }
  }

  @Test(arguments: StoreKind.available)
  func `the same question has the same answer each time`(_ kind: StoreKind) async throws {
    try await StorePlace.withStore(kind) { store async throws in
      try await fill(store)
      let latest = query {
        $0.latestPerJob = 5
        $0.repository = "acme/shop"
      }
      let first = try await store.runs(latest)
      #expect(first.count == 15)
      // Statements are prepared now, and the connection has done other work between.
      for _ in 0..<4 {
        #expect(try await store.runs(RunQuery()).count == 31)
        #expect(try await store.runs(latest) == first)
      }
    }
  }

  @Test(arguments: StoreKind.available)
  func `steps are left out when they are not wanted, and nothing else is`(_ kind: StoreKind) async throws {
    try await StorePlace.withStore(kind) { store async throws in
      let messages = SampleMessages()
      _ = try await store.record(messages.workflow() + messages.job("7") + [messages.inside()])
      var whole = try await store.runs(RunQuery())
      let parts = try await store.runs(query { $0.wantsSteps = false })
      #expect(whole.first?.steps.count == 2 && whole.first?.cacheEvents.count == 1)
      whole[0].steps = []
      whole[0].cacheEvents = []
      #expect(parts == whole)
    }
  }

  @Test(arguments: StoreKind.available)
  func `of the latest runs of each job only so many come with steps`(_ kind: StoreKind) async throws {
    try await StorePlace.withStore(kind) { store async throws in
      try await fill(store)
      let latest = query { $0.latestPerJob = 5 }
      let whole = try await store.runs(latest)
      #expect(whole.count == 16 && whole.allSatisfy { !$0.steps.isEmpty })
      for count in [0, 2, 5, 9] {
        var query = latest
        query.stepsPerJob = count
        let runs = try await store.runs(query)
        #expect(runs.map(\.jobID) == whole.map(\.jobID))
        #expect(runs.count { !$0.steps.isEmpty } == min(count, 5) * 3 + min(count, 1))
        #expect(zip(runs, whole).allSatisfy { $0.steps.isEmpty || $0 == $1 })
        #expect(count == 0 || runs.last?.steps.isEmpty == false)
        query.wantsSteps = false
        #expect(try await store.runs(query).allSatisfy(\.steps.isEmpty))
      }
    }
  }

  @Test(arguments: StoreKind.available)
  func `jobs are counted without their runs`(_ kind: StoreKind) async throws {
    try await StorePlace.withStore(kind) { store async throws in
      #expect(try await store.jobCount(RunQuery()) == 0)
      try await fill(store)
      #expect(try await store.jobCount(RunQuery()) == 4)
      #expect(try await store.jobCount(query { $0.repository = "Acme/shop" }) == 3)
      #expect(try await store.jobCount(query { $0.platform = .gitLabCI }) == 1)
    }
  }

  @Test(arguments: StoreKind.available)
  func `batches hold what one answer holds, in the same order`(_ kind: StoreKind) async throws {
    try await StorePlace.withStore(kind) { store async throws in
      var facts: [JobRunFacts] = []
      for number in 0..<1100 {
        facts += SampleMessages("\(number / 50)", start: time(number / 50)).job(
          "\(number)", "job \(number % 50)")
      }
      _ = try await store.record(facts)
      let batches = Batches()
      try await store.forEachBatch(of: RunQuery()) { batches.add($0) }
      #expect(batches.runs.count == 1100 && batches.sizes.count == 2)
      #expect(batches.runs == (try await store.runs(RunQuery())))
      let times = batches.runs.map { $0.startedAt ?? .distantPast }
      #expect(times == times.sorted())

      struct Enough: Error {}
      await #expect(throws: Enough.self) {
        try await store.forEachBatch(of: RunQuery()) { _ in throw Enough() }
      }
      #expect(try await store.runs(query { $0.run = "3" }).count == 50)
    }
  }

  @Test(arguments: StoreKind.available)
  func `repositories and numbers are counted`(_ kind: StoreKind) async throws {
    try await StorePlace.withStore(kind) { store async throws in
      #expect(try await store.statistics().oldest == nil)
      try await fill(store)
      let repositories = try await store.repositories()
      #expect(repositories.map(\.repository) == ["acme/shop", "Zeta/Tools"])
      #expect(repositories.map(\.jobRuns) == [30, 1])
      #expect(repositories.map(\.platform) == [.gitHubActions, .gitLabCI])
      #expect(repositories.first?.latest == time(9) + 5)
      let statistics = try await store.statistics()
      #expect(statistics.jobRuns == [.gitHubActions: 30, .gitLabCI: 1])
      #expect(statistics.repositories == 2 && statistics.openJobs == 0)
      #expect(statistics.oldest == time(0) + 3 && statistics.latest == time(9) + 5)
      #expect((statistics.bytes ?? 0) > 10_000)
    }
  }

  // MARK: - Names

  @Test(arguments: StoreKind.available)
  func `names of any kind and length are kept apart`(_ kind: StoreKind) async throws {
    try await StorePlace.withStore(kind) { store async throws in
      let long = String(repeating: "ä", count: 5000)
      let names = ["", "a?b", "'; DROP TABLE facts; --", "nul\u{0}", "\u{1F600}", long, long + "2"]
      for name in names {
        let messages = SampleMessages("r" + name, of: "acme/" + name)
        #expect(try await store.record(messages.workflow() + messages.job("j" + name, name + "x")) == 1)
        #expect(try await store.record(messages.workflow() + messages.job("j" + name, name + "x")) == 0)
      }
      let runs = try await store.runs(RunQuery())
      #expect(runs.count == names.count && Set(runs.map(\.run)).count == names.count)
      #expect(Set(runs.map(\.name)).count == names.count)
      for name in names {
        let found = try await store.runs(
          query {
            $0.repository = "acme/" + name; $0.run = "r" + name
          })
        #expect(found.map(\.steps.count) == [2], "\(name.prefix(20))")
      }
    }
  }

  // MARK: - Retention

  @Test(arguments: StoreKind.available)
  func `runs older than the bound go, with all that is known of them`(_ kind: StoreKind) async throws {
    try await StorePlace.withStore(kind) { store async throws in
      try await fill(store)
      _ = try await store.record(Array(SampleMessages("open", start: time(0)).job("o").prefix(2)))
      var retention = Retention()
      retention.age = .seconds(3600)
      retention.batch = 4
      // The last word on the runs that began at minute 5 was 306 to 308 seconds after that.
      let gone = try await store.prune(retention, at: time(5) + 3600 + 310)
      #expect(gone == 18 + 1)
      #expect(try await store.runs(RunQuery()).allSatisfy { ($0.startedAt ?? .distantPast) > time(6) })
      #expect(try await store.statistics().openJobs == 0)
      #expect(try await store.prune(retention, at: time(5) + 3600 + 310) == 0)
    }
  }

  @Test(arguments: StoreKind.available)
  func `the oldest runs go until the size is met`(_ kind: StoreKind) async throws {
    try await StorePlace.withStore(kind) { store async throws in
      for number in 0..<40 {
        let messages = SampleMessages("\(number)", start: time(number * 60))
        _ = try await store.record((0..<50).flatMap { messages.job("\(number)-\($0)", "job \($0)") })
      }
      var retention = Retention()
      retention.batch = 100
      retention.bytes = 1 << 40
      #expect(try await store.prune(retention, at: time(0)) == 0)
      retention.bytes = 1_000_000
      let gone = try await store.prune(retention, at: time(0))
      let left = try await store.runs(RunQuery())
      #expect(gone > 200 && left.count + gone == 2000 && !left.isEmpty)
      #expect(left.last?.run == "39")
      #expect(try await store.prune(retention, at: time(0)) <= 20)
      if kind == .sqlite { #expect((try await store.statistics().bytes ?? .max) < 1_300_000) }
    }
  }

  @Test(arguments: StoreKind.available)
  func `records of old deliveries go, those that wait do not`(_ kind: StoreKind) async throws {
    try await StorePlace.withStore(kind) { store async throws in
      _ = try await store.keep((0..<10).map { .sample("\($0)", at: Double($0)) })
      _ = try await store.processInbox(limit: 5, at: time(0)) { deliveries in
        deliveries.map { _ in .decoded(.ignored(reason: "")) }
      }
      var retention = Retention()
      retention.deliveryAge = .seconds(86_400)
      retention.batch = 2
      _ = try await store.prune(retention, at: time(0) + 86_403)
      #expect(try await store.statistics().deliveries == [.waiting: 5, .ignored: 2])
    }
  }
}

/// What batches brought, from whatever thread.
private final class Batches: @unchecked Sendable {
  private(set) var runs: [JobRun] = []
  private(set) var sizes: [Int] = []

  func add(_ batch: [JobRun]) {
    runs += batch
    sizes.append(batch.count)
  }
}
