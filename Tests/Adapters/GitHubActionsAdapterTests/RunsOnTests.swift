internal import AdapterKit
internal import AdapterTesting
internal import InfraMindCore
internal import Testing

@testable internal import GitHubActionsAdapter

@Suite struct RunsOnTests {
  private func request(_ runsOn: String, on: String = "push") -> RunnerRequest? {
    PipelineReadout.of("on: \(on)\njobs:\n  a:\n    runs-on: \(runsOn)\n    steps: []\n").jobs.first?.rows
      .first?.runner
  }

  private func labels(_ runsOn: String) -> [String]? {
    if case .labels(let labels, _)? = request(runsOn) { labels } else { nil }
  }

  @Test(arguments: [
    ("ubuntu-24.04", ["ubuntu-24.04"]), ("'ubuntu-24.04'", ["ubuntu-24.04"]), ("[a]", ["a"]),
    ("[self-hosted, linux, x64]", ["self-hosted", "linux", "x64"]), ("{labels: [a, b]}", ["a", "b"]),
    ("{labels: a}", ["a"]), ("\"${{ fromJSON('[\\\"a\\\", \\\"b\\\"]') }}\"", ["a", "b"]),
    ("${{ 'x' }}", ["x"]), ("${{ format('{0}-arm', 'ubuntu') }}", ["ubuntu-arm"]),
    ("[a, \"${{ 'b' }}\"]", ["a", "b"]),
    ("${{ true && 'a' || 'b' }}", ["a"]), ("${{ case(false, 'a', 'b') }}", ["b"]),
    ("ubuntu-${{ 22 }}.04", ["ubuntu-22.04"]),
    ("${{ inputs.runner || 'fallback' }}", ["fallback"]), ("2024", ["2024"]),
    ("${{ fromJSON('{\"labels\":[\"a\"]}') }}", ["a"]),
  ])
  func `labels are found in every form`(_ text: String, _ expected: [String]) {
    #expect(labels(text) == expected)
  }

  @Test func `groups are found, with and without labels`() {
    #expect(
      request("{group: big}")
        == .group("big", labels: [], SourcePosition(file: SampleRepository.pipeline, line: 4, column: 14)))
    guard case .group("org/big", let labels, _)? = request("{group: org/big, labels: [x]}") else {
      Issue.record("no group")
      return
    }
    #expect(labels == ["x"])
  }

  @Test(arguments: [
    ("${{ vars.RUNNER || 'ubuntu-latest' }}", "vars.runner is known only when the workflow runs"),
    (
      "${{ github.event_name == 'push' && 'a' || 'b' }}",
      "github.event_name is known only when the workflow runs"
    ),
    (
      "${{ fromJSON(needs.plan.outputs.r).build }}",
      "needs.plan.outputs.r is known only when the workflow runs"
    ),
    ("${{ hashFiles('x') }}", "hashfiles() is known only when the workflow runs"),
    ("${{ matrix.os }", "the expression is invalid: '}}' is missing"),
    ("[[a]]", "the expression is invalid: a label is no text"),
    ("{group: [..]}", "the expression is invalid: it names neither a group nor labels"),
    ("${{ matrix.os }}", "the expression is invalid: it names no runner"),
    ("[]", "the expression is invalid: it names no runner"),
  ])
  func `what only a run knows is carried with its text and the reason`(_ text: String, _ reason: String) {
    let readout = PipelineReadout.of("on: push\njobs:\n  a:\n    runs-on: \(text)\n    steps: []\n")
    guard case .unresolved(_, let given, let position)? = readout.jobs.first?.rows.first?.runner else {
      Issue.record("\(readout)")
      return
    }
    #expect(given.lowercased() == reason.lowercased() && position.line == 4)
    #expect(readout.codes == ["computed-runner"])
  }

  @Test func `a job without a runner is a problem and silences no other`() {
    let readout = PipelineReadout.of("on: push\njobs:\n  a:\n    steps: []\n  b:\n    runs-on: x\n")
    #expect(readout.jobs.map(\.key.job) == ["b"] && readout.codes == ["missing-runs-on"])
  }

  @Test func `a label that GitHub removed is reported once`() {
    let readout = PipelineReadout.of(
      "on: push\njobs:\n  a:\n    strategy: {matrix: {n: [1, 2]}}\n    runs-on: Ubuntu-20.04\n")
    #expect(readout.codes == ["removed-label"] && readout.problems[0].severity == .warning)
    #expect(readout.jobs[0].rows.count == 2)
  }

  // MARK: - Rows

  @Test func `each row asks for its own machine`() {
    let job = PipelineReadout.of(
      """
      on: push
      jobs:
        a:
          runs-on: ${{ matrix.runner || 'ubuntu-latest' }}
          strategy:
            matrix:
              n: [1, 2, 3]
              include:
                - {n: 2, runner: [self-hosted, big]}
                - {n: 3, runner: "${{ vars.X }}"}
      """)
    #expect(job.codes == ["computed-matrix"])
    let rows = PipelineReadout.of(
      """
      on: push
      jobs:
        a:
          runs-on: ${{ matrix.runner || 'ubuntu-latest' }}
          strategy:
            matrix:
              n: [1, 2]
              include:
                - {n: 2, runner: [self-hosted, big]}
      """
    ).jobs[0].rows
    #expect(
      rows.map { if case .labels(let labels, _) = $0.runner { labels } else { [] } } == [
        ["ubuntu-latest"], ["self-hosted", "big"],
      ])
    #expect(rows.map(\.name) == ["a (1)", "a (2)"])
  }

  @Test func `what chooses only the machine is no part of the job's identity`() {
    func variants(_ body: String) -> [String] {
      PipelineReadout.of("on: push\njobs:\n  a:\n    runs-on: ${{ matrix.runner }}\n\(body)\n").jobs[0].rows
        .map(\.variant.description)
    }
    let include = """
          strategy: {matrix: {node: [18, 20], include: [{node: 18, runner: a}, {node: 20, runner: b}]}}
      """
    #expect(variants(include) == ["node=18", "node=20"])
    #expect(
      variants(include + "\n    steps: [{run: 'echo ${{ matrix.runner }}'}]") == [
        "node=18,runner=a", "node=20,runner=b",
      ])
    #expect(
      variants(include + "\n    steps: [{if: \"matrix.runner == 'a'\", run: x}]") == [
        "node=18,runner=a", "node=20,runner=b",
      ])
    #expect(
      variants(include + "\n    env: {ALL: '${{ toJSON(matrix) }}'}") == [
        "node=18,runner=a", "node=20,runner=b",
      ])
    #expect(
      variants(include + "\n    name: n ${{ matrix.runner }}\n    steps: [{run: matrix.runner}]") == [
        "node=18", "node=20",
      ])
    let only = "    strategy: {matrix: {runner: [a, b]}}"
    #expect(variants(only) == ["runner=a", "runner=b"], "else both rows were one job")
    #expect(variants("    strategy: {matrix: {runner: [a]}}") == [""])
  }
}
