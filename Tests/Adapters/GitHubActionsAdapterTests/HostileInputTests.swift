internal import AdapterKit
internal import AdapterTesting
internal import InfraMindCore
internal import Testing

@testable internal import GitHubActionsAdapter

@Suite struct HostileInputTests {
  @Test func `deep, large and repetitive files end with a limit`() {
    let deep = "on: push\njobs: " + String(repeating: "[", count: 10_000)
    #expect(PipelineReadout.of(deep).codes == ["too-deep"])
    let large = "on: push\njobs: {a: {runs-on: x}} # " + String(repeating: "x", count: 1 << 20)
    #expect(PipelineReadout.of(large).codes == ["too-large"])
    let many = "on: push\njobs:\n  a:\n    runs-on: [" + String(repeating: "a,", count: 60_000) + "]\n"
    #expect(PipelineReadout.of(many).codes == ["too-many-nodes"])
  }

  @Test func `an alias bomb in a matrix, a runner or an environment is not unfolded`() {
    var bomb = "x0: &x0 [a, a, a, a, a, a, a, a, a, a]\n"
    for level in 1..<12 {
      let links = Array(repeating: "*x\(level - 1)", count: 10).joined(separator: ", ")
      bomb += "x\(level): &x\(level) [\(links)]\n"
    }
    let jobs = """
      on: push
      jobs:
        a: {runs-on: *x11, steps: []}
        b: {runs-on: x, strategy: {matrix: {v: *x11}}}
        c: {runs-on: x, env: *x11, needs: *x11, steps: *x11, container: *x11}
        d: {runs-on: "${{ matrix.v }}", strategy: {matrix: {v: [1]}}, env: {A: *x11}}
      """
    let readout = PipelineReadout.of(bomb + jobs + "\n")
    #expect(readout.jobs.map(\.key.job) == ["a", "b", "c", "d"])
    #expect(readout.codes.contains("computed-runner") && readout.codes.contains("invalid-matrix"))
  }

  @Test func `wrong kinds of values everywhere are survived`() {
    let keys = [
      "name", "needs", "if", "runs-on", "strategy", "timeout-minutes", "container", "services", "env",
      "environment",
      "permissions", "defaults", "steps", "uses", "with", "concurrency", "outputs",
    ]
    let values = [
      "", "[]", "{}", "1", "~", "'${{ }}'", "'${{'", "[{a: [b]}]", "{a: {b: [c]}}", "&x [*x]", "!!str x",
      "!x y",
    ]
    for key in keys {
      for value in values {
        _ = PipelineReadout.of(
          "on: push\njobs:\n  a:\n    runs-on: x\n    \(key): \(value)\n    steps: [{run: x}]\n")
        _ = PipelineReadout.of(
          "on: {workflow_call: {inputs: {a: \(value)}}}\n\(key): \(value)\njobs: {a: {\(key): x}}\n")
        _ = PipelineReadout.of(
          "on: \(value)\njobs: {a: {runs-on: x, steps: [{\(key): \(value.isEmpty ? "~" : value)}]}}\n")
      }
    }
    let stepKeys = [
      "uses", "run", "with", "if", "env", "working-directory", "parallel", "wait", "name", "id",
    ]
    for key in stepKeys {
      for value in values {
        let readout = PipelineReadout.of(
          "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - \(key): \(value)\n        shell: sh\n")
        #expect(readout.jobs.count <= 1)
      }
    }
  }

  @Test func `long texts are read in time that grows with them`() {
    let long = String(repeating: "npm publish-not ${{ ", count: 40_000)
    let readout = PipelineReadout.of(
      "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: '\(long)'\n")
    #expect(readout.jobs.first?.steps.count == 1)
    let name = String(repeating: "x", count: 900_000)
    #expect(
      PipelineReadout.of("on: push\njobs: {a: {runs-on: x, name: '\(name)'}}").jobs.first?.rows[0].name.count
        == 100)
    let expression = String(repeating: "${{ 'a' }}", count: 80_000)
    #expect(PipelineReadout.of("on: push\njobs: {a: {runs-on: \"\(expression)\"}}").jobs.count == 1)
  }

  @Test func `parallel steps nest only so deep`() {
    var text = "{run: x}"
    for _ in 0..<20 { text = "{parallel: [\(text)]}" }
    let readout = PipelineReadout.of("on: push\njobs: {a: {runs-on: x, steps: [\(text)]}}")
    #expect(readout.jobs.first?.steps.count == 1)
  }

  @Test func `rows of callers and called jobs multiply only to a limit`() {
    let axis = (0..<200).map(String.init).joined(separator: ",")
    let files = SampleRepository(files: [
      ".github/workflows/a.yml":
        "on: push\njobs: {c: {strategy: {matrix: {v: [\(axis)]}}, uses: ./.github/workflows/b.yml}}",
      ".github/workflows/b.yml":
        "on: workflow_call\njobs: {j: {strategy: {matrix: {w: [\(axis)]}}, runs-on: x}, k: {runs-on: x}}",
    ])
    let readout = files.readout()
    #expect(readout.codes == ["too-many-jobs"] && readout.jobs.count == 2)
  }

  @Test func `the same input gives the same output in any order of dictionaries`() {
    let source = """
      on: push
      jobs:
        a:
          strategy: {matrix: {a: [1, 2], b: [x, y], include: [{c: 1, d: 2, e: 3}]}}
          runs-on: ${{ matrix.c }}-${{ matrix.d }}
          env: {A: 1, B: 2, C: 3, D: 4}
          steps: [{uses: a/b@v1, with: {z: 1, y: 2, x: 3}}]
      """
    let first = PipelineReadout.of(source)
    for _ in 0..<5 { #expect(ReadoutText.of(PipelineReadout.of(source)) == ReadoutText.of(first)) }
  }
}
