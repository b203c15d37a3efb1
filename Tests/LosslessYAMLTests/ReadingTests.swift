import Testing

@testable import LosslessYAML

@Suite struct ReadingTests {
  @Test func `a mapping's values are found by key and index`() throws {
    let text =
      "on: push\njobs:\n  build:\n    steps:\n    - uses: a@v1 # pinned\n    - {run: 'x', n: [1, 2]}\n"
    let document = try YAMLDocument(parsing: text)
    let root = try #require(document.root)
    #expect(root["on"]?.scalar == "push")
    #expect(root["jobs"]?["build"]?["steps"]?[0]?["uses"]?.text == "a@v1")
    let path: YAMLPath = ["jobs", "build", "steps", 1, "n", 1]
    #expect(document.node(at: path)?.scalar == 2)
    #expect(document.node(at: path)?.path == path)
    #expect(document.node(at: ["jobs", "test"]) == nil)
    #expect(root.entries.map(\.key.text) == ["on", "jobs"])
  }

  @Test func `a key and a value lead to their entry`() throws {
    let document = try YAMLDocument(parsing: "a: 1\nb: {c: , ? d}\ne: [x]\n")
    for mapping in document.nodes where mapping.kind == .mapping {
      for entry in mapping.entries {
        #expect(entry.key.enclosingEntry == entry && entry.value.enclosingEntry == entry)
      }
    }
    #expect(document.root?.enclosingEntry == nil)
    #expect(document.node(at: ["e", 0])?.enclosingEntry == nil)
  }

  @Test func `positions count lines, scalars and bytes`() throws {
    let document = try YAMLDocument(parsing: "\u{FEFF}a: \"é😀\"\r\nb:   c", file: "x.yml")
    let value = try #require(document.root?["b"])
    #expect(value.position == YAMLPosition(file: "x.yml", line: 2, column: 6, offset: 21))
    #expect(value.position.description == "x.yml:2:6")
    #expect(document.root?["a"]?.position.column == 4)
    #expect(document.root?["a"]?.range == 6..<14)
  }

  @Test func `an alias and a merge key lead to the shared node`() throws {
    let text = "base: &b {size: 1}\njob:\n  <<: *b\n  own: 2\nlist: *b\n"
    let document = try YAMLDocument(parsing: text, dialect: .yaml11)
    let size = try #require(document.node(at: ["job", "size"]))
    #expect(size.path == ["base", "size"])
    #expect(size.sharedBy.map(\.path) == [["job", .entry(0)], ["list"]])
    #expect(document.node(at: ["list", "size"]) == size)
    #expect(document.node(at: ["job", "own"])?.sharedBy.isEmpty == true)
    #expect(try YAMLDocument(parsing: text).node(at: ["job", "size"]) == nil)
  }

  @Test func `a stream keeps what was read before a problem`() {
    let stream = YAMLStream(reading: "a: 1\n---\nb: 2\n---\n{{ range }}: [\n", file: "t.yml")
    #expect(stream.documents.map { $0.root?.entries.first?.key.text } == ["a", "b"])
    #expect(stream.problem?.code == .syntax)
    #expect(stream.problem?.position?.line ?? 0 >= 5)
  }
}
