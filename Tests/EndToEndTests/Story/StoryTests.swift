import AdapterTesting
import Foundation
import ServerTesting
import Testing

/// Each platform's example, gone through as its users do.
@Suite struct StoryTests {
  @Test(arguments: Story.all)
  func `from an example to the report that is kept up to date`(_ story: Story) throws {
    let host = FakeCodeHost(others: ["Looks good"])
    let server = try ScriptedServer(host)
    defer { server.stop() }
    let place = try StoryPlace(story, api: server.url)
    var told = StoryTable.Row(platform: story.platform)

    told[.adopt] = try place.adopts()
    told[.measure] = try place.measures()
    told[.inject] = try place.injects()
    told[.report] = try place.publishes() && host.ours.count == 1 && host.ours[0].body.contains(story.shown)
    let writes = host.writes
    told[.update] =
      try place.publishes() && host.writes == writes && place.publishesOther() && host.ours.count == 1
      && host.ours[0].body.contains("nothing to suggest")
      && host.comments.count == 2 && host.comments[0].body == "Looks good"
    host.fail(by: .broken)
    told[.failOpen] = try place.failsOpen()
    StoryTable.shared.add(told)
    for step in StoryTable.Step.allCases {
      #expect(told[step] == true, "\(story.platform): \(step.rawValue): \(place.said)")
    }
  }

  @Test func `every example is a story, and every story an example`() throws {
    let examples = DocsPage.root.appending(path: "Examples").path
    let folders = try FileManager.default.contentsOfDirectory(atPath: examples)
    #expect(Set(folders).subtracting(["polyglot", "webhooks"]) == Set(Story.all.map(\.platform)))
  }
}
