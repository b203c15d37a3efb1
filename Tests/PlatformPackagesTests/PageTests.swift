internal import Foundation
internal import LosslessYAML
internal import Testing

/// What pages show of the component and the orb is what these take.
@Suite struct PageTests {
  /// The blocks of YAML on a page.
  private func blocks(_ page: String) throws -> [YAMLNode] {
    try Workshop.text(page).components(separatedBy: "```yaml\n").dropFirst().compactMap { part in
      YAMLStream(reading: part.components(separatedBy: "```")[0], dialect: .psych).documents.first?.root
    }
  }

  @Test(arguments: ["gitlab-component/README.md", "docs/platforms/gitlab-ci.md"])
  func `inputs that a page gives to a component are its own`(_ page: String) throws {
    let uses = try blocks(page).flatMap { $0["include"].elements }.filter { $0["component"] != nil }
    #expect(!uses.isEmpty)
    for use in uses {
      let path = use["component"]?.text ?? ""
      let name = try #require(path.split(separator: "/").last?.split(separator: "@").first)
      let template = try ComponentTemplate(String(name))
      let inputs = (template.header?["spec"]?["inputs"]).members
      let given = Set(use["inputs"].members.map(\.key.text))
      #expect(given.subtracting(inputs.map(\.key.text)).isEmpty, "\(path)")
      for input in inputs where input.value["default"] == nil {
        #expect(given.contains(input.key.text), "\(path) lacks \(input.key.text)")
      }
    }
  }

  @Test(arguments: ["circleci-orb/README.md", "docs/platforms/circleci.md"])
  func `arguments that a page gives to the orb are its own`(_ page: String) throws {
    let text = try Workshop.text(page)
    let uses = try blocks(page).flatMap(OrbTests.uses)
    #expect(text.contains("inframind/") && !uses.isEmpty)
    for use in uses {
      let name = use.key.text.dropFirst("inframind/".count)
      let files = ["commands", "jobs"].compactMap { kind in
        try? Workshop.text("circleci-orb/src/\(kind)/\(name).yml")
      }
      let element = try #require(files.first, "the orb has no \(name)")
      let root = YAMLStream(reading: element, dialect: .snakeYAML).documents.first?.root
      let parameters = (root?["parameters"]).members.map(\.key.text)
      #expect(
        Set(use.value.entries.map(\.key.text)).subtracting(parameters).isSubset(of: ["context"]), "\(name)")
    }
  }
}
