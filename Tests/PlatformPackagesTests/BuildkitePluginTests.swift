internal import Foundation
internal import LosslessYAML
internal import Testing

@Suite struct BuildkitePluginTests {
  private static let folder = Workshop.root.appending(path: "plugins/buildkite").path

  /// A shop with our program and the agent's as stubs in `bin`.
  private func workshop(program: String? = nil, agent: String = "exit 0") throws -> Workshop {
    let workshop = try Workshop()
    let stops = #"case "$1 ${2:-}" in "record stop") echo '{}' >"$4" ;; esac"#
    try workshop.writeStub("bin/inframind", then: program ?? stops)
    try workshop.write(
      "#!/bin/sh\necho \"agent $*\" >>\"\(workshop.path("calls"))\"\n\(agent)\n", to: "bin/buildkite-agent",
      isProgram: true)
    return workshop
  }

  /// Both hooks as the agent runs them: sourced, around the step's command, in a shell that ends at the first fault.
  private func run(
    _ workshop: Workshop, _ settings: [String: String] = [:], path: String = "$PWD/bin:$PATH",
    shell: String = "sh"
  ) throws -> Workshop.Result {
    // As the agent names a plugin's folder; a shell other than bash finds what lies in it only so.
    let plugins = workshop.folder.appending(path: "plugins")
    try FileManager.default.createDirectory(at: plugins, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: plugins.appending(path: "github-com-acme-inframind-buildkite-plugin-v1").path,
      withDestinationPath: Self.folder)
    var variables = ["BUILDKITE": "true", "BUILDKITE_PLUGINS_PATH": plugins.path]
    for (name, value) in settings {
      variables[name.hasPrefix("INFRAMIND") ? name : "BUILDKITE_PLUGIN_INFRAMIND_\(name)"] = value
    }
    try workshop.write(
      """
      PATH=\(path)
      set -eu
      . '\(Self.folder)/hooks/pre-command'
      echo "command: $(command -v inframind || echo none)"
      . '\(Self.folder)/hooks/pre-exit'
      echo "status: $?"
      """, to: "job")
    return try workshop.run("exec \(shell) ./job", variables)
  }

  private func isWhole(_ result: Workshop.Result) -> Bool {
    result.status == 0 && result.output.hasSuffix("status: 0\n")
  }

  @Test(arguments: ["sh", "bash"])
  func `a step is measured, its record kept, and a report published`(shell: String) throws {
    let workshop = try workshop()
    let result = try run(workshop, ["SERVER": "https://i.example"], shell: shell)
    #expect(isWhole(result) && result.errors.isEmpty)
    let calls = workshop.calls.map { String($0).replacing(#/--output \S+/#, with: "--output FILE") }
    #expect(
      calls == [
        "record start", "record stop --output FILE", "agent artifact upload inframind-record.json",
        "report --server https://i.example",
      ])
  }

  @Test(
    arguments: [
      (["MEASURE": "false"], ["report"]),
      (["REPORT": "false", "ARTIFACT": "false"], ["record start", "record stop"]),
      (["MEASURE": "false", "REPORT": "false"], []),
      (["MEASURE": "false", "PLACES": "log"], ["report --at log"]),
      (
        ["MEASURE": "false", "PLACES_0": "annotation", "PLACES_1": "a b", "HISTORY": "h.jsonl"],
        ["report --history h.jsonl --at annotation --at a b"]
      ),
      (["INFRAMIND_DISABLE": "1"], []),
      (
        ["INFRAMIND_DISABLE": "false"],
        ["record start", "record stop", "agent artifact upload inframind-record.json", "report"]
      ),
    ] as [([String: String], [String])])
  func `settings say what is done`(settings: [String: String], calls: [String]) throws {
    let workshop = try workshop()
    #expect(isWhole(try run(workshop, settings)))
    #expect(workshop.calls.map { String($0).replacing(#/ --output \S+/#, with: "") } == calls)
  }

  @Test(arguments: ["sh", "bash"])
  func `whatever fails, the step goes on`(shell: String) throws {
    let failing = try workshop(program: "exit 1", agent: "exit 1")
    let fault = try run(failing, shell: shell)
    #expect(isWhole(fault))
    #expect(failing.calls.contains("report"), "\(fault.errors)")

    let lost = try workshop(agent: "exit 1")
    let result = try run(lost, shell: shell)
    #expect(
      isWhole(result) && result.complaints == ["inframind: the record could not be kept as an artifact"])
    #expect(lost.calls.last == "report")
  }

