internal import Foundation
internal import LosslessYAML
internal import ServerTesting
internal import Testing

@Suite struct TeamCityRecipeTests {
  private func recipe() throws -> YAMLNode {
    let text = try Workshop.text("plugins/teamcity/inframind.yml")
    let stream = YAMLStream(reading: text, dialect: .snakeYAML)
    #expect(stream.problem == nil)
    return try #require(stream.documents.first?.root)
  }

  /// The recipe's script as TeamCity hands it to the shell: two percent signs are one there.
  private func script() throws -> String {
    let text = try #require(try recipe()["steps"].elements.first?["script"]?.text)
    let single = text.replacing("%%", with: "")
    #expect(!single.contains("%"), "a single percent sign begins a parameter")
    return text.replacing("%%", with: "%")
  }

  private func run(
    _ inputs: [String: String], in workshop: Workshop, _ more: [String: String] = [:]
  ) throws -> Workshop.Result {
    try workshop.write(try script(), to: "step")
    let variables = Dictionary(uniqueKeysWithValues: inputs.map { ("input_\($0.key)", $0.value) })
      .merging(more) { $1 }
    return try workshop.run("[ ! -d bin ] || PATH=$PWD/bin:$PATH; exec sh ./step", variables)
  }

  @Test func `recipe and meta-runner have one script and one set of inputs`() throws {
    let recipe = try recipe()
    let xml = try XMLText(Workshop.text("plugins/teamcity/InfraMind.xml"))
    #expect(xml.script == recipe["steps"].elements.first?["script"]?.text)
    let names = recipe["inputs"].elements.flatMap { Optional($0).members.map(\.key.text) }
    #expect(names == xml.parameters && names.count == 8)
    for input in recipe["inputs"].elements.flatMap({ Optional($0).members.map(\.value) }) {
      #expect(input["type"] != nil && (input["default"] != nil || input["required"]?.text == "true"))
    }
    for key in ["name", "title", "version", "description"] { #expect(recipe[key] != nil) }
  }

  @Test func `a step starts, and another one finishes and reports`() throws {
    let workshop = try Workshop()
    try workshop.writeStub(
      "bin/inframind", then: #"case "$1 ${2:-}" in "record stop") echo '{}' >"$4" ;; esac"#)
    #expect(try run(["do": "start"], in: workshop).status == 0)
    let result = try run(
      ["do": "finish", "places": "messages tab", "server": "https://i.example"], in: workshop)
    #expect(result.status == 0 && result.errors.isEmpty)
    #expect(result.output == "##teamcity[publishArtifacts 'inframind-record.json']\n")
    #expect(
      workshop.calls == [
        "record start", "record stop --output inframind-record.json",
        "report --server https://i.example --at messages --at tab",
      ])
  }

  @Test func `what was measured is sent with the token of the build`() throws {
    let server = try ScriptedServer { _ in .answer(202) }
    defer { server.stop() }
    let workshop = try Workshop()
    try workshop.writeStub(
      "bin/inframind", then: #"case "$1 ${2:-}" in "record stop") echo '{}' >"$4" ;; esac"#)
    let inputs = ["do": "finish", "server": server.url + "/"]
    let sent = try run(inputs, in: workshop, ["INFRAMIND_RECORD_TOKEN": "t0p"])
    #expect(sent.status == 0 && sent.errors.isEmpty, "\(sent.errors)")
    let request = try #require(server.requests.first)
    #expect(request.path == "/api/v1/records" && request.headers["authorization"] == "Bearer t0p")
    let gone = ["do": "finish", "server": "http://127.0.0.1:9"]
    let lost = try run(gone, in: workshop, ["INFRAMIND_RECORD_TOKEN": "t0p"])
    #expect(lost.status == 0 && lost.complaints.count == 1 && !lost.errors.contains("t0p"))
  }

  @Test func `whatever fails, the build goes on`() throws {
    let failing = try Workshop()
    try failing.writeStub("bin/inframind", then: "exit 1")
    #expect(try run([:], in: failing).status == 0)
    #expect(failing.calls == ["record stop --output inframind-record.json", "report"])
    let missing = try run(["binary": "none-such"], in: try Workshop())
    #expect(missing.status == 0 && missing.complaints.count == 1)
  }

  @Test func `what is not installed comes from a release`() throws {
    let workshop = try Workshop()
    try workshop.writeRelease()
    let result = try run(
      ["do": "start", "version": "1.2.3", "base_url": workshop.releases], in: workshop)
    #expect(result.status == 0 && result.errors.isEmpty && workshop.calls == ["record start"])
    #expect(workshop.exists("home/.inframind/inframind"))
  }

  @Test func `the script passes shellcheck`() throws {
    #expect(try Workshop().check(try script()) == "")
  }
}

/// What of the meta-runner's file is compared, read by its few forms.
private struct XMLText {
  let script: String?
  let parameters: [String]

  init(_ text: String) throws {
    script = text.firstMatch(of: #/<!\[CDATA\[(?s:(.*?))\]\]>/#).map { String($0.1) }
    parameters = text.matches(of: #/<param name="(env\.[^"]+)"/#).map { String($0.1) }
  }
}
