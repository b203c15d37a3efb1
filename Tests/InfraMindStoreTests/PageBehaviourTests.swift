import FoundationEssentials
import InfraMindCore
import InfraMindStore
import StoreTesting
import Testing

/// How every store gives a large answer a page at a time.
@Suite struct PageBehaviourTests {
  /// All pages of a query.
  private func pages(_ query: RunQuery, size: Int, in store: any RunStore) async throws -> [RunPage] {
    var pages: [RunPage] = []
    var cursor: String?
    repeat {
      let page = try await store.page(of: query, behind: cursor, size: size)
      pages.append(page)
      cursor = page.next
    } while cursor != nil && pages.count < 100
    return pages
  }

  @Test(arguments: StoreKind.available)
  func `all pages together are the whole answer, each with whole jobs`(_ kind: StoreKind) async throws {
    try await StorePlace.withStore(kind) { store async throws in
      for number in 0..<6 {
        let start = SampleMessages().start + Double(number) * 60
        let messages = SampleMessages("\(number)", start: start)
        _ = try await store.record(
          messages.workflow() + (0..<7).flatMap { messages.job("\(number)-\($0)", "job \($0)") })
      }
      _ = try await store.record(SampleMessages("1", of: "acme/other").finished("x"))
      var query = RunQuery()
      query.repository = "acme/shop"
      query.latestPerJob = 4
      let whole = try await store.runs(query)
      for (size, count) in [(1, 7), (4, 7), (5, 4), (12, 3), (1000, 1)] {
        let pages = try await pages(query, size: size, in: store)
        #expect(pages.count == count, "\(size) a page")
        #expect(
          pages.flatMap(\.runs).sorted { ($0.jobID ?? "") < ($1.jobID ?? "") }
            == whole.sorted { ($0.jobID ?? "") < ($1.jobID ?? "") })
        for page in pages {
          let times = page.runs.map { $0.startedAt ?? .distantPast }
          #expect(times == times.sorted())
          #expect(Dictionary(grouping: page.runs, by: \.name).values.allSatisfy { $0.count == 4 })
        }
      }
    }
  }

  @Test(arguments: StoreKind.available)
  func `one run is one page, and nothing is an empty one`(_ kind: StoreKind) async throws {
    try await StorePlace.withStore(kind) { store async throws in
      var query = RunQuery()
      query.latestPerJob = 3
      #expect(try await store.page(of: query, behind: nil, size: 10) == RunPage())
      let messages = SampleMessages("5")
      _ = try await store.record(messages.workflow() + messages.job("a") + messages.job("b", "lint"))
      query.run = "5"
      let page = try await store.page(of: query, behind: nil, size: 1)
      #expect(page.runs.count == 2 && page.next == nil)
      #expect(try await store.page(of: query, behind: "1", size: 1).runs.isEmpty)
    }
  }
}