  @Test func `a record that cannot be sent is told in one line, without the token`() throws {
    let workshop = try workshop()
    let result = try run(
      workshop, ["SERVER": "http://127.0.0.1:1", "INFRAMIND_RECORD_TOKEN": "s3cr3t", "REPORT": "false"])
    #expect(isWhole(result))
    #expect(result.complaints == ["inframind: the record could not be sent to http://127.0.0.1:1"])
  }

  @Test(arguments: ["sh", "bash"])
  func `what is not installed comes from a release, for the step's command too`(shell: String) throws {
    let workshop = try Workshop()
    try workshop.writeRelease()
    let settings = ["VERSION": "1.2.3", "BASE_URL": workshop.releases, "ARTIFACT": "false"]
    let result = try run(workshop, settings, path: "$PATH", shell: shell)
    #expect(isWhole(result))
    #expect(result.output.contains("command: \(workshop.path("home"))/.inframind/inframind\n"))
    #expect(workshop.calls.first == "record start" && workshop.calls.last == "report")
  }

  @Test func `what cannot be installed is told in one line`() throws {
    let nothing = try run(try Workshop(), path: "$PATH")
    #expect(isWhole(nothing) && nothing.complaints.count == 1 && nothing.output.contains("command: none\n"))
    let workshop = try Workshop()
    try workshop.writeRelease(sum: String(repeating: "0", count: 64))
    let forged = try run(
      workshop, ["VERSION": "1.2.3", "BASE_URL": workshop.releases], path: "$PATH")
    #expect(isWhole(forged) && forged.complaints.count == 1 && workshop.calls.isEmpty)
    let missing = try run(try Workshop(), ["BINARY": "/none/inframind"], path: "$PATH")
    #expect(isWhole(missing) && missing.complaints.count == 1)
  }

  @Test func `every setting of plugin.yml is one that the hooks read, and the page explains`() throws {
    let text = try Workshop.text("plugins/buildkite/plugin.yml")
    let root = try #require(YAMLStream(reading: text, dialect: .snakeYAML).documents.first?.root)
    let names = Set((root["configuration"]?["properties"]).members.map(\.key.text))
    let hooks = try ["pre-command", "pre-exit"].map { try Workshop.text("plugins/buildkite/hooks/\($0)") }
    let variables = hooks.joined().matches(of: #/BUILDKITE_PLUGIN_INFRAMIND_([A-Z_]*[A-Z])/#).map {
      String($0.1).lowercased().replacing("_", with: "-")
    }
    #expect(names == Set(variables) && names.count == 9)
    let page = try Workshop.text("plugins/buildkite/README.md")
    for name in names { #expect(page.contains("`\(name)`"), "\(name)") }

    for path in ["plugins/buildkite/README.md", "docs/platforms/buildkite.md"] {
      let uses = try Workshop.text(path).components(separatedBy: "- acme/inframind#v0.1.0:\n").dropFirst()
      #expect(!uses.isEmpty)
      for use in uses {
        let lines = use.split(separator: "\n").prefix { $0.hasPrefix("          ") }
        let given = lines.compactMap { $0.split(separator: ":").first?.drop { $0 == " " } }
        #expect(!given.isEmpty && Set(given.map(String.init)).isSubset(of: names), "\(path)")
      }
    }
  }

  @Test(arguments: [
    "plugins/buildkite/hooks/pre-command", "plugins/buildkite/hooks/pre-exit", "plugins/drone/plugin.sh",
  ])
  func `scripts pass shellcheck`(_ path: String) throws {
    #expect(try Workshop().check(Workshop.text(path)) == "")
  }
}
