internal import AdapterKit
internal import AdapterTesting
internal import InfraMindCore
internal import Testing

@testable internal import GitHubActionsAdapter

@Suite struct StepReadingTests {
  private func steps(_ steps: String, job: String = "", actions: [String: String] = [:]) -> [JobStep] {
    readout(steps, job: job, actions: actions).jobs.first?.steps ?? []
  }

  private func readout(_ steps: String, job: String = "", actions: [String: String] = [:]) -> PipelineReadout
  {
    var files = actions
    files[SampleRepository.pipeline] =
      "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n\(job)    steps:\n\(steps)\n"
    return SampleRepository(files: files).readout()
  }

  private func uses(_ step: JobStep?) -> PackagedStep? {
    if case .use(let use)? = step?.work { use } else { nil }
  }

  @Test func `a use is taken apart, with the comment that names the version`() throws {
    let steps = steps(
      """
          - uses: Actions/Setup-Node@1234567890abcdef   # v4.1.0
            with: {Node-Version: 18, cache: npm, flag: true}
          - uses: 'actions/cache/restore@v4' # note
          - uses: docker://Alpine:3.20
          - uses: docker://ghcr.io:443/x/y@sha256:abc
          - uses: octo/tool@v1#x
          - uses: ./none
      """)
    let first = try #require(uses(steps[0]))
    #expect(first.name == "actions/setup-node" && first.version == "1234567890abcdef")
    #expect(first.versionComment == "v4.1.0" && first.majorVersion == 4)
    #expect(first.inputs == ["node-version": "18", "cache": "npm", "flag": "true"])
    #expect(
      uses(steps[1]) == PackagedStep(name: "actions/cache/restore", version: "v4", versionComment: "note"))
    #expect(uses(steps[2]) == PackagedStep(name: "docker://alpine", version: "3.20"))
    #expect(uses(steps[3])?.version == "443/x/y@sha256:abc" || uses(steps[3])?.version == "sha256:abc")
    #expect(uses(steps[4])?.version == "v1#x" && uses(steps[4])?.versionComment == "")
    #expect(uses(steps[5])?.name == "./none")
  }

  @Test func `folders come from the step, the job and the workflow, in this order`() {
    let readout = PipelineReadout.of(
      """
      on: push
      defaults: {run: {working-directory: top}}
      jobs:
        a: {runs-on: x, steps: [{run: a}, {run: a, working-directory: ./own/}, {uses: b/c@v1}]}
        b: {runs-on: x, defaults: {run: {working-directory: a/../job}}, steps: [{run: a}]}
        c:
          runs-on: x
          strategy: {matrix: {d: [p, q], same: [s]}}
          steps:
            - {run: a, working-directory: "${{ matrix.d }}"}
            - {run: a, working-directory: "${{ matrix.same }}/x"}
            - {run: a, working-directory: "${{ github.workspace }}/y"}
            - {run: a, working-directory: "${{ github.workspace }}"}
            - {run: a, working-directory: "${{ runner.temp }}"}
            - {run: a, working-directory: /abs}
            - {run: a, working-directory: ../out}
      """)
    #expect(readout["a"]?.steps.map(\.workingDirectory) == ["top", "own", ""])
    #expect(readout["b"]?.steps.map(\.workingDirectory) == ["job"])
    #expect(readout["c"]?.steps.map(\.workingDirectory) == [nil, "s/x", "y", "", nil, nil, nil])
  }

  @Test func `folders are those of the repository, wherever it is checked out`() {
    let steps = steps(
      """
          - uses: actions/checkout@v4
            with: {repository: octo/other, path: other}
          - uses: actions/checkout@v4
            with: {path: src}
          - {run: a, working-directory: src}
          - {run: a, working-directory: src/deep}
          - {run: a, working-directory: other}
          - {run: a}
      """)
    #expect(steps.map(\.workingDirectory) == ["", "", "", "deep", nil, nil])
  }

  @Test func `environments are merged from the outside in`() {
    let readout = PipelineReadout.of(
      """
      on: push
      env: {A: 1, B: "${{ secrets.X }}"}
      jobs:
        a:
          runs-on: x
          env: {A: 2, C: true}
          steps: [{run: a}, {run: a, env: {A: 3, D: ~}}]
      """)
    let environments = readout.jobs[0].steps.map(\.environment)
    #expect(environments[0] == ["A": "2", "B": "${{ secrets.X }}", "C": "true"])
    #expect(environments[1] == ["A": "3", "B": "${{ secrets.X }}", "C": "true", "D": "~"])
  }

  @Test func `nested and waiting steps are walked in order`() {
    let steps = steps(
      """
          - parallel:
              - {run: one, background: true}
              - parallel: [{run: two}]
              - uses: a/b@v1
          - wait: one
          - wait-all:
          - cancel: one
          - run: last
      """)
    let works = steps.map { step in
      switch step.work {
      case .run(let script): script
      case .use(let use): use.name
      case .other: "-"
      }
    }
    #expect(works == ["one", "two", "a/b", "-", "-", "-", "last"])
    #expect(steps.map(\.index) == Array(0..<7))
  }

  @Test(arguments: [
    ("runner.os == 'Linux'", true, true), ("${{ runner.os == 'macOS' }}", false, false),
    ("always()", true, true),
    ("failure()", false, true), ("!cancelled()", true, true), ("github.ref == 'x'", false, true),
    ("success() && runner.arch == 'X64'", true, true), ("false", false, false),
    ("${{ false }}", false, false),
    ("startsWith(matrix.os, 'x')", false, false), ("env.X", false, true), ("true", true, true),
    ("false && github.ref", false, false), ("${{ false }} == 'x'", true, true), ("a b", false, true),
  ])
  func `conditions are decided where the files tell`(_ condition: String, _ always: Bool, _ isThere: Bool) {
    let steps = steps("    - run: a\n      if: \(condition.hasPrefix("!") ? "'\(condition)'" : condition)")
    #expect(steps.map(\.runsAlways) == (isThere ? [always] : []))
  }

  @Test func `a condition is asked of every row`() {
    let readout = PipelineReadout.of(
      """
      on: push
      jobs:
        a:
          runs-on: ${{ matrix.os }}
          strategy: {matrix: {os: [ubuntu-latest, windows-latest]}}
          steps:
            - {run: both, if: "runner.os != 'macOS'"}
            - {run: one, if: "runner.os == 'Windows'"}
            - {run: never, if: "matrix.os == 'macos-latest'"}
      """)
    #expect(readout.jobs[0].steps.map(\.runsAlways) == [true, false])
  }

  // MARK: - Composite actions

  private static let setup = """
    name: Set up
    inputs:
      node: {default: 20}
      cache: {}
    runs:
      using: composite
      steps:
        - uses: actions/setup-node@v4 # v4.4.0
          with: {node-version: "${{ inputs.node }}", cache: "${{ inputs.cache }}", url: "x.github.com/${{ inputs.node }}"}
        - run: npm ci
          shell: bash
          working-directory: ${{ github.action_path }}
        - run: yarn
          if: inputs.cache == 'yarn'
          shell: bash
        - uses: ./.github/actions/inner
    """

  @Test func `inputs that only a run knows are followed back to what the caller gives`() throws {
    let inner =
      "inputs: {v: {default: '1'}, w: {}}\nruns: {using: composite, steps: [{uses: a/b@v1, with: "
      + "{version: '${{ inputs.v }}', both: \"${{ inputs.v || inputs.w }}-${{ inputs['v'] }}\"}}, "
      + "{run: 'x ${{ inputs.v }}', shell: sh, env: {V: '${{ Inputs.V }}'}}]}"
    let outer =
      "inputs: {py: {}}\nruns: {using: composite, steps: [{uses: ./inner, with: {v: '3-${{ inputs.py }}', w: it's}}]}"
    let steps = steps(
      "      - {uses: ./outer, with: {py: '${{ matrix.py }}'}}",
      job: "    strategy: {matrix: {py: [a, b]}}\n",
      actions: ["inner/action.yml": inner, "outer/action.yml": outer])
    let use = try #require(uses(steps.first))
    #expect(use.inputs["version"] == "3-${{ matrix.py }}")
    #expect(use.inputs["both"] == "${{ inputs.v || 'it''s' }}-${{ inputs['v'] }}")
    #expect(steps.last?.work == .run(script: "x 3-${{ matrix.py }}"))
    #expect(steps.last?.environment == ["V": "3-${{ matrix.py }}"])
    let direct = self.steps(
      "      - {uses: ./inner, with: {v: '${{ matrix.py }}'}}",
      job: "    strategy: {matrix: {py: [a, b]}}\n", actions: ["inner/action.yml": inner])
    #expect(uses(direct.first)?.inputs["both"] == "${{ (matrix.py) || '' }}-${{ inputs['v'] }}")
  }

  @Test func `the steps of a local composite action stand in the place of its use`() throws {
    let readout = readout(
      """
          - uses: actions/checkout@v4
          - name: tools
            uses: ./.github/actions/setup
            if: github.event_name == 'push'
            env: {E: f}
            with: {cache: npm}
          - run: npm test
      """,
      job: "    defaults: {run: {working-directory: web}}\n",
      actions: [
        ".github/actions/setup/action.yml": Self.setup,
        ".github/actions/inner/action.yaml": "runs: {using: node24, main: x.js}",
      ])
    #expect(readout.problems.isEmpty)
    let steps = readout.jobs[0].steps
    #expect(steps.count == 5 && steps.map(\.index) == [0, 1, 2, 3, 4])
    #expect(uses(steps[1])?.inputs == ["node-version": "20", "cache": "npm", "url": "x.github.com/20"])
    #expect(uses(steps[1])?.versionComment == "v4.4.0")
    #expect(steps[1].position.file == ".github/actions/setup/action.yml" && steps[1].position.line == 8)
    let caller = SourcePosition(file: SampleRepository.pipeline, line: 8, column: 7)
    #expect(steps[2].origin == .packaged(file: ".github/actions/setup/action.yml", caller: caller))
    #expect(steps[2].workingDirectory == ".github/actions/setup" && steps[4].workingDirectory == "web")
    #expect(steps[1].condition == "github.event_name == 'push'" && !steps[1].runsAlways)
    #expect(steps[1].environment == ["E": "f"])
    #expect(uses(steps[3])?.name == "./.github/actions/inner", "it does its work in code")
  }

  @Test func `inputs of an action follow the rows`() {
    let action = """
      inputs: {os: {required: true}}
      runs:
        using: composite
        steps:
          - {run: a, if: "inputs.os == 'ubuntu-latest'", shell: sh}
          - {run: b, if: "startsWith(inputs.os, 'ubuntu')", shell: sh}
          - {run: c, if: "inputs.os == 'none'", shell: sh}
      """
    let readout = readout(
      "    - uses: ./act\n      with: {os: '${{ matrix.os }}'}",
      job: "    strategy: {matrix: {os: [ubuntu-latest, ubuntu-22.04]}}\n",
      actions: ["act/action.yml": action])
    #expect(readout.jobs[0].steps.map(\.runsAlways) == [false, true])
  }

  @Test func `actions that use themselves, nest or multiply end with a problem`() {
    let me = ["me/action.yml": "runs: {using: composite, steps: [{uses: ./me}, {run: x, shell: sh}]}"]
    let cycle = readout("    - uses: ./me", actions: me)
    #expect(cycle.codes == ["action-cycle"] && cycle.jobs[0].steps.count == 1)
    var bomb: [String: String] = [:]
    for level in 0..<10 {
      let steps = (0..<12).map { _ in "{uses: ./l\(level + 1)}" }.joined(separator: ", ")
      bomb["l\(level)/action.yml"] = "runs: {using: composite, steps: [\(steps)]}"
    }
    bomb["l10/action.yml"] = "runs: {using: composite, steps: [{run: x, shell: sh}]}"
    let wide = readout("    - uses: ./l0", actions: bomb)
    #expect(!wide.problems.isEmpty && wide.jobs[0].steps.count <= 2000)
  }

  @Test func `an action that is not there is noted`() {
    let readout = readout("    - uses: ./missing\n    - uses: ./../out\n    - uses: './${{ github.x }}'")
    #expect(readout.codes == ["action-out-of-view", "action-out-of-view", "action-out-of-view"])
    #expect(readout.jobs[0].steps.count == 3)
  }

  @Test func `actions are found where the repository is checked out`() {
    let readout = readout(
      """
          - uses: actions/checkout@v4
            with: {path: src}
          - uses: ./src/act
      """, actions: ["act/action.yml": "runs: {using: composite, steps: [{run: x, shell: sh}]}"])
    #expect(readout.problems.isEmpty && readout.jobs[0].steps.count == 2)
  }
}
