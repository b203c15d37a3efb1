internal import Foundation
internal import LosslessYAML
internal import Testing

/// What users copy.
@Suite struct ExampleTests {
  private static let files = [
    "github-actions/.github/workflows/ci.yml", "gitlab-ci/.gitlab-ci.yml", "gitlab-ci/.gitlab/pipeline.yml",
    "circleci/.circleci/config.yml", "circleci/.circleci/continue-config.yml",
    "buildkite/.buildkite/pipeline.yml",
    "teamcity/.teamcity.yml", "drone/.drone.yml",
  ]

  /// Keys whose values are shell, on any platform.
  private static let shell: Set = [
    "run", "before_script", "script", "after_script", "command", "commands", "script-content",
  ]

  private func root(_ file: String) throws -> YAMLNode {
    let text = try Workshop.text("Examples/\(file)")
    return try #require(YAMLStream(reading: text, dialect: .psych).documents.first?.root, "\(file)")
  }

  /// Texts of shell below a node, each as its platform hands it to a shell that ends where a command fails.
  private func scripts(below node: YAMLNode) -> [String] {
    guard node.kind == .mapping else { return node.items.flatMap(scripts) }
    return node.entries.flatMap { entry -> [String] in
      guard Self.shell.contains(entry.key.text) else { return scripts(below: entry.value) }
      return entry.value.kind == .sequence
        ? [entry.value.items.map(\.text).joined(separator: "\n")] : [entry.value.text]
    }
  }

  @Test(arguments: files)
  func `a job whose machine lacks the program goes on`(_ file: String) throws {
    for script in scripts(below: try root(file)) {
      let workshop = try Workshop()
      try workshop.write("", to: ".gitlab/pipeline.yml")
      let result = try workshop.run("make() { echo made; }\n" + script, flags: "-eu")
      #expect(result.status == 0, "\(script): \(result.errors)")
      #expect(!script.contains("make") || result.output.contains("made"), "\(script)")
    }
  }

  @Test func `there is shell in examples, and what stops at a missing program is seen`() throws {
    #expect(try Self.files.map { scripts(below: try root($0)) }.filter { !$0.isEmpty }.count == 7)
    #expect(try Workshop().run("inframind-is-not-here inject\n", flags: "-eu").status != 0)
  }

  @Test func `what examples hand to action, orb and plugin is what these take`() throws {
    let workflow = try root(Self.files[0])
    let action = YAMLStream(reading: try Workshop.text("action/action.yml")).documents.first?.root
    let inputs = (action?["inputs"]).members.map(\.key.text)
    let steps = workflow["jobs"].members.flatMap { $0.value["steps"].elements }
    let uses = steps.filter { $0["uses"]?.text.hasPrefix("inframind/inframind/action@") == true }
    #expect(uses.count == 2)
    for use in uses {
      let given = use["with"].members.map(\.key.text)
      #expect(Set(given).isSubset(of: inputs), "\(given)")
    }
    let plan = YAMLStream(reading: try Workshop.text(".github/workflows/plan.yml")).documents.first?.root
    let step = (plan?["jobs"]?["plan"]?["steps"]).elements.first { $0["id"]?.text == "sizes" }
    let given = (step?["with"]).members.map(\.key.text)
    #expect(!given.isEmpty && Set(given).isSubset(of: inputs))
    let outputs = (action?["outputs"]).members.map(\.key.text)
    let told = (plan?["on"]?["workflow_call"]?["outputs"]).members.map(\.key.text)
    #expect(told == outputs)
    for file in Self.files where file.hasPrefix("circleci/") {
      let uses = OrbTests.uses(below: try root(file))
      #expect(!uses.isEmpty)
      for use in uses {
        let name = use.key.text.dropFirst("inframind/".count)
        let elements = ["commands", "jobs"].compactMap { kind in
          try? Workshop.text("circleci-orb/src/\(kind)/\(name).yml")
        }
        let text = try #require(elements.first, "the orb has no \(name)")
        let element = YAMLStream(reading: text, dialect: .snakeYAML).documents.first?.root
        let own = (element?["parameters"]).members.map(\.key.text)
        #expect(Set(use.value.entries.map(\.key.text)).isSubset(of: own), "\(name)")
      }
    }
  }
}
