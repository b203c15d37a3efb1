internal import AdapterTesting
internal import CorpusTesting
internal import Foundation
internal import LosslessYAML
internal import ServerTesting
internal import Testing

@Suite struct ComponentTests {
  static let templates = ["inframind", "child"]

  @Test(arguments: templates)
  func `a template has described inputs, and jobs alone`(_ name: String) throws {
    let template = try ComponentTemplate(name)
    let inputs = try #require(template.header?["spec"]?["inputs"]?.entries)
    #expect(inputs.count > 8)
    #expect(inputs.allSatisfy { ($0.value["description"]?.text.count ?? 0) > 10 })
    #expect(!template.filled.contains("$[[") && template.filled.contains("allow_failure: true"))
    for job in template.jobs where !job.key.text.hasPrefix(".") {
      #expect(job.value["script"] != nil || job.value["trigger"] != nil, "\(job.key.text) is no job")
    }
  }

  @Test(arguments: templates)
  func `a template is what GitLab's schema allows`(_ name: String) throws {
    let template = try ComponentTemplate(name)
    guard let schema: SchemaProgram = .vendored("gitlab-ci") else { return }
    let header = template.text.components(separatedBy: "\n---\n")[0] + "\n"
    #expect(try schema.errors(in: [Array(header.utf8), Array(template.filled.utf8)]) == [[], []])
    let wrong = template.filled.replacing("allow_failure: true", with: "allow_failure: [1]")
    #expect(try schema.errors(in: [Array(wrong.utf8)]) != [[]], "the check finds faults")
  }

  @Test func `the component's own pipeline is what GitLab's schema allows`() throws {
    guard let schema: SchemaProgram = .vendored("gitlab-ci") else { return }
    let text = try Workshop.text("gitlab-component/.gitlab-ci.yml")
    #expect(try schema.errors(in: [Array(text.utf8)]) == [[]])
  }

  @Test(arguments: templates)
  func `a template's script passes shellcheck`(_ name: String) throws {
    let workshop = try Workshop()
    #expect(try workshop.check("#!/bin/sh\n" + ComponentTemplate(name).script) == "")
  }

  // MARK: - Scripts

  /// Runs the script of a template as GitLab's runner does: any command that fails ends it.
  private func run(
    _ name: String, _ inputs: [String: String], in workshop: Workshop
  ) throws -> Workshop.Result {
    let template = try ComponentTemplate(name, inputs)
    return try workshop.run(template.script, template.variables, flags: "-eu")
  }

