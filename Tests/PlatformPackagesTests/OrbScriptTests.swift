internal import Foundation
internal import InfraMindCore
internal import ServerTesting
internal import Testing

/// The orb's scripts, run as steps: by `bash -eo pipefail`, CircleCI's own shell, and by `sh`.
@Suite struct OrbScriptTests {
  enum Shell: String, CaseIterable {
    case bash, sh
  }

  private func run(
    _ name: String, _ variables: [String: String], in workshop: Workshop, shell: Shell = .bash
  ) throws -> Workshop.Result {
    try workshop.write(Workshop.text("circleci-orb/src/scripts/\(name).sh"), to: "step.sh")
    return try workshop.run(
      shell == .bash ? "exec bash -eo pipefail step.sh" : "exec sh step.sh", variables)
  }

  // MARK: - Installing

  @Test(arguments: Shell.allCases)
  func `the program is installed for the steps behind`(_ shell: Shell) throws {
    let workshop = try Workshop()
    try workshop.writeRelease()
    let variables = [
      "INFRAMIND_INSTALLER": try Workshop.text("scripts/install.sh"), "INFRAMIND_VERSION": "1.2.3",
      "INFRAMIND_BASE_URL": workshop.releases, "BASH_ENV": workshop.path("env"),
    ]
    try workshop.write("", to: "env")
    let result = try run("install", variables, in: workshop, shell: shell)
    #expect(result.status == 0 && result.errors.isEmpty && result.output.split(separator: "\n").count == 1)
    #expect(
      try workshop.run(". ./env && \"$INFRAMIND_PROGRAM\" --version && inframind --version").output
        == "inframind 1.2.3\ninframind 1.2.3\n")
    #expect(try run("measure-start", [:], in: workshop).status == 0)
    #expect(workshop.calls == ["record start"])
  }

  @Test(arguments: Shell.allCases)
  func `measuring installs what no step before it did`(_ shell: Shell) throws {
    let workshop = try Workshop()
    try workshop.writeRelease()
    var variables = [
      "INFRAMIND_INSTALLER": try Workshop.text("scripts/install.sh"), "INFRAMIND_VERSION": "1.2.3",
      "INFRAMIND_THIS_BASE_URL": "", "INFRAMIND_BASE_URL": workshop.releases,
      "INFRAMIND_UNLESS_THERE": "true",
    ]
    #expect(try run("install", variables, in: workshop, shell: shell).output.contains("inframind: "))
    variables["INFRAMIND_BASE_URL"] = "file:///nowhere"
    let again = try run("install", variables, in: workshop, shell: shell)
    #expect(again.status == 0 && again.output.isEmpty && again.errors.isEmpty)
  }

  static let unavailable = [
    ["INFRAMIND_BASE_URL": "http://127.0.0.1:9"], ["INFRAMIND_BASE_URL": "file:///nowhere"],
    ["INFRAMIND_BASE_URL": ""], ["INFRAMIND_BINARY": "no-such-program"],
  ]

  @Test(arguments: unavailable)
  func `what cannot be installed is told in one line, and the job goes on`(_ changes: [String: String]) throws
  {
    let workshop = try Workshop()
    var variables = [
      "INFRAMIND_INSTALLER": try Workshop.text("scripts/install.sh"), "INFRAMIND_VERSION": "1",
    ]
    variables.merge(changes) { $1 }
    for shell in Shell.allCases {
      let result = try run("install", variables, in: workshop, shell: shell)
      #expect(result.status == 0 && result.complaints.count == 1 && result.output.isEmpty)
    }
    variables["INFRAMIND_STRICT"] = "true"
    #expect(try run("install", variables, in: workshop).status == 1)
  }

  @Test func `a release with a wrong sum is not installed, and the job goes on`() throws {
    let workshop = try Workshop()
    try workshop.writeRelease(sum: String(repeating: "a", count: 64))
    let variables = [
      "INFRAMIND_INSTALLER": try Workshop.text("scripts/install.sh"), "INFRAMIND_VERSION": "1.2.3",
      "INFRAMIND_BASE_URL": workshop.releases,
    ]
    let result = try run("install", variables, in: workshop)
    #expect(result.status == 0 && result.complaints.count == 1 && !workshop.exists("home/.inframind"))
  }

  @Test(arguments: ["measure-start", "measure-stop", "report"])
  func `without the program a step says so in one line`(_ name: String) throws {
    let workshop = try Workshop()
    for shell in Shell.allCases {
      let result = try run(name, [:], in: workshop, shell: shell)
      #expect(result.status == 0 && result.complaints.count == 1)
    }
  }

  // MARK: - Measuring and reporting

  @Test func `a record is sent with the token of the variable that is named`() throws {
    let workshop = try Workshop()
    try workshop.writeStub(then: #"[ "$2" = stop ] && echo '{"r":1}' >"$4""#)
    let server = try ScriptedServer { _ in .answer(201) }
    defer { server.stop() }
    let variables = [
      "INFRAMIND_PROGRAM": workshop.path("stub"), "INFRAMIND_SERVER": server.url + "/",
      "INFRAMIND_TOKEN_NAME": "MY_TOKEN", "MY_TOKEN": "t0p",
    ]
    let result = try run("measure-stop", variables, in: workshop)
    #expect(result.status == 0 && result.errors.isEmpty)
    let request = try #require(server.requests.first)
    #expect(request.method == "POST" && request.path == "/api/v1/records")
    #expect(request.headers["authorization"] == "Bearer t0p" && request.body == Array("{\"r\":1}\n".utf8))
    let without = try run("measure-stop", variables.merging(["MY_TOKEN": ""]) { $1 }, in: workshop)
    #expect(without.status == 0)
    let gone = variables.merging(["INFRAMIND_SERVER": "http://127.0.0.1:9"]) { $1 }
    let lost = try run("measure-stop", gone, in: workshop)
    #expect(lost.status == 0 && lost.errors.contains("could not be sent"))
    #expect(workshop.text("inframind-record/record.json") == "{\"r\":1}\n")
  }

  @Test func `a report is made where the parameters say, and its failure is no failure of the job`() throws {
    let workshop = try Workshop()
    try workshop.writeStub()
    var variables = [
      "INFRAMIND_PROGRAM": workshop.path("stub"), "INFRAMIND_PLACES": "comment log",
      "INFRAMIND_TESTS": "true",
      "INFRAMIND_SERVER": "https://host", "INFRAMIND_REPORT_DIR": "out", "INFRAMIND_SECONDS": "60",
    ]
    #expect(try run("report", variables, in: workshop).status == 0)
    #expect(workshop.calls == ["report --strict --server https://host --at comment --at log --at tests"])
    #expect(workshop.exists("out"))
    for fault in ["echo 'inframind: no' >&2; exit 1", "exec sleep 30"] {
      try workshop.writeStub(then: fault)
      variables["INFRAMIND_SECONDS"] = fault.contains("sleep") ? "1" : "60"
      variables["INFRAMIND_STRICT"] = "false"
      let result = try run("report", variables, in: workshop)
      #expect(result.status == 0 && result.complaints.count == 1)
      variables["INFRAMIND_STRICT"] = "1"
      #expect(try run("report", variables, in: workshop).status == 1)
    }
  }

  // MARK: - Going on

  static let own = "version: 2.1\njobs: {a: {}} # \"own\" \\ ü\n\tx"

  /// A setup job whose config is ``own``.
  private func goOn(
    _ changes: [String: String] = [:], stub: String, in workshop: Workshop, shell: Shell = .bash,
    answers: @escaping @Sendable (String) -> Int
  ) throws -> (Workshop.Result, [JSONValue]) {
    try workshop.write(Self.own, to: "ci.yml")
    try workshop.writeStub(then: stub)
    let server = try ScriptedServer { request in
      let text = (try? JSONValue(parsing: request.body))?["configuration"]?.text ?? ""
      return .answer(answers(text), body: Array("{\"message\":\"m\"}".utf8))
    }
    defer { server.stop() }
    let variables = [
      "CIRCLE_CONTINUATION_KEY": "key-1", "INFRAMIND_CONFIG": "ci.yml",
      "INFRAMIND_PROGRAM": workshop.path("stub"),
      "INFRAMIND_CIRCLECI_API": server.url + "/api/v2", "INFRAMIND_PARAMETERS": #"{"deploy":true}"#,
      "INFRAMIND_SECONDS": stub.contains("sleep") ? "1" : "60",
    ].merging(changes) { $1 }
    let result = try run("inject", variables, in: workshop, shell: shell)
    #expect(server.requests.allSatisfy { $0.method == "POST" && $0.path == "/api/v2/pipeline/continue" })
    return (result, try server.requests.map { try JSONValue(parsing: $0.body) })
  }

  private static let choosing = #"[ -z "${CIRCLE_CONTINUATION_KEY:-}" ] && echo 'chosen: "\"' >"${8}""#

  @Test(arguments: Shell.allCases)
  func `a pipeline goes on with the sizes that were chosen`(_ shell: Shell) throws {
    let workshop = try Workshop()
    let (result, asked) = try goOn(stub: Self.choosing, in: workshop, shell: shell) { _ in 200 }
    #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
    #expect(asked.count == 1 && asked.first?["configuration"]?.text == "chosen: \"\\\"\n")
    #expect(asked.first?["continuation-key"]?.text == "key-1")
    #expect(asked.first?["parameters"]?["deploy"]?.bool == true)
    #expect(
      workshop.calls.first?.hasPrefix(
        "inject --strict --platform circleci --way config --output ") == true)
  }

  @Test(arguments: ["exit 1", "exec sleep 30", "kill -9 $$", "echo half >\"${8}\"; exit 1", "exit 0"])
  func `whatever goes wrong a pipeline goes on with its config, byte for byte`(_ fault: String) throws {
    let workshop = try Workshop()
    let (result, asked) = try goOn(stub: fault, in: workshop) { _ in 200 }
    #expect(result.status == 0)
    #expect(asked.map { $0["configuration"]?.text } == [Self.own])
  }

  @Test func `without the program a pipeline goes on, and a strict job does not`() throws {
    let workshop = try Workshop()
    let missing = ["INFRAMIND_PROGRAM": "no-such-program"]
    let (result, asked) = try goOn(missing, stub: "exit 0", in: workshop) { _ in 200 }
    #expect(result.status == 0 && result.complaints.count == 1)
    #expect(asked.map { $0["configuration"]?.text } == [Self.own])
    let strict = missing.merging(["INFRAMIND_STRICT": "true"]) { $1 }
    let (refused, nothing) = try goOn(strict, stub: "exit 0", in: workshop) { _ in 200 }
    #expect(refused.status == 1 && nothing.isEmpty)
  }

  @Test func `a config with sizes that CircleCI refuses gives way to the own one`() throws {
    let workshop = try Workshop()
    let (result, asked) = try goOn(stub: Self.choosing, in: workshop) { $0 == Self.own ? 200 : 400 }
    #expect(result.status == 0 && result.complaints.count == 1 && result.errors.contains("status 400"))
    #expect(asked.map { $0["configuration"]?.text } == ["chosen: \"\\\"\n", Self.own])
  }

  @Test func `only a pipeline that cannot go on at all is a failure`() throws {
    let workshop = try Workshop()
    let (result, asked) = try goOn(stub: Self.choosing, in: workshop) { _ in 500 }
    #expect(result.status == 1 && asked.count == 2)
    let (outside, nothing) = try goOn(["CIRCLE_CONTINUATION_KEY": ""], stub: "exit 0", in: workshop) { _ in
      200
    }
    #expect(outside.status == 0 && nothing.isEmpty && outside.complaints.count == 1)
    let (absent, none) = try goOn(["INFRAMIND_CONFIG": "none.yml"], stub: "exit 0", in: workshop) { _ in 200 }
    #expect(absent.status == 1 && none.isEmpty && absent.complaints.count == 1)
  }
}
