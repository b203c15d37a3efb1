internal import AdapterKit
internal import AdapterTesting
internal import InfraMindCore
internal import Testing

@testable internal import GitHubActionsAdapter

@Suite struct WorkflowProblemTests {
  @Test(arguments: [
    ("", "empty-file"), ("# only a comment\n", "empty-file"), ("null", "empty-file"),
    ("a: [", "invalid-yaml"),
    ("[a]", "not-a-workflow"), ("text", "not-a-workflow"), ("on: push\n", "not-a-workflow"),
    ("jobs: {a: {runs-on: x}}\n", "not-a-workflow"), ("on: push\njobs: []\n", "invalid-jobs"),
    ("on: push\njobs: text\n", "invalid-jobs"), ("on: push\njobs: {a: []}\n", "invalid-job"),
    ("on: push\njobs: {a: }\n", "invalid-job"), ("version: 2.1\njobs: {a: {}}\n", "other-platform"),
    ("stages: [a]\n", "other-platform"), ("kind: pipeline\nsteps: []\n", "other-platform"),
    ("steps: [{command: x}]\n", "other-platform"), ("name: x\nruns: {using: composite}\n", "other-platform"),
    ("on: push\njobs: {a: {runs-on: x, steps: {}}}\n", "invalid-steps"),
    ("on: push\njobs: {a: {runs-on: x, steps: [1]}}\n", "invalid-step"),
    ("on: push\njobs: {a: {runs-on: x, strategy: []}}\n", "invalid-matrix"),
    ("on: push\njobs: {a: {runs-on: x, strategy: {matrix: []}}}\n", "invalid-matrix"),
    ("on: push\njobs: {a: {runs-on: x, strategy: {matrix: }}}\n", "invalid-matrix"),
    ("on: push\njobs: {a: {runs-on: x, strategy: {matrix: {x: {}}}}}\n", "invalid-matrix"),
    ("on: push\njobs: {a: {runs-on: x, strategy: \"${{ fromJSON(vars.S) }}\"}}\n", "computed-matrix"),
    (
      "on: push\njobs: {a: {runs-on: x, strategy: {matrix: \"${{ fromJSON(needs.p.outputs.m) }}\"}}}\n",
      "computed-matrix"
    ),
    ("on: push\njobs: {a: {runs-on: x}, a: {runs-on: y}}\n", "duplicate-key"),
    ("on: push\njobs: {a: {runs-on: x}}\n---\nb: c\n", "several-documents"),
    ("on: push\njobs: {a: {runs-on: *none}}\n", "undefined-alias"),
    ("on: push\njobs: {<<: {}, a: {runs-on: x}}\n", "merge-key"),
  ])
  func `each thing wrong has its code and place`(_ source: String, _ code: String) throws {
    let problems = PipelineReadout.of(source).problems
    let problem = try #require(problems.first { $0.code == code }, "\(problems)")
    #expect(problem.position.file == SampleRepository.pipeline && problem.position.line >= 1)
    #expect(!problem.message.isEmpty)
  }

  @Test func `a file that is not there is a problem beside the rest`() {
    let readout = SampleRepository(files: ["b.yml": "on: push\njobs: {a: {runs-on: x}}"]).readout([
      "a.yml", "b.yml", "b.yml",
    ])
    #expect(readout.codes == ["unreadable-file"] && readout.jobs.count == 1)
    #expect(readout.problems[0].severity == .error)
  }

  @Test func `a matrix of literal JSON is expanded`() {
    let readout = PipelineReadout.of(
      """
      on: push
      jobs: {a: {runs-on: "${{ matrix.os }}", strategy: {matrix: "${{ fromJSON('{\\"os\\":[\\"a\\",\\"b\\"]}') }}"}}}
      """)
    #expect(readout.jobs.first?.rows.map(\.name) == ["a (a)", "a (b)"] && readout.problems.isEmpty)
  }

  @Test func `a job that never runs is left out, and said`() {
    let readout = PipelineReadout.of(
      "on: push\njobs: {a: {if: false, runs-on: x}, b: {if: \"${{ true }}\", runs-on: x}}")
    #expect(readout.jobs.map(\.key.job) == ["b"] && readout.codes == ["never-runs"])
  }

  @Test func `what a job says of itself is read`() throws {
    let readout = PipelineReadout.of(
      """
      on: {push: , schedule: [{cron: '0 0 * * *', timezone: UTC}]}
      concurrency: {group: x, cancel-in-progress: true}
      jobs:
        plan: {runs-on: ubuntu-slim}
        a:
          name: The job
          needs: plan
          runs-on: x
          timeout-minutes: 2.5
          cancel-timeout-minutes: 1
          container: {image: node:20, options: --cpus 1}
          services: {db: {image: postgres}}
          steps: []
        b: {runs-on: x, needs: [plan, a], timeout-minutes: "${{ fromJSON('30') }}", container: alpine}
        c: {runs-on: x, timeout-minutes: "${{ vars.T }}", container: "${{ vars.C }}"}
        d: {runs-on: x, timeout-minutes: -1, container: ''}
      """)
    #expect(
      readout.problems.isEmpty
        && readout.jobs.map(\.events) == Array(repeating: ["push", "schedule"], count: 5))
    let job = try #require(readout["a"])
    #expect(
      job.name == "The job" && job.needs == ["plan"] && job.container == "node:20"
        && job.timeout == .seconds(150))
    #expect(readout["b"]?.needs == ["plan", "a"] && readout["b"]?.timeout == .seconds(1800))
    #expect(readout["b"]?.container == "alpine")
    #expect(readout["c"]?.timeout == nil && readout["c"]?.container == "${{ vars.C }}")
    #expect(readout["d"]?.timeout == nil && readout["d"]?.container == nil)
    #expect(job.key.description == "github-actions:octo/cat:.github/workflows/ci.yml#a")
  }

  @Test func `a container of the matrix is known if all rows agree`() {
    func container(_ images: String) -> String? {
      PipelineReadout.of(
        "on: push\njobs: {a: {runs-on: x, container: \"${{ matrix.i }}\", strategy: {matrix: {i: [\(images)]}}}}"
      ).jobs.first?.container
    }
    #expect(container("a:1") == "a:1" && container("a:1, b:2") == "${{ matrix.i }}" && container("''") == nil)
  }
}
