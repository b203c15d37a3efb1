internal import AdapterKit
internal import LosslessYAML
internal import Testing

@Suite struct NodeEditingTests {
  private func root(_ text: String) throws -> YAMLNode {
    try #require(try YAMLDocument(parsing: text, dialect: .yaml11).root)
  }

  private static let text = """
    base: &base {tags: [x], image: one}
    job:
      <<: *base
      stage: test
      tags: &tags [y]
      only: *tags
      script: [make]
    """

  @Test func `a value is a job's own unless an anchor, an alias or a merge key gives it`() throws {
    let job = try #require(try root(Self.text)["job"])
    #expect(try job.ownValue("stage", what: "the stage")?.text == "test")
    #expect(try job.ownValue("nothing", what: "nothing") == nil)
    let shared = #expect(throws: RefusedEdit.self) { try job.ownValue("tags", what: "the list") }
    #expect(shared?.refusal.sentence.hasPrefix("the list is shared with line 6 through an anchor") == true)
    let alias = #expect(throws: RefusedEdit.self) { try job.ownValue("only", what: "the list") }
    #expect(alias?.refusal.sentence.hasPrefix("the list is the alias *tags of line 5") == true)
    let merged = #expect(throws: RefusedEdit.self) { try job.ownValue("image", what: "the image") }
    #expect(merged?.refusal.sentence.hasPrefix("the image comes over a merge key from line 1") == true)
    #expect([shared, alias, merged].allSatisfy { $0?.refusal.code == "shared-anchor" })
    #expect(job.ownEntry("only")?.value.kind == .alias && job.ownEntry("image") == nil)
  }

  @Test func `an alias is refused with the line of its anchor, other nodes are not`() throws {
    let job = try #require(try root(Self.text)["job"])
    let only = try #require(job["only"])
    #expect(throws: RefusedEdit.self) { try only.refuseAlias("the list") }
    #expect(throws: RefusedEdit.self) { try only.refuseShared("the list") }
    try job.refuseAlias("the job")
    try job.refuseShared("the job")
  }

  @Test func `a new key never goes above a merge key`() throws {
    let job = try #require(try root(Self.text)["job"])
    #expect(job.slot(above: "script") == .before("script"))
    #expect(job.slot(above: "nothing") == .last)
    #expect(job.slot(below: ["stage", "tags"]) == .after("tags"))
    #expect(job.slot(below: ["nothing"]) == .last)
    let late = try #require(try root("b: &b {x: 1}\nj:\n  stage: a\n  script: b\n  <<: *b\n")["j"])
    #expect(late.slot(above: "script") == .last && late.slot(below: ["stage"]) == .last)
    let plain = try #require(try root("j: {script: b}")["j"])
    #expect(plain.slot(below: ["stage"]) == .before("script"))
  }
}
