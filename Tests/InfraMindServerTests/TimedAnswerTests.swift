import InfraMindStore
import ServerTesting
import Testing

@testable import InfraMindServer

@Suite struct TimedAnswerTests {
  @Test func `work that is done in time is answered`() async {
    #expect(await TimedAnswer.first(within: .seconds(60)) { .nowhere } == .nowhere)
  }

  @Test(.timeLimit(.minutes(1)))
  func `work that never ends, and does not hear that nobody waits, holds no answer up`() async throws {
    let store = MemoryStore()
    await store.hold()
    let answer = await TimedAnswer.first(within: .milliseconds(10)) {
      _ = try? await store.page(of: RunQuery(), behind: nil, size: 1)
      return .nowhere
    }
    #expect(answer == nil)
    #expect(try await eventually { await store.waiting == 1 })
    await store.release()
  }
}
