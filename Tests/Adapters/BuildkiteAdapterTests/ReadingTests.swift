internal import AdapterKit
internal import AdapterTesting
internal import InfraMindCore
internal import Testing

@testable internal import BuildkiteAdapter

@Suite struct ReadingTests {
  // MARK: - Steps

  @Test func `all spellings of a command step are jobs, and no other kind of step`() {
    let readout = PipelineReadout.of(
      """
      steps:
        - command: make a
          key: a
        - commands: [make b, make c]
          identifier: b
        - name: "C"
          plugins: [{docker-compose#v5: {run: app}}]
        - command: {command: make d, key: d}
        - type: script
          command: make e
          id: e
        - wait
        - wait: ~
        - waiter
        - block: "Go?"
        - input: Name
        - trigger: other
        - type: manual
          label: x
        - wait:
            continue_on_failure: true
      """)
    #expect(readout.jobs.map(\.key.job) == ["a", "b", "C", "d", "e"])
    #expect(readout.codes == [])
  }

  @Test func `what is no step is said, with its line`() {
    let readout = PipelineReadout.of(
      """
      steps:
        - pause
        - label: nothing to do
        - command: make
      """)
    #expect(readout.codes == ["unknown-step", "unknown-step"])
    #expect(readout.problems.map(\.position.line) == [2, 3])
    #expect(readout.jobs.count == 1)
  }

  @Test func `a bare list of steps is read`() {
    #expect(PipelineReadout.of("- command: make\n- wait\n").jobs.map(\.name) == ["make"])
  }

  @Test func `steps of a group are jobs, and its skip is theirs`() {
    let readout = PipelineReadout.of(
      """
      steps:
        - group: Tests
          steps:
            - command: make a
            - wait
            - {command: make b, skip: "not today"}
            - group: inner
              steps: [{command: make c}]
        - group: ~
          skip: true
          steps: [{command: make d}]
        - command: make e
          skip: false
        - command: make f
          parallelism: 0
      """)
    #expect(readout.jobs.map(\.name) == ["make a", "make e"])
    #expect(readout.codes == ["never-runs", "nested-group", "never-runs", "never-runs"])
  }

  @Test func `the number and the count of parallel jobs are any numbers in their name`() {
    let readout = PipelineReadout.of(
      """
      steps:
        - {label: ":rspec: specs %N/%t", command: make specs, parallelism: 4}
        - {label: "coverage %n", command: make coverage}
      """)
    #expect(readout.jobs.map { $0.rows.map(\.name) } == [[":rspec: specs */*"], ["coverage %n"]])
    #expect(readout.jobs.map(\.key.job) == [":rspec: specs %N/%t", "coverage %n"])
  }

