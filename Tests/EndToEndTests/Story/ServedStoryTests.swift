import AdapterTesting
import Foundation
import ServerTesting
import Testing

/// Each platform's example with a server: what is measured, told and asked goes through it.
@Suite struct ServedStoryTests {
  @Test(arguments: ServedStory.all)
  func `a server that hears of the jobs chooses their sizes, and the report is kept up to date`(
    _ served: ServedStory
  ) async throws {
    let host = FakeCodeHost(others: ["Looks good"])
    let api = try ScriptedServer(host)
    defer { api.stop() }
    let there = try await ServedPlace(served, api: api.url)

    #expect(try await eventually { try there.place.injects() }, "\(there.said)")
    try await tells(of: served.runs[0], there)
    try await publishes(there)
    #expect(host.ours.count == 1 && host.writes == 1)
    #expect(host.ours[0].body.contains(served.story.shown))
    try await publishes(there)
    #expect(host.writes == 1, "nothing changed, so nothing is written")

    let first = host.ours.first?.body
    try await tells(of: served.runs[1], there)
    try await publishes(there)
    #expect(host.ours.count == 1 && host.writes == 2, "another run is news: \(there.said)")
    #expect(host.ours.first?.body != first && host.ours[0].body.contains(served.story.shown))
    #expect(host.comments.count == 2 && host.comments[0].body == "Looks good")

    let asked = api.requests.map { "\($0.method) \($0.path)" }
    #expect(Set(asked) == served.requests)
    #expect(api.requests.allSatisfy { $0.headers["authorization"] == "Bearer t0ken" })

    try there.loseServer()
    #expect(try there.place.goesOnAlone(), "\(there.said)")
    #expect(host.writes == 2 && host.ours.count == 1, "what is published stays")
  }

  /// A job measures itself, the platform tells of it, and the history has both in one run.
  private func tells(of run: StoryRun, _ there: ServedPlace) async throws {
    #expect(try there.measures(run), "\(there.said)")
    #expect(try there.known(run) == nil, "a record alone makes no run")
    #expect(try there.delivers(run), "\(there.said)")
    #expect(try await eventually { try there.joins(run) }, "\(there.said)")
  }

  /// A server has two seconds, which other tests beside it may take: the job of another run tries again.
  private func publishes(_ there: ServedPlace) async throws {
    #expect(try await eventually { try there.place.publishes() }, "\(there.said)")
  }
}
