import FoundationEssentials
import InfraMindCore
import InfraMindStore
import StoreTesting
import Testing

/// What every store does with facts and runs.
@Suite struct RunBehaviourTests {
  private let all = RunQuery()

  @Test(arguments: StoreKind.available)
  func `facts of a run and of its job come back as one job run`(_ kind: StoreKind) async throws {
    try await StorePlace.withStore(kind) { store async throws in
      let messages = SampleMessages()
      #expect(try await store.record(messages.workflow() + messages.job("7")) == 1)
      let runs = try await store.runs(all)
      let run = try #require(runs.first)
      #expect(runs.count == 1)
      #expect(run.source == "github.com" && run.repository == "acme/shop" && run.run == "1001")
      #expect(run.pipeline == ".github/workflows/ci.yml" && run.workflow == "CI" && run.name == "test")
      #expect(run.jobID == "7" && run.attempt == 1 && run.conclusion == .success)
      #expect(run.conclusionWord == "success" && run.branch == "main" && run.event == "push")
      #expect(run.duration == .seconds(300) && run.queueTime == .seconds(3))
      #expect(run.createdAt == messages.start + 6)
      #expect(run.steps.map(\.name) == ["Set up job", "make \"test\"\n"])
      #expect(run.steps.last?.startedAt == messages.start + 15.125)
      #expect(run.runnerLabels == ["ubuntu-latest"] && run.runnerGroup == "default")
      #expect(run.visibility == .private && run.actor?.rawValue == "00112233445566ff")
    }
  }

  @Test(arguments: StoreKind.available)
  func `a job that has not ended is no run, and is counted as open`(_ kind: StoreKind) async throws {
    try await StorePlace.withStore(kind) { store async throws in
      let messages = SampleMessages()
      // The run's own end must not end its jobs.
      #expect(try await store.record(messages.workflow() + Array(messages.job("7").prefix(2))) == 0)
      #expect(try await store.runs(all).isEmpty)
      #expect(try await store.statistics().openJobs == 1)
      #expect(try await store.record(Array(messages.job("7").suffix(1))) == 1)
      #expect(try await store.runs(all).count == 1)
      #expect(try await store.statistics().openJobs == 0)
    }
  }

  @Test(arguments: StoreKind.available)
  func `what is known already changes nothing`(_ kind: StoreKind) async throws {
    try await StorePlace.withStore(kind) { store async throws in
      let messages = SampleMessages()
      let facts = messages.workflow() + messages.job("7") + [messages.inside()]
      _ = try await store.record(facts)
      let runs = try await store.runs(all)
      #expect(try await store.record(facts) == 0)
      #expect(try await store.record(facts.reversed()) == 0)
      #expect(try await store.runs(all) == runs)
    }
  }

  @Test(arguments: StoreKind.available)
  func `what is said of the run later reaches all of its jobs`(_ kind: StoreKind) async throws {
    try await StorePlace.withStore(kind) { store async throws in
      let messages = SampleMessages()
      #expect(try await store.record(messages.job("7") + messages.job("8", "lint")) == 2)
      #expect(try await store.runs(all).map(\.pipeline) == ["", ""])
      #expect(try await store.record(messages.workflow()) == 2)
      #expect(try await store.runs(all).map(\.workflow) == ["CI", "CI"])
    }
  }

  @Test(arguments: StoreKind.available)
  func `a view from inside joins the platform's job, whichever comes first`(_ kind: StoreKind) async throws {
    for isInsideFirst in [true, false] {
      try await StorePlace.withStore(kind) { store async throws in
        let messages = SampleMessages()
        let parts = [[messages.inside()], messages.workflow() + messages.job("7")]
        for part in isInsideFirst ? parts : parts.reversed() { _ = try await store.record(part) }
        let runs = try await store.runs(all)
        let run = try #require(runs.first)
        #expect(runs.count == 1)
        #expect(run.jobID == "7" && run.job == "test" && run.conclusion == .success)
        #expect(run.use?.peakMemory == MemorySize(bytes: 4_000_000_001))
        #expect(run.use?.networkReceived == MemorySize(bytes: 999_999_999_999_999))
        #expect(run.use?.cpuTime == .milliseconds(420_125) && run.use?.memoryPressure == 0.0625)
        #expect(run.cacheEvents.map(\.key) == ["npm-4f2a"] && run.steps.count == 2)
        #expect(try await store.statistics().openJobs == 0)
      }
    }
  }

