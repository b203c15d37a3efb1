internal import AdapterKit
internal import AdapterTesting
internal import InfraMindCore
internal import Testing

@testable internal import GitHubActionsAdapter

@Suite struct MatrixTests {
  /// Rows of a matrix in JSON, each as its values in order.
  private func rows(_ json: String) throws -> [String] {
    let value = try #require(ExpressionJSON.parse(json))
    return try Matrix(value).rows().map { row in
      row.values.members.map {
        "\($0.name)=\($0.value.isPrimitive ? $0.value.text : ExpressionJSON.text(of: $0.value))"
      }
      .joined(separator: " ")
    }
  }

  @Test func `the first worked case: include extends, overwrites and appends`() throws {
    let rows = try rows(
      """
      {"fruit": ["apple", "pear"], "animal": ["cat", "dog"], "include": [{"color": "green"},
      {"color": "pink", "animal": "cat"}, {"fruit": "apple", "shape": "circle"}, {"fruit": "banana"},
      {"fruit": "banana", "animal": "cat"}]}
      """)
    #expect(
      rows == [
        "fruit=apple animal=cat color=pink shape=circle", "fruit=apple animal=dog color=green shape=circle",
        "fruit=pear animal=cat color=pink", "fruit=pear animal=dog color=green", "fruit=banana",
        "fruit=banana animal=cat",
      ])
  }

  @Test func `the second worked case: exclude first, then include`() throws {
    let rows = try rows(
      """
      {"os": ["ubuntu", "windows"], "py": [3.9, "3.10"], "exclude": [{"os": "windows", "py": 3.9}],
      "include": [{"os": "ubuntu", "py": 3.9, "cov": true}, {"os": "macos", "py": "3.12"}]}
      """)
    #expect(
      rows == ["os=ubuntu py=3.9 cov=true", "os=ubuntu py=3.10", "os=windows py=3.10", "os=macos py=3.12"])
  }

  @Test func `an include that names an excluded combination brings it back`() throws {
    let rows = try rows(
      """
      {"os": ["a", "b"], "n": [1], "exclude": [{"os": "b"}], "include": [{"os": "b", "n": 1, "x": "y"}]}
      """)
    #expect(rows == ["os=a n=1", "os=b n=1 x=y"])
  }

  @Test func `the first axis varies slowest`() throws {
    #expect(
      try rows(#"{"a": [1, 2], "b": ["x", "y", "z"]}"#)
        == ["a=1 b=x", "a=1 b=y", "a=1 b=z", "a=2 b=x", "a=2 b=y", "a=2 b=z"])
  }

  @Test func `exclude matches in any case, numbers and texts alike, leaf by leaf`() throws {
    #expect(try rows(#"{"os": ["Linux", "mac"], "exclude": [{"os": "LINUX"}]}"#) == ["os=mac"])
    #expect(try rows(#"{"v": [1, "2"], "exclude": [{"v": "1"}]}"#) == ["v=2"])
    let nested = try rows(
      #"{"c": [{"n": "a", "x": 1}, {"n": "b"}], "d": [1], "exclude": [{"c": {"n": "a"}}]}"#)
    #expect(nested == ["c={\n  \"n\": \"b\"\n} d=1"])
  }

  @Test
  func `an include with only axes that no combination has becomes a row; later includes do not extend it`()
    throws
  {
    let rows = try rows(#"{"os": ["a"], "include": [{"os": "b"}, {"os": "b", "k": 1}, {"k": 2}]}"#)
    #expect(rows == ["os=a k=2", "os=b", "os=b k=1"])
  }

  @Test func `a matrix of includes alone has their rows`() throws {
    #expect(try rows(#"{"include": [{"a": 1}, {"b": 2, "a": 1}]}"#) == ["a=1", "b=2 a=1"])
  }

  @Test(arguments: [
    "{}", "[]", #"{"a": []}"#, #"{"a": "x"}"#, #"{"include": []}"#, #"{"a": [1], "exclude": [{"b": 1}]}"#,
    #"{"a": [1], "exclude": [{}]}"#, #"{"a": [1], "include": [{}]}"#, #"{"a": [1], "include": {"a": 1}}"#,
    #"{"a": [1], "include": ["x"]}"#, #"{"a": null}"#,
  ])
  func `what GitHub rejects is rejected`(_ json: String) {
    #expect(throws: Matrix.Failure.self) { try rows(json) }
  }

  @Test func `256 rows are made and 257 are not`() throws {
    func axis(_ count: Int) -> String { "[" + (0..<count).map(String.init).joined(separator: ",") + "]" }
    #expect(try rows(#"{"a": \#(axis(16)), "b": \#(axis(16))}"#).count == 256)
    #expect(throws: Matrix.Failure.self) { try rows(#"{"a": \#(axis(257))}"#) }
    let excluded = try rows(#"{"a": \#(axis(257)), "exclude": [{"a": 7}]}"#)
    #expect(excluded.count == 256)
    let huge = (0..<30).map { "\"a\($0)\": \(axis(50))" }.joined(separator: ",")
    #expect(throws: Matrix.Failure.self) { try rows("{\(huge)}") }
  }

  // MARK: - Names

  private func names(_ matrix: String, name: String? = nil) -> [String] {
    let named = name.map { "    name: \($0)\n" } ?? ""
    let readout = PipelineReadout.of(
      """
      on: push
      jobs:
        build:
      \(named)    runs-on: x
          strategy:
            matrix:
      \(matrix)
      """)
    return readout.jobs.first?.rows.map(\.name) ?? readout.problems.map(\.message)
  }

  @Test func `a row's name lists its values, but not what include adds`() {
    let matrix = """
              os: [linux, mac]
              v: [3.10, true]
              include:
                - {os: linux, extra: yes}
                - {os: win, v: ''}
      """
    #expect(
      names(matrix) == [
        "build (linux, 3.1)", "build (linux, true)", "build (mac, 3.1)", "build (mac, true)", "build (win)",
      ])
  }

  @Test func `nested values are flattened and empty ones skipped`() {
    let matrix = """
              cfg:
                - {name: a, list: [1, null, 2]}
                - null
      """
    #expect(names(matrix) == ["build (a, 1, 2)", "build"])
  }

  @Test func `a literal name gets the values too, an expression stands alone`() {
    #expect(names("        os: [a, b]", name: "Test it") == ["Test it (a)", "Test it (b)"])
    #expect(names("        os: [a, b]", name: "on ${{ matrix.os }}") == ["on a", "on b"])
    #expect(names("        os: [a]", name: "${{ github.ref }}") == ["${{ github.ref }}"])
    #expect(names("        os: [a]", name: "''") == ["build (a)"])
  }

  @Test func `long names are cut to a hundred characters`() {
    let long = String(repeating: "x", count: 120)
    let cut = names("        os: [\(long)]")[0]
    #expect(cut.utf16.count == 100 && cut.hasSuffix("...") && cut.hasPrefix("build (xxx"))
    #expect(names("        os: [a]", name: "${{ '\(long)' }}") == [long])
    let exact = String(repeating: "y", count: 92)
    #expect(names("        os: [\(exact)]") == ["build (\(exact))"])
  }
}