  @Test func `a key, else a label, else a command names a job, and equal ones are told apart`() {
    let readout = PipelineReadout.of(
      """
      env: {SUITE: unit}
      steps:
        - {label: ":rspec: $SUITE", key: rspec, command: make}
        - {label: "Lint $SUITE", command: make lint}
        - command: |

            make docs
            make site
        - {label: Same, command: make x}
        - {label: Same, command: make y}
        - {label: Twin, command: make z}
        - {label: Twin, command: make z}
      """)
    #expect(
      readout.jobs.map(\.key.job) == [
        "rspec", "Lint unit", "make docs", "Same · make x", "Same · make y", "Twin · make z #1",
        "Twin · make z #2",
      ])
    #expect(readout.jobs[0].name == ":rspec: unit")
  }

  @Test func `attributes of a step are read`() throws {
    let job = try #require(
      PipelineReadout.of(
        """
        env: {A: "1", B: "2"}
        steps:
          - key: test
            command: echo $$HOME; make
            env: {B: "3"}
            depends_on: [lint, {step: build, allow_failure: true}]
            timeout_in_minutes: 20
        """)["test"])
    #expect(job.needs == ["lint", "build"])
    #expect(job.timeout == .seconds(1200))
    #expect(job.checkout == .platform)
    #expect(job.steps.map(\.work) == [.run(script: "echo $HOME; make")])
    #expect(job.steps[0].environment == ["A": "1", "B": "3"])
  }

  // MARK: - Matrix

  @Test func `a matrix is the product, an adjustment adds or skips`() throws {
    let job = try #require(
      PipelineReadout.of(
        """
        steps:
          - label: "{{ matrix.os }}/{{matrix.arch}}/{{matrix.test}}"
            key: m
            command: make
            matrix:
              setup:
                os: [linux, windows]
                arch: [amd64, arm64]
                test: [A, 2]
              adjustments:
                - with: {os: plan9, arch: arm64, test: B}
                  soft_fail: true
                - with: {os: windows, arch: arm64, test: "2"}
                  skip: "fails"
                - with: {os: linux, arch: arm64, test: A}
                  soft_fail: true
        """)["m"])
    #expect(job.rows.count == 8)
    #expect(job.rows.last?.name == "plan9/arm64/B")
    #expect(!job.rows.contains { $0.name == "windows/arm64/2" })
    #expect(job.rows[0].matrix == ["os": "linux", "arch": "amd64", "test": "A"])
  }

  @Test func `a simple matrix has one dimension without a name`() throws {
    let job = try #require(
      PipelineReadout.of(
        """
        steps:
          - key: m
            label: "node {{matrix}}"
            command: make
            agents: {queue: "q-{{matrix}}"}
            matrix: {setup: ["18", true], adjustments: [{with: "18", skip: true}, {with: 22}]}
        """)["m"])
    #expect(job.rows.map(\.name) == ["node true", "node 22"])
    #expect(job.rows.map(\.machine) == ["queue=q-true", "queue=q-22"])
  }

  @Test func `a matrix that is wrong or computed has no known rows`() {
    let readout = PipelineReadout.of(
      """
      steps:
        - {key: a, command: x, matrix: {setup: {os: [l], go: [g]}, adjustments: [{with: {os: l}, skip: true}]}}
        - {key: b, command: x, matrix: [$VERSION]}
        - {key: c, command: x, matrix: 3}
        - {key: d, command: x, matrix: []}
      """)
    #expect(readout.codes == ["invalid-matrix", "computed-matrix", "invalid-matrix"])
    #expect(readout.jobs.map(\.rows.count) == [0, 0, 0, 0])
  }

  @Test func `a dimension that only chooses the agent is no part of the identity`() throws {
    let job = try #require(
      PipelineReadout.of(
        """
        steps:
          - key: m
            command: make GO={{matrix.go}} {{matrix.nothing}}
            agents: {queue: "{{matrix.size}}"}
            matrix: {setup: {go: ["1.24"], size: [small, big]}}
        """)["m"])
    #expect(job.rows.map(\.variant.description) == ["go=1.24", "go=1.24"])
    #expect(job.rows.map(\.machine) == ["queue=small", "queue=big"])
  }

  // MARK: - Agents

  @Test func `a step's tags replace the pipeline's`() {
    let readout = PipelineReadout.of(
      """
      agents: {queue: small, os: linux}
      steps:
        - {key: a, command: x}
        - {key: b, command: x, agents: {queue: big}}
        - {key: c, command: x, agents: ["queue=big", " os = macos ", docker]}
        - {key: d, command: x, agent_query_rules: ["queue=api"]}
        - {key: e, command: x, agents: {windows: true, docker: "*"}}
      """)
    #expect(
      readout.jobs.map { $0.rows[0].machine } == [
        "queue=small os=linux", "queue=big", "queue=big os=macos docker", "queue=api",
        "windows=true docker=*",
      ])
    #expect(PipelineReadout.of("steps:\n- command: x\n").jobs[0].rows[0].machine == "default")
  }

  @Test func `variables of the pipeline's own env and defaults are known, others are not`() {
    let readout = PipelineReadout.of(
      """
      env: {SIZE: big, QUEUE: "linux-${SIZE}", EMPTY: ""}
      steps:
        - {key: a, command: x, agents: {queue: $QUEUE}}
        - {key: b, command: x, agents: {queue: "${OTHER:-small}"}}
        - {key: c, command: x, agents: {queue: "${EMPTY:-none}"}}
        - {key: d, command: x, agents: {queue: "${EMPTY-none}x"}}
        - {key: e, command: x, agents: {queue: "$OTHER"}}
        - {key: f, command: x, agents: {queue: 'a$$b\\$c'}}
        - {key: g, command: x, agents: {queue: "${OTHER:-${SIZE:-x}}"}}
        - {key: h, command: x, agents: {provider: gcp, machineType: n2, image: "${IMAGE}"}}
        - {key: i, command: x, agents: {queue: "${OTHER?say it}"}}
      """)
    #expect(
      readout.jobs.map { $0.rows[0].machine } == [
        "queue=linux-big", "queue=small", "queue=none", "queue=x", "? queue=$OTHER", "queue=a$b$c",
        "queue=big", "provider=gcp machineType=n2", "? queue=${OTHER?say it}",
      ])
    #expect(readout.codes == ["computed-agents", "computed-agents"])
  }

  // MARK: - Plugins and caches

  @Test func `plugins are read in every notation`() throws {
    let readout = PipelineReadout.of(
      """
      common:
        - &docker {docker#v5.9.0: {image: "node:22"}}
      steps:
        - {key: a, command: x, plugins: [*docker, "org/tool#v1", "ssh://git@github.com/acme/x-buildkite-plugin.git#v2"]}
        - key: b
          command: x
          plugins:
            ecr#v1.1.4: {login: true}
            https://github.com/buildkite-plugins/docker-buildkite-plugin.git#v2: {image: "go:1"}
        - {key: c, command: x, plugins: ./local}
        - {key: d, plugins: [{docker#v5: {image: rust, command: [cargo, test]}}]}
      """)
    let names = readout.jobs.map { job in
      job.steps.compactMap { step -> String? in
        if case .use(let use) = step.work { "\(use.name)@\(use.version)" } else { nil }
      }
    }
    #expect(
      names == [
        ["docker@v5.9.0", "org/tool@v1", "acme/x@v2"], ["ecr@v1.1.4", "docker@v2"], ["./local@"],
        ["docker@v5"],
      ])
    #expect(readout.jobs.map(\.container) == ["node:22", "go:1", nil, "rust"])
    #expect(readout.jobs[3].steps.last?.work == .run(script: "cargo test"))
  }

  @Test func `volumes, the cache plugin and the agent's own cache are seen`() {
    let readout = PipelineReadout.of(
      """
      cache: [node_modules]
      steps:
        - {key: a, command: x, cache: ".build"}
        - {key: b, command: x, cache: {paths: [vendor/bundle], name: gems}}
        - {key: c, command: x, cache: false}
        - {key: d, command: x, plugins: [{cache#v1: {path: dist, manifest: [a, b]}}, {seek-oss/docker-ecr-cache#v3: ~}]}
        - {key: e, command: "buildkite-agent cache restore && make"}
        - {key: f, command: x, cache: /tmp/cache/npm}
      """)
    #expect(
      readout.jobs.map { $0.caches.flatMap(\.paths) } == [
        [".build", "node_modules"], ["vendor/bundle", "node_modules"], [], ["node_modules", "dist"],
        ["node_modules"], ["/tmp/cache/npm", "node_modules"],
      ])
    #expect(readout["c"]?.caches.map(\.isSwitchedOff) == [true])
    #expect(readout["d"]?.caches.contains(where: \.isOutsideView) == true)
    #expect(readout["e"]?.caches.contains(where: \.isOutsideView) == true)
    #expect(readout["f"]?.caches.first?.tools == [.npm])
  }

  // MARK: - Outside the view

  @Test func `uploads are reported, with whether their steps are in view`() {
    let steps = """
      steps:
        - command: ./gen.sh | buildkite-agent pipeline upload
        - command: buildkite-agent pipeline upload .buildkite/more.yml
        - command: buildkite-agent pipeline upload --replace "missing.yml"
        - command: buildkite-agent pipeline upload
      """
    var files = SampleRepository(files: [SampleRepository.pipeline: steps])
    files.files[".buildkite/more.yml"] = Array("steps: []".utf8)
    let readout = Buildkite().jobs(in: [SampleRepository.pipeline], of: files, named: "octo/cat")
    #expect(readout.codes == Array(repeating: "dynamic-pipeline", count: 4))
    for (problem, part) in zip(
      readout.problems, ["a program writes", "read where", "not in the checkout", "looks for"])
    {
      #expect(problem.message.contains(part))
      #expect(problem.severity == .note)
    }
  }

  @Test func `a file under the folder that is no pipeline is only noted`() {
    var files = SampleRepository(files: [SampleRepository.pipeline: "services: {app: {image: x}}"])
    #expect(PipelineReadout.of("services: {app: {image: x}}").problems.first?.severity == .error)
    files.files[".buildkite/docker-compose.yml"] = Array("services: {app: {image: x}}".utf8)
    let readout = Buildkite().jobs(in: [".buildkite/docker-compose.yml"], of: files, named: "")
    #expect(readout.codes == ["not-a-pipeline"])
    #expect(readout.problems[0].severity == .note)
  }

  @Test func `names that speak of a release keep caches away`() {
    let readout = PipelineReadout.of(
      """
      steps:
        - {key: a, label: ":rocket: Deploy", command: x}
        - {key: publish-gem, command: x}
        - {key: c, label: "Release build check", command: x}
        - group: Release
          steps: [{key: d, command: x}]
      """)
    #expect(readout.jobs.map { $0.traits.contains(.release) } == [true, true, false, true])
    #expect(readout["a"]?.signs[.release]?.position.line == 2)
  }

  @Test(arguments: [
    ("build.tag", true), ("build.tag != null", true), ("build.tag =~ /^v/ && build.source == 'ui'", true),
    ("build.branch == 'main' && build.tag != ''", true), ("(build.tag == 'v1')", true),
    ("build.tag == null", false), ("build.tag == \\\"\\\"", false), ("!build.tag", false),
    ("build.tag !~ /rc/", false),
    ("build.tag != null || build.branch == 'main'", false), ("build.tag != 'latest'", false),
    ("build.branch == 'main'", false),
  ])
  func `steps for tags only are taken for releases`(_ condition: String, _ isRelease: Bool) {
    for text in [
      "steps: [{key: a, command: x, if: \"\(condition)\"}]",
      "steps: [{group: g, if: \"\(condition)\", steps: [{key: a, command: x}]}]",
    ] {
      #expect(PipelineReadout.of(text)["a"]?.traits == (isRelease ? [.release] : []), "\(text)")
    }
  }

  // MARK: - Hostile input

  @Test(arguments: [
    "", "\u{0}", "steps", "steps: 3", "steps: {a: b}", "steps: [[[]]]", "steps:\n  - &a [*a]\n", "a: &a *a",
    "steps: [{group: x, steps: &s [{group: y, steps: *s}]}]", "steps: [{command: {command: {command: x}}}]",
    "steps: [{command: '${', agents: {queue: '${A:-${B:-${C'}}]",
    "steps: [{matrix: {setup: {a: {}}}, command: x}]",
    "agents: [[], {}, ~, '', '=', 'a=']\nsteps: [{command: x}]",
    "env: [a, b]\nsteps: [{command: x, env: [A=1]}]",
    "steps: [{plugins: [~, '', '#', {'': ~}]}]", "steps: [{command: '{{matrix', matrix: ['{{matrix}}']}]",
    "steps: [{command: x, cache: {paths: {a: b}}, timeout: 99999999999999999999}]",
  ])
  func `odd files are read without harm`(_ text: String) {
    for job in PipelineReadout.of(text).jobs { #expect(!job.key.job.isEmpty && !job.name.isEmpty) }
  }

  @Test func `aliases do not let a small file ask for a large reading`() {
    let waits = Array(repeating: "wait", count: 4_000).joined(separator: ",")
    let groups = Array(repeating: "*g", count: 4_000).joined(separator: ",")
    let repeated = PipelineReadout.of("steps: [&g {group: x, steps: [\(waits)]}, \(groups)]")
    #expect(repeated.codes == ["too-many-steps"])

    let script = String(repeating: "echo again; ", count: 40_000)
    let uses = Array(repeating: "{command: *s}", count: 1_000).joined(separator: ", ")
    let long = PipelineReadout.of("steps: [{command: &s '\(script)'}, \(uses)]")
    #expect(long.codes == ["too-many-steps"])
    #expect((10..<100).contains(long.jobs.count))

    let values = (0..<900).map(String.init).joined(separator: ",")
    let matrices = Array(repeating: "{command: x, matrix: *m}", count: 100).joined(separator: ", ")
    let many = PipelineReadout.of("steps: [{command: x, matrix: &m [\(values)]}, \(matrices)]")
    #expect(many.codes == ["too-many-steps"])
    #expect(many.jobs.count == 22)
  }

  @Test func `variables made of variables do not grow without bound`() throws {
    let variables = (0..<20).map { "  V\($0 + 1): '\(String(repeating: "$V\($0)", count: 10))'\n" }.joined()
    let readout = PipelineReadout.of(
      "env:\n  V0: small\n\(variables)steps: [{key: a, command: x, agents: {queue: $V20, size: $V1}}]\n")
    #expect(try #require(readout["a"]).rows[0].machine == "? queue=$V20")
    let twice = PipelineReadout.of(
      "env: {A: x, B: $A$A}\nsteps: [{key: a, command: x, agents: {queue: $B$A}}]\n")
    #expect(try #require(twice["a"]).rows[0].machine == "queue=xxx")
  }

  @Test func `braces that nobody closes are text, however many there are`() {
    let many = String(repeating: "${A:-", count: 200_000)
    let readout = PipelineReadout.of(
      "steps: [{key: a, command: x, label: '\(many)', agents: {queue: '\(many)'}}]\n")
    #expect(readout.jobs.count == 1)
    let mixed = PipelineReadout.of(
      "steps: [{key: a, command: x, agents: {queue: '${ ${A:-{x}} ${B:-${C:-y}}'}}]\n")
    #expect(mixed["a"]?.rows[0].machine == "queue=${ {x} y")
  }

  @Test func `each file is a pipeline of its own`() {
    var files = SampleRepository(files: [SampleRepository.pipeline: "steps: [{key: a, command: x}]"])
    files.files[".buildkite/nightly/soak.yml"] = Array("steps: [{key: a, command: y}]".utf8)
    let paths = [".buildkite/nightly/soak.yml", SampleRepository.pipeline]
    let jobs = Buildkite().jobs(in: paths, of: files, named: "octo/cat").jobs
    #expect(jobs.map(\.key.pipeline) == paths)
    #expect(Set(jobs.map(\.key)).count == 2)
  }

  @Test
  func `agents of the user's own may keep their disks, but a pod of a cluster begins with an empty one`()
    throws
  {
    let readout = PipelineReadout.of(
      """
      steps:
        - {key: own, command: x, agents: {queue: ci, os: linux}}
        - {key: pod, command: x, agents: {queue: ci, os: linux}, plugins: [kubernetes: {podSpec: {}}]}
      """)
    #expect(try #require(readout["own"]).traits == [.selfHosted])
    #expect(try #require(readout["pod"]).traits.isEmpty)
  }

  @Test func `volumes of hosted agents have no key files, the cache plugin's caches do`() throws {
    let readout = PipelineReadout.of(
      """
      steps:
        - {key: hosted, command: x, agents: {queue: linux-small}}
        - {key: plugin, command: x, plugins: [cache#v1: {manifest: a, path: b}]}
      """)
    #expect(try #require(readout["hosted"]).cachesHaveKeys == false)
    #expect(try #require(readout["plugin"]).cachesHaveKeys)
  }

  @Test func `a matrix that would explode is not listed`() {
    let values = (0..<25).map(String.init).joined(separator: ",")
    let dimensions = (0..<6).map { "d\($0): [\(values)]" }.joined(separator: ", ")
    let readout = PipelineReadout.of("steps: [{key: m, command: x, matrix: {setup: {\(dimensions)}}}]")
    #expect(readout.codes == ["too-many-rows"])
    #expect(readout["m"]?.rows.isEmpty == true)
  }
}
