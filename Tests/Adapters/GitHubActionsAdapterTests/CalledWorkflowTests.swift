internal import AdapterKit
internal import AdapterTesting
internal import InfraMindCore
internal import Testing

@testable internal import GitHubActionsAdapter

@Suite struct CalledWorkflowTests {
  private static let called = """
    on:
      workflow_call:
        inputs:
          runner: {type: string, default: ubuntu-latest}
          fast: {type: boolean}
          count: {type: number, required: true}
    jobs:
      test:
        name: Test
        runs-on: ${{ inputs.runner }}
        steps:
          - uses: actions/setup-node@v4
            with: {node-version: "${{ inputs.count }}"}
          - if: inputs.fast
            run: npm ci
      after:
        needs: test
        runs-on: ubuntu-latest
        steps: []
    """

  private func read(_ caller: String) -> PipelineReadout {
    SampleRepository(files: [".github/workflows/a.yml": caller, ".github/workflows/called.yml": Self.called])
      .readout()
  }

  private func labels(_ job: JobDefinition?) -> [[String]] {
    job?.rows.map { if case .labels(let labels, _) = $0.runner { labels } else { [] } } ?? []
  }

  @Test func `the called jobs stand with their caller, defined where they are`() throws {
    let readout = read(
      """
      on: [push]
      env: {A: b}
      jobs:
        first: {runs-on: x, steps: []}
        unit:
          needs: first
          uses: ./.github/workflows/called.yml
          with: {count: 20, fast: true}
      """)
    #expect(readout.jobs.map(\.key.job) == ["first", "unit/test", "unit/after"])
    let test = try #require(readout["unit/test"])
    #expect(
      test.key.pipeline == ".github/workflows/a.yml" && test.position.file == ".github/workflows/called.yml")
    #expect(test.name == "unit / Test" && test.rows[0].name == "unit / Test" && test.events == ["push"])
    #expect(labels(test) == [["ubuntu-latest"]] && test.needs == ["first"])
    #expect(readout["unit/after"]?.needs == ["unit/test"])
    guard case .use(let setup) = test.steps[0].work else { return }
    #expect(setup.inputs == ["node-version": "20"] && test.steps.map(\.runsAlways) == [true, true])
    #expect(test.steps[1].environment.isEmpty, "the caller's environment does not pass")
  }

  @Test func `a matrix of the caller makes a run for each row`() throws {
    let readout = read(
      """
      on: push
      jobs:
        unit:
          name: U
          strategy: {matrix: {os: [a, b], v: [1]}}
          uses: ./.github/workflows/called.yml
          with: {count: 1, runner: "${{ matrix.os }}"}
      """)
    let test = try #require(readout["unit/test"])
    #expect(labels(test) == [["a"], ["b"]])
    #expect(test.rows.map(\.name) == ["U (a, 1) / Test", "U (b, 1) / Test"])
    #expect(test.rows.map(\.matrix) == [["os": "a", "v": "1"], ["os": "b", "v": "1"]])
    #expect(test.rows.map(\.variant.description) == ["os=a,v=1", "os=b,v=1"])
  }

  @Test func `inputs that only a run knows leave the runner open`() throws {
    let readout = read(
      """
      on: push
      jobs:
        unit:
          uses: ./.github/workflows/called.yml
          with: {runner: "${{ vars.R }}"}
        off:
          if: false
          uses: ./.github/workflows/called.yml
      """)
    guard case .unresolved(_, let reason, _)? = readout["unit/test"]?.rows.first?.runner else {
      Issue.record("\(readout)")
      return
    }
    #expect(reason.contains("vars.R") && readout.codes == ["computed-runner", "never-runs"])
    guard case .use(let setup)? = readout["unit/test"]?.steps.first?.work else { return }
    #expect(setup.inputs["node-version"] == "${{ inputs.count }}", "it is required but not given")
  }

  @Test func `a workflow that nobody here calls is read with its defaults`() throws {
    let readout = SampleRepository(files: [".github/workflows/called.yml": Self.called]).readout()
    #expect(readout.jobs.map(\.key.job) == ["test", "after"])
    #expect(labels(readout.jobs.first) == [["ubuntu-latest"]])
    #expect(readout.jobs[0].events == ["workflow_call"])
  }

  @Test func `inputs of a person who starts the workflow are never guessed`() {
    let readout = PipelineReadout.of(
      """
      on: {push: {}, workflow_dispatch: {inputs: {runner: {default: big}}}}
      jobs: {a: {runs-on: "${{ inputs.runner || 'x' }}"}, b: {runs-on: "${{ inputs.other || 'x' }}"}}
      """)
    #expect(labels(readout["a"]) == [[]] && labels(readout["b"]) == [["x"]])
  }

  @Test func `calls nest, and names and keys with them`() throws {
    func caller(_ target: String, on: String = "workflow_call") -> String {
      "on: \(on)\njobs:\n  call:\n    uses: ./.github/workflows/\(target)\n"
    }
    let files = SampleRepository(files: [
      ".github/workflows/a.yml": caller("b.yml", on: "push"), ".github/workflows/b.yml": caller("c.yml"),
      ".github/workflows/c.yml": "on: workflow_call\njobs: {end: {name: End, runs-on: x}}\n",
    ])
    let readout = files.readout()
    #expect(readout.jobs.map(\.key.job) == ["call/call/end"] && readout.problems.isEmpty)
    #expect(readout.jobs[0].rows[0].name == "call / call / End")
  }

  @Test func `cycles and endless chains end with a problem`() {
    let me = "on: [push, workflow_call]\njobs: {a: {uses: ./.github/workflows/ci.yml}, b: {runs-on: x}}\n"
    #expect(PipelineReadout.of(me).codes == ["call-cycle"])
    var files: [String: String] = [:]
    for number in 0..<15 {
      files[".github/workflows/\(number).yml"] = """
        on: \(number == 0 ? "push" : "workflow_call")
        jobs: {c: {uses: ./.github/workflows/\(number + 1).yml}, r: {runs-on: x}}
        """
    }
    let chain = SampleRepository(files: files).readout()
    #expect(chain.codes == ["too-many-calls"] && chain.jobs.count == 11)
    var wide: [String: String] = [:]
    for level in 0..<8 {
      let calls = (0..<20).map { "c\($0): {uses: ./.github/workflows/\(level + 1).yml}" }.joined(
        separator: ", ")
      wide[".github/workflows/\(level).yml"] =
        "on: \(level == 0 ? "push" : "workflow_call")\njobs: {\(calls)}\n"
    }
    wide[".github/workflows/8.yml"] = "on: workflow_call\njobs: {r: {runs-on: x}}\n"
    #expect(SampleRepository(files: wide).readout().codes.contains("too-many-calls"))
  }

  @Test func `what cannot be followed is said, and the rest is read`() {
    let readout = read(
      """
      on: push
      jobs:
        a: {uses: octo/other/.github/workflows/x.yml@v1}
        b: {uses: ./.github/workflows/none.yml}
        c: {uses: ./.github/workflows/a.yml}
        d: {runs-on: x}
      """)
    #expect(readout.codes == ["workflow-out-of-view", "workflow-out-of-view", "not-callable"])
    #expect(readout.problems.map(\.severity) == [.note, .warning, .error])
    #expect(readout["d"] != nil)
  }

  @Test func `callers that clash in their axes are told apart`() throws {
    let readout = SampleRepository(files: [
      ".github/workflows/a.yml": """
      on: push
      jobs: {u: {strategy: {matrix: {v: [1]}}, uses: ./.github/workflows/b.yml}}
      """,
      ".github/workflows/b.yml": """
      on: workflow_call
      jobs: {t: {strategy: {matrix: {v: [8, 9]}}, runs-on: x}}
      """,
    ]).readout()
    #expect(readout.jobs[0].rows.map(\.matrix) == [["v": "8", "u.v": "1"], ["v": "9", "u.v": "1"]])
  }
}