  @Test func `a report is made where the inputs say`() throws {
    let workshop = try Workshop()
    try workshop.writeStub()
    let inputs = [
      "binary": workshop.path("stub"), "server": "https://host", "places": "comment log",
      "pipeline": "ci.yml",
    ]
    let result = try run("inframind", inputs, in: workshop)
    #expect(result.status == 0 && result.errors.isEmpty)
    #expect(
      workshop.calls == [
        "report --strict --server https://host --platform gitlab-ci ci.yml --at comment --at log"
      ])
  }

  @Test(arguments: templates)
  func `the program is installed from a release`(_ name: String) throws {
    let workshop = try Workshop()
    try workshop.writeRelease()
    try workshop.write("a: {}\n", to: ".gitlab/pipeline.yml")
    let inputs = ["version": "1.2.3", "base_url": workshop.releases]
    let result = try run(name, inputs, in: workshop)
    #expect(result.status == 0 && result.errors.isEmpty)
    #expect(workshop.calls.count == 1 && workshop.exists("home/.inframind/inframind"))
  }

  static let faults: [[String: String]] = [
    ["binary": "no-such-program"], ["base_url": ""], ["base_url": "file:///nowhere"],
    ["base_url": "http://127.0.0.1:9"], ["binary": "./stub"], ["binary": "./slow", "seconds": "1"],
    ["binary": "./kills-itself"],
  ]

  @Test(arguments: templates, faults)
  func `whatever goes wrong the job goes on, unless it is strict`(_ name: String, _ fault: [String: String])
    throws
  {
    let workshop = try Workshop()
    try workshop.writeStub(then: "echo 'inframind: no history' >&2; exit 1")
    try workshop.writeStub("slow", then: "exec sleep 30")
    try workshop.writeStub("kills-itself", then: "echo 'inframind: gone' >&2; kill -9 $$")
    try workshop.write("build: {script: [make]}", to: ".gitlab/pipeline.yml")
    let result = try run(name, fault, in: workshop)
    #expect(result.status == 0)
    #expect(result.complaints.contains { $0.hasPrefix("inframind: ") }, "\(result.errors)")
    if name == "child" { #expect(workshop.text("inframind-child.yml") == "build: {script: [make]}") }
    #expect(try run(name, fault.merging(["strict": "true"]) { $1 }, in: workshop).status == 1)
    if name == "child" { #expect(workshop.text("inframind-child.yml") == "build: {script: [make]}") }
  }

  @Test func `a child pipeline is what the program writes, and never an old one`() throws {
    let workshop = try Workshop()
    try workshop.writeStub(then: "[ ! -e inframind-child.yml ] && echo 'a: b' >inframind-child.yml")
    try workshop.write("own: {}\n", to: "ci.yml")
    try workshop.write("old", to: "inframind-child.yml")
    let result = try run("child", ["binary": "./stub", "pipeline": "ci.yml"], in: workshop)
    #expect(result.status == 0 && workshop.text("inframind-child.yml") == "a: b\n")
    #expect(
      workshop.calls == [
        "inject --strict --platform gitlab-ci --way child --output inframind-child.yml ci.yml"
      ])
  }

  // MARK: - Measuring

  /// Runs commands between those that measure, as one job's two shells.
  private func measure(
    _ inputs: [String: String], _ variables: [String: String] = [:], in workshop: Workshop
  ) throws -> [Workshop.Result] {
    let template = try ComponentTemplate("inframind", inputs)
    let begin = template.script("before_script", of: ".inframind-measure")
    let end = template.script("after_script", of: ".inframind-measure")
    return [
      try workshop.run(begin + "\necho \"program=${program:-} limit=${limit:-}\"", variables, flags: "-eu"),
      try workshop.run(end, variables, flags: "-eu"),
    ]
  }

  @Test func `the scripts that measure pass shellcheck`() throws {
    let template = try ComponentTemplate("inframind", ["server": "https://host", "binary": "stub"])
    for key in ["before_script", "after_script"] {
      let script = template.script(key, of: ".inframind-measure")
      #expect(try Workshop().check("#!/bin/sh\n" + script) == "")
    }
  }

  @Test func `a job is measured with a release, and nothing is left in its shell`() throws {
    let workshop = try Workshop()
    try workshop.writeRelease()
    let results = try measure(["version": "1.2.3", "base_url": workshop.releases], in: workshop)
    #expect(results.allSatisfy { $0.status == 0 && $0.errors.isEmpty })
    #expect(results[0].output == "program= limit=\n")
    #expect(workshop.calls == ["record start", "record stop --output inframind-record.json"])
    let files = try FileManager.default.contentsOfDirectory(atPath: workshop.path("."))
    #expect(!files.contains { $0.hasPrefix("tmp.") }, "the installer is gone: \(files)")
  }

  @Test func `what was measured is sent with the token of the job`() throws {
    let server = try ScriptedServer { _ in .answer(202, headers: [:], body: []) }
    defer { server.stop() }
    let workshop = try Workshop()
    try workshop.writeStub(then: #"[ "$2" != stop ] || echo '{}' >"$4""#)
    let inputs = ["binary": workshop.path("stub"), "server": server.url + "/"]
    let results = try measure(inputs, ["INFRAMIND_RECORD_TOKEN": "t0ken"], in: workshop)
    #expect(results.allSatisfy { $0.status == 0 && $0.errors.isEmpty })
    let sent = try #require(server.requests.first)
    #expect(sent.target == "/api/v1/records" && sent.headers["authorization"] == "Bearer t0ken")
    #expect(try measure(inputs, in: workshop)[1].complaints.count == 1 && server.requests.count == 1)
  }

  static let unmeasured: [[String: String]] = [
    ["binary": "no-such-program"], ["base_url": ""], ["base_url": "file:///nowhere"],
    ["base_url": "http://127.0.0.1:9"], ["binary": "./fails", "server": "http://127.0.0.1:9"],
    ["binary": "./kills-itself"],
  ]

  @Test(arguments: unmeasured)
  func `what cannot be measured is told in a line, and the job goes on`(_ fault: [String: String]) throws {
    let workshop = try Workshop()
    try workshop.writeStub(
      "fails", then: "echo 'inframind: no' >&2; echo '{}' >inframind-record.json; exit 1")
    try workshop.writeStub("kills-itself", then: "echo 'inframind: gone' >&2; kill -9 $$")
    let results = try measure(fault, in: workshop)
    #expect(results.allSatisfy { $0.status == 0 })
    #expect(results[0].complaints.contains { $0.hasPrefix("inframind: ") }, "\(results[0].errors)")
  }

  @Test func `a variable switches it off`() throws {
    let workshop = try Workshop()
    try workshop.writeStub()
    let results = try measure(["binary": workshop.path("stub")], ["INFRAMIND_DISABLE": "1"], in: workshop)
    #expect(results.allSatisfy { $0.status == 0 && $0.errors.isEmpty } && workshop.calls.isEmpty)
  }
}
