internal import AdapterTesting
internal import CorpusTesting
internal import Foundation
internal import LosslessYAML
internal import Testing

@Suite struct OrbTests {
  private static let source = Workshop.root.appending(path: "circleci-orb/src")

  private func packed() throws -> String {
    let workshop = try Workshop()
    let script = Workshop.root.appending(path: "scripts/pack-orb.py").path
    let result = try workshop.run("python3 '\(script)'")
    #expect(result.status == 0 && result.errors.isEmpty)
    return result.output
  }

  /// Names of the source's files of a kind.
  private func names(_ kind: String) throws -> Set<String> {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.source.appending(path: kind).path)
    return Set(files.map { $0.replacing(".yml", with: "") })
  }

  @Test func `the orb packs to one file that holds everything of its source`() throws {
    let stream = YAMLStream(reading: try packed(), dialect: .snakeYAML)
    #expect(stream.problem == nil && stream.documents.count == 1)
    let root = try #require(stream.documents.first?.root)
    #expect(root["version"]?.text == "2.1" && root["description"] != nil)
    for kind in ["commands", "jobs", "executors", "examples"] {
      let entries = root[kind].members
      #expect(Set(entries.map(\.key.text)) == (try names(kind)), "\(kind)")
      #expect(entries.allSatisfy { $0.value["description"] != nil })
    }
    for command in root["commands"].members + root["jobs"].members {
      #expect(command.value["steps"]?.items.isEmpty == false, "\(command.key.text)")
    }
  }

  @Test func `scripts are in the packed orb as they stand`() throws {
    let root = try #require(YAMLStream(reading: try packed(), dialect: .snakeYAML).documents.first?.root)
    var included: Set<String> = []
    for command in root["commands"].members {
      for step in command.value["steps"].elements {
        guard let run = step["run"] else { continue }
        included.insert(run["command"]?.text.replacing("\\<<", with: "<<") ?? "")
        if let installer = run["environment"]?["INFRAMIND_INSTALLER"] {
          included.insert(installer.text.replacing("\\<<", with: "<<"))
        }
      }
    }
    let files = try FileManager.default.contentsOfDirectory(
      atPath: Self.source.appending(path: "scripts").path)
    for file in files {
      #expect(included.contains(try Workshop.text("circleci-orb/src/scripts/\(file)")), "\(file)")
    }
    #expect(included.count == files.count)
  }

  @Test func `packing refuses what CircleCI's own program refuses`() throws {
    let workshop = try Workshop()
    let script = Workshop.root.appending(path: "scripts/pack-orb.py").path
    for line in [
      "command: a <<include(scripts/a.sh)>>", "command: <<include(scripts/none.sh)>>",
      "command: <<include(../secret)>>",
    ] {
      try workshop.write("secret", to: "secret")
      try workshop.write("version: 2.1\n", to: "src/@orb.yml")
      try workshop.write("steps:\n  - run:\n      \(line)\n", to: "src/commands/x.yml")
      let result = try workshop.run("python3 '\(script)' src")
      #expect(result.status != 0 && result.output.isEmpty && result.complaints.count == 1, "\(line)")
    }
    try workshop.write("cat <<X\nX\n", to: "src/scripts/a.sh")
    try workshop.write(
      "steps:\n  - run:\n      command: <<include(scripts/a.sh)>>\n", to: "src/commands/x.yml")
    #expect(
      try workshop.run("python3 '\(script)' src").output.contains("            cat \\<<X\n            X\n"))
  }

  @Test func `the packed orb, and the configs of its examples, are what CircleCI's schema allows`() throws {
    guard let schema: SchemaProgram = .vendored("circle-ci") else { return }
    let text = try packed()
    let examples = try names("examples").sorted().map { name in
      let lines = try Workshop.text("circleci-orb/src/examples/\(name).yml").components(separatedBy: "\n")
      let usage = lines.drop { $0 != "usage:" }.dropFirst().map { String($0.dropFirst(2)) }
      return Array(usage.joined(separator: "\n").utf8)
    }
    let errors = try schema.errors(in: [Array(text.utf8)] + examples)
    #expect(errors == Array(repeating: [], count: 1 + examples.count))
    let wrong = text.replacing("when: always", with: "when: sometimes")
    #expect(try schema.errors(in: [Array(wrong.utf8)]) != [[]], "the check finds faults")
  }

  @Test func `what examples pass to the orb is what it takes`() throws {
    let root = try #require(YAMLStream(reading: try packed(), dialect: .snakeYAML).documents.first?.root)
    let own: Set = ["context", "requires", "name", "filters"]
    let uses = root["examples"].map(Self.uses) ?? []
    for use in uses {
      let name = String(use.key.text.dropFirst("inframind/".count))
      let element = root["commands"]?[name] ?? root["jobs"]?[name]
      let parameters = Set((element?["parameters"]).members.map(\.key.text))
      #expect(element != nil, "\(name)")
      #expect(
        Set(use.value.entries.map(\.key.text)).subtracting(own).isSubset(of: parameters),
        "\(name) takes \(parameters)")
    }
    #expect(uses.count == 4)
  }

  /// Entries of the orb's own elements below a node.
  static func uses(below node: YAMLNode) -> [YAMLEntry] {
    guard node.kind == .mapping else { return node.items.flatMap(uses) }
    return node.entries.flatMap { $0.key.text.hasPrefix("inframind/") ? [$0] : uses(below: $0.value) }
  }
}
