internal import Foundation
internal import Testing

@Suite struct DronePluginTests {
  private func run(
    _ settings: [String: String], program: String = "exit 0", in workshop: Workshop
  ) throws -> Workshop.Result {
    try workshop.writeStub(
      "bin/inframind", then: #"env | grep '^INFRAMIND_' | sort >>"\#(workshop.path("given"))"; \#(program)"#)
    let script = Workshop.root.appending(path: "plugins/drone/plugin.sh").path
    return try workshop.run("PATH=$PWD/bin:$PATH sh '\(script)'", settings)
  }

  @Test func `settings become options, and secrets variables`() throws {
    let workshop = try Workshop()
    let result = try run(
      [
        "PLUGIN_SERVER": "https://i.example", "PLUGIN_TOKEN": "t 1", "PLUGIN_PLACES": "log,comment",
        "PLUGIN_GITHUB_TOKEN": "g", "PLUGIN_GITLAB_TOKEN": "", "PLUGIN_KEY": "web",
        "PLUGIN_CARD_TEMPLATE": "https://i.example/card.json", "PLUGIN_HISTORY": "",
      ], in: workshop)
    #expect(result.status == 0 && result.errors.isEmpty)
    #expect(workshop.calls == ["report --server https://i.example --key web --at log --at comment"])
    #expect(
      workshop.text("given") == """
        INFRAMIND_CARD_TEMPLATE=https://i.example/card.json
        INFRAMIND_GITHUB_TOKEN=g
        INFRAMIND_TOKEN=t 1

        """)
  }

  @Test func `without settings the report goes where it goes usually`() throws {
    let workshop = try Workshop()
    #expect(try run([:], in: workshop).status == 0)
    #expect(workshop.calls == ["report"] && workshop.text("given").isEmpty)
  }

  @Test(arguments: [("false", Int32(0)), ("true", 1)])
  func `only a strict step fails`(strict: String, status: Int32) throws {
    let failing = try Workshop()
    #expect(try run(["PLUGIN_STRICT": strict], program: "exit 1", in: failing).status == status)
    let missing = try Workshop()
    let result = try run(["PLUGIN_STRICT": strict, "PLUGIN_BINARY": "/none"], in: missing)
    #expect(result.status == status && result.complaints.count == 1 && missing.calls.isEmpty)
  }

  @Test func `every setting that the script reads is one that the page explains`() throws {
    let script = try Workshop.text("plugins/drone/plugin.sh")
    let page = try Workshop.text("plugins/drone/README.md")
    let names = Set(script.matches(of: #/PLUGIN_([A-Z_]*[A-Z])/#).map { String($0.1).lowercased() })
    for name in names { #expect(page.contains("`\(name)`"), "\(name)") }
    #expect(names.count == 10)
  }

  @Test func `it can be switched off`() throws {
    let workshop = try Workshop()
    #expect(try run(["INFRAMIND_DISABLE": "1"], in: workshop).status == 0)
    #expect(workshop.calls.isEmpty)
  }

  @Test func `the card's template shows what cards hold`() throws {
    let data = Data(try Workshop.text("plugins/drone/card.json").utf8)
    let card = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(card["type"] as? String == "AdaptiveCard")
    let names = String(decoding: data, as: UTF8.self).matches(of: #/\$\{([a-z_]+)\}/#).map { String($0.1) }
    #expect(Set(names) == ["headline", "suggestions", "job", "file", "message"])
  }
}