  @Test(arguments: StoreKind.available)
  func `a view from inside stands alone until the platform speaks`(_ kind: StoreKind) async throws {
    try await StorePlace.withStore(kind) { store async throws in
      let messages = SampleMessages()
      #expect(try await store.record([messages.inside()]) == 1)
      let alone = try await store.runs(all)
      #expect(alone.map(\.jobID) == [nil] && alone.map(\.conclusion) == [.failure])
      #expect(alone.first?.use?.peakCPUs == 3.75 && alone.first?.cacheEvents.count == 1)
      // While the platform's job has not ended, what was seen from inside goes on telling.
      _ = try await store.record(Array(messages.job("7").prefix(2)))
      #expect(try await store.runs(all).map(\.jobID) == ["7"])
      _ = try await store.record(messages.job("7"))
      let joined = try await store.runs(all)
      #expect(joined.map(\.jobID) == ["7"] && joined.map(\.conclusion) == [.success])
    }
  }

  @Test(arguments: StoreKind.available)
  func `several jobs of a run on one machine keep their own views`(_ kind: StoreKind) async throws {
    try await StorePlace.withStore(kind) { store async throws in
      let messages = SampleMessages()
      let views = [
        messages.inside(job: "first", begins: 14, lasts: 20),
        messages.inside(job: "second", begins: 54, lasts: 20),
      ]
      let jobs = messages.job("7", "One", lasts: 30) + messages.job("8", "Two", begins: 50, lasts: 30)
      for facts in (views + jobs).reversed() { _ = try await store.record([facts]) }
      let runs = try await store.runs(all)
      #expect(runs.map(\.name) == ["One", "Two"])
      #expect(runs.map(\.job) == ["first", "second"])
    }
  }

  @Test(arguments: StoreKind.available)
  func `a rerun is a job run of its own`(_ kind: StoreKind) async throws {
    try await StorePlace.withStore(kind) { store async throws in
      let messages = SampleMessages()
      var facts = messages.workflow() + messages.job("7", conclusion: .failure)
      facts += messages.workflow(attempt: 2) + messages.job("9", attempt: 2)
      _ = try await store.record(facts.reversed())
      let runs = try await store.runs(all)
      #expect(runs.map(\.attempt) == [1, 2] && runs.map(\.conclusion) == [.failure, .success])
    }
  }

  @Test(arguments: StoreKind.available)
  func `in whatever order, portions and number messages come, the runs are the same`(
    _ kind: StoreKind
  ) async throws {
    let messages = SampleMessages()
    var facts = messages.workflow() + messages.job("7", conclusion: .failure) + messages.job("8", "lint")
    facts += [messages.inside(), messages.inside(job: "lint", runner: "runner-9")]
    facts += messages.workflow(attempt: 2) + messages.job("9", attempt: 2)
    facts += [messages.inside(attempt: 2)]
    let inOrder = try await StorePlace.withStore(kind) { store async throws in
      _ = try await store.record(facts)
      return try await store.runs(all)
    }
    #expect(inOrder.count == 4)
    for seed in UInt64(1)...6 {
      var random = SeededGenerator(seed: seed)
      var shuffled = (facts + facts.shuffled(using: &random).prefix(7)).shuffled(using: &random)
      try await StorePlace.withStore(kind) { store async throws in
        while !shuffled.isEmpty {
          let portion = Int.random(in: 1...min(5, shuffled.count), using: &random)
          _ = try await store.record(Array(shuffled.prefix(portion)))
          shuffled.removeFirst(portion)
        }
        let runs = try await store.runs(all)
        #expect(runs.count == inOrder.count, "seed \(seed)")
        for (run, expected) in zip(runs, inOrder) { #expect(run == expected, "seed \(seed)") }
      }
    }
  }
}
