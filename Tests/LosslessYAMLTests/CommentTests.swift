import Testing

@testable import LosslessYAML

@Suite struct CommentTests {
  static let text = """
    # About this file
    # in two lines
    name: x  # the name

    # apart

    # above jobs
    jobs:  # behind jobs
      # above build
      build:
        steps:
        - uses: a  # first
          # inside the first
        # above the second
        - run: |  # script
            # no comment
            true

          # below the script
      # at the end of jobs
    # at the end
    last:
    """

  private func texts(_ comments: [YAMLComment]) -> [String] { comments.map(\.text) }

  @Test func `comments directly above belong to the entry, others do not`() throws {
    let document = try YAMLDocument(parsing: Self.text)
    let jobs = try #require(document.node(at: ["jobs"])?.member)
    #expect(texts(jobs.leadingComments) == ["above jobs"])
    #expect(texts(jobs.detachedComments) == ["apart"])
    #expect(jobs.blankLinesAbove.count == 1)
    #expect(texts(try #require(document.node(at: ["jobs", "build"])).leadingComments) == ["above build"])
    #expect(
      texts(try #require(document.node(at: ["jobs", "build", "steps", 1])).leadingComments) == [
        "above the second"
      ])
    #expect(texts(try #require(document.node(at: ["last"])).leadingComments) == ["at the end"])
  }

  @Test func `a comment at the very top belongs to the file`() throws {
    let name = try #require(YAMLDocument(parsing: Self.text).node(at: ["name"])?.member)
    #expect(name.leadingComments.isEmpty)
    #expect(texts(name.detachedComments) == ["About this file", "in two lines"])
    #expect(name.trailingComment?.text == "the name")
    let later = try YAMLDocument(parsing: "\n\n# top\na: 1\n")
    #expect(later.node(at: ["a"])?.leadingComments.isEmpty == true)
    let marked = try YAMLDocument(parsing: "# top\n---\n# of a\na: 1\n")
    #expect(texts(try #require(marked.node(at: ["a"])).leadingComments) == ["of a"])
  }

  @Test func `a comment on the line of an entry belongs to it`() throws {
    let document = try YAMLDocument(parsing: Self.text)
    #expect(document.node(at: ["jobs"])?.trailingComment?.text == "behind jobs")
    #expect(document.node(at: ["jobs", "build"])?.trailingComment == nil)
    #expect(document.node(at: ["jobs", "build", "steps", 0])?.trailingComment == nil)
    #expect(document.node(at: ["jobs", "build", "steps", 0, "uses"])?.trailingComment?.text == "first")
    let script = try #require(document.node(at: ["jobs", "build", "steps", 1, "run"])?.member)
    #expect(script.trailingComment?.text == "script")
    #expect(script.trailingComment?.position.line == 15)
    let flow = try YAMLDocument(
      parsing: "a: [ x, # of x\n  y # of y\n ] # of a\nb: &n # of b\n  c: &m # of c\n")
    #expect(flow.node(at: ["a", 0])?.trailingComment?.text == "of x")
    #expect(flow.node(at: ["a", 1])?.trailingComment?.text == "of y")
    #expect(flow.node(at: ["a"])?.trailingComment?.text == "of a")
    #expect(flow.node(at: ["b"])?.trailingComment?.text == "of b")
    #expect(flow.node(at: ["b", "c"])?.trailingComment?.text == "of c")
  }

  @Test func `deeper comments below belong to the entry above`() throws {
    let document = try YAMLDocument(parsing: Self.text)
    #expect(
      texts(try #require(document.node(at: ["jobs", "build", "steps", 0])?.member).followingComments) == [
        "inside the first"
      ])
    #expect(
      texts(try #require(document.node(at: ["jobs"])?.member).followingComments) == [
        "below the script", "at the end of jobs",
      ])
    #expect(
      texts(try #require(document.node(at: ["jobs", "build"])?.member).followingComments) == [
        "below the script"
      ])
    #expect(
      try #require(document.node(at: ["jobs", "build", "steps", 1, "run"])?.member).followingComments.isEmpty)
  }

  @Test func `the lines of a member are whole`() throws {
    let stream = YAMLStream(reading: Self.text)
    let lines = { (path: YAMLPath) in
      stream.node(at: path)?.member?.lines.map { String(decoding: stream.source[$0], as: UTF8.self) }
    }
    #expect(lines(["last"]) == "# at the end\nlast:")
    #expect(lines(["jobs", "build", "steps", 0]) == "    - uses: a  # first\n      # inside the first\n")
    #expect(lines(["jobs", "build", "steps", 0, "uses"]) == nil)
    #expect(lines(["name"]) == "name: x  # the name\n")
    let flow = YAMLStream(reading: "a: {b: 1}\n- c")
    #expect(flow.documents.isEmpty)
    #expect(YAMLStream(reading: "a: {b: 1}\n").node(at: ["a", "b"])?.member?.lines == nil)
    let pair = YAMLStream(reading: "? a\n: b\n? c\n")
    #expect(pair.node(at: ["a"])?.member?.range == 0..<7)
    #expect(pair.node(at: ["c"])?.member?.lines == 8..<12)
  }
}
