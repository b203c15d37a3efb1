import FoundationEssentials
import InfraMindCore
import InfraMindStore
import StoreTesting
import Testing

/// Which runs every store takes for whole, so that nobody asks the platform for them again.
@Suite struct WholeRunBehaviourTests {
  private func whole(in store: any RunStore, _ change: (inout RunQuery) -> Void = { _ in }) async throws
    -> [String]
  {
    var query = RunQuery()
    query.repository = "Acme/Shop"
    query.platform = .gitHubActions
    change(&query)
    return try await store.wholeRuns(query).sorted()
  }

  @Test(arguments: StoreKind.available)
  func `a run is whole once it and all of its jobs have ended`(_ kind: StoreKind) async throws {
    try await StorePlace.withStore(kind) { store async throws in
      let messages = SampleMessages("7")
      _ = try await store.record(messages.job("a"))
      #expect(try await whole(in: store) == [], "nothing was said of the run")
      _ = try await store.record(Array(messages.workflow().prefix(2)))
      #expect(try await whole(in: store) == [], "it has not ended")
      _ = try await store.record(Array(messages.job("b", "lint").prefix(2)) + [messages.workflow()[2]])
      #expect(try await whole(in: store) == [], "the last message of a job was lost")
      _ = try await store.record([messages.job("b", "lint")[2]])
      #expect(try await whole(in: store) == ["7"])
    }
  }

  @Test(arguments: StoreKind.available)
  func `a run that was begun again is not whole until that ends, too`(_ kind: StoreKind) async throws {
    try await StorePlace.withStore(kind) { store async throws in
      let messages = SampleMessages("7")
      _ = try await store.record(messages.finished("a"))
      #expect(try await whole(in: store) == ["7"])
      let again = messages.workflow(attempt: 2)
      _ = try await store.record([again[0]])
      #expect(try await whole(in: store) == [])
      _ = try await store.record([again[2]] + messages.job("a2", attempt: 2))
      #expect(try await whole(in: store) == ["7"])
    }
  }

  @Test(arguments: StoreKind.available)
  func `a run without jobs, of another repository, platform or time does not count`(
    _ kind: StoreKind
  ) async throws {
    try await StorePlace.withStore(kind) { store async throws in
      _ = try await store.record(SampleMessages("1").workflow())
      _ = try await store.record(SampleMessages("2", of: "acme/other").finished("b"))
      _ = try await store.record(SampleMessages("3", platform: .gitLabCI).finished("c"))
      _ = try await store.record(SampleMessages("4").finished("d"))
      #expect(try await whole(in: store) == ["4"])
      #expect(try await whole(in: store) { $0.platform = .gitLabCI } == ["3"])
      #expect(try await whole(in: store) { $0.platform = nil } == ["3", "4"])
      let start = SampleMessages().start
      #expect(try await whole(in: store) { $0.since = start } == ["4"])
      #expect(try await whole(in: store) { $0.since = start + 3600 } == [])
    }
  }

  @Test(arguments: StoreKind.available)
  func `a view from inside leaves no job open`(_ kind: StoreKind) async throws {
    try await StorePlace.withStore(kind) { store async throws in
      let messages = SampleMessages("7")
      _ = try await store.record(messages.finished("a") + [messages.inside()])
      #expect(try await whole(in: store) == ["7"])
    }
  }
}
