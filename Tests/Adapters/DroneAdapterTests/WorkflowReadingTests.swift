internal import AdapterKit
internal import AdapterTesting
@testable internal import DroneAdapter
internal import InfraMindCore
internal import Testing

/// What the adapter reads of Woodpecker's files.
@Suite struct WorkflowReadingTests {
  private static func readout(_ text: String) -> PipelineReadout {
    SampleRepository(files: [".woodpecker.yaml": text]).readout([".woodpecker.yaml"])
  }

  private static func job(_ text: String) -> JobDefinition? { readout(text).jobs.first }

  private static let step = "steps: [{name: a, image: alpine, commands: [make]}]\n"

  @Test func `each file of the folder is a workflow, named after the file`() {
    let files = SampleRepository(files: [
      ".woodpecker/.build.yaml": Self.step,
      ".woodpecker/deploy.yml": "depends_on: [build, lint]\n" + Self.step,
      ".woodpecker/sub/ignored.yaml": Self.step, ".drone.yml": "kind: pipeline\nname: old\n",
    ])
    let found = Drone.pipelineFilePatterns.flatMap { files.paths(matching: $0) }
    #expect(Set(found) == [".woodpecker/.build.yaml", ".woodpecker/deploy.yml", ".drone.yml"])
    let readout = files.readout(found)
    #expect(Set(readout.jobs.map(\.key.job)) == ["build", "deploy", "old"])
    #expect(readout["deploy"]?.key.pipeline == ".woodpecker/deploy.yml")
    #expect(readout["deploy"]?.key.platform == .drone)
    #expect(readout["deploy"]?.needs == ["build", "lint"])
    #expect(readout.codes == ["unknown-dependency"])
    #expect(readout.problems.first?.message.contains("'lint'") == true)
  }

  @Test func `a file that the folder or another file stands in for is left out`() {
    let folder = SampleRepository(files: [".woodpecker.yml": Self.step, ".woodpecker/a.yml": Self.step])
    #expect(folder.readout([".woodpecker.yml", ".woodpecker/a.yml"]).jobs.map(\.key.job) == ["a"])
    #expect(folder.readout([".woodpecker.yml"]).codes == ["unused-file"])
    let endings = SampleRepository(files: [".woodpecker.yml": Self.step, ".woodpecker.yaml": Self.step])
    #expect(endings.readout([".woodpecker.yml"]).codes == ["unused-file"])
    #expect(endings.readout([".woodpecker.yaml"]).jobs.map(\.key.job) == ["woodpecker"])
  }

  @Test func `a file whose name does not tell is Woodpecker's if it has steps and no kind`() {
    let files = SampleRepository(files: [
      "ci/a.yaml": Self.step, "ci/b.yaml": "kind: pipeline\nname: b\nsteps: []\n",
    ])
    let readout = files.readout(["ci/a.yaml", "ci/b.yaml"])
    #expect(readout.jobs.map(\.key.job) == ["a", "b"])
    #expect(readout.jobs.map(\.events.count) == [9, 7])
  }

  @Test(arguments: [
    ("# Drone's\n---\nkind: pipeline\nname: x\nsteps: []\n", false), ("steps: []\nkind: pipeline\n", false),
    ("steps: []\n'kind': pipeline\n", false), ("steps: []\nkind : pipeline\n", false),
    ("{steps: [], kind: pipeline}\n", false), ("steps: []\nkind:pipeline: 1\n", true),
    ("steps: []\nlabels:\n  kind: large\n", true), ("steps: []\n---\nkind: pipeline\n", true),
    ("---\n# kind:\nsteps: []\n", true), ("name: x\n", false),
  ])
  func `the kind of the first document tells, however it is written`(text: String, isWorkflow: Bool) {
    #expect((FileFormat("ci/a.yaml", Array(text.utf8)) == .woodpecker) == isWorkflow)
  }

  @Test func `steps are read from a list and by name, with merged lists and maps`() {
    let list = Self.job(
      """
      variables:
        - &go golang:1.23
        - setup: &setup [git version, go version]
        - steps: &more
          - {name: last, image: alpine, commands: [echo]}
      steps:
        - image: *go
          commands:
            - <<: [*setup, *setup]
            - go test ./...
        - <<: *more
        - {name: notify, image: 'codeberg.org/x/plugin-slack:1', settings: {channel: ci, to: [a, b]}}
      """)
    let twice = "git version\ngo version\n"
    #expect(list?.work == [twice + twice + "go test ./...", "echo", "codeberg.org/x/plugin-slack"])
    #expect(list?.steps.map(\.name) == [nil, "last", "notify"])
    #expect(list?.container == "golang:1.23")
    guard case .use(let plugin) = list?.steps.last?.work else { return #expect(Bool(false)) }
    #expect(plugin.version == "1" && plugin.inputs == ["channel": "ci", "to": "a\nb"])

    let named = Self.job(
      """
      x-base: &base {image: "node:22", environment: {CI_COLOR: 1}}
      steps:
        install: {<<: *base, commands: npm ci, directory: web/}
        "unit tests": {<<: *base, commands: [npm test, "export GOPATH=$CI_WORKSPACE/.go"], directory: /srv}
      """)
    #expect(named?.work == ["npm ci", "npm test\nexport GOPATH=$CI_WORKSPACE/.go"])
    #expect(named?.steps.map(\.name) == ["install", "unit tests"])
    #expect(named?.steps.map(\.workingDirectory) == ["web", nil])
    #expect(named?.steps.last?.environment == ["CI_COLOR": "1", "GOPATH": "$CI_WORKSPACE/.go"])
    #expect(named?.checkout == .platform && named?.cacheReach == .workspace)
    #expect(Self.job("skip_clone: true\n" + Self.step)?.checkout == .steps)
  }

  @Test(arguments: [
    ("labels: {size: small, platform: linux/arm64}", "size=small+platform=linux/arm64"),
    ("labels: {size: '', woodpecker-ci.org/repo-id: 1}", "default"),
    ("labels: [size=small, fast=true]", "size=small+fast=true"),
    ("labels: {cores: 4}", "cores=4"),
    ("platform: linux/amd64", "platform=linux/amd64"),
    ("platform: linux/amd64\nlabels: {platform: linux/arm64}", "platform=linux/arm64"),
    ("labels: {size: '${SIZE}'}", "? ${SIZE} is known only to a run"),
    ("labels: {size: '${SIZE}'}\nmatrix: {SIZE: [big]}", "size=big"),
    ("labels: {size: '$${SIZE}'}", "size=${SIZE}"),
    ("labels:", "default"),
  ])
  func `labels are read`(_ text: String, _ machine: String) {
    #expect(Self.job(text + "\n" + Self.step)?.machine == machine)
  }

  @Test(arguments: [
    ("requests: {cpu: 500m, memory: 200Mi}", "cpu=0.5+memory=0.1953125GiB"),
    ("requests: {cpu: '2', memory: 8Gi}", "cpu=2+memory=8GiB"),
    ("requests: {memory: 1e9}", "memory=0.9313225746154785GiB"),
    ("requests: {memory: 1048576Ki}", "memory=1GiB"),
    ("requests: {cpu: lots}", "? `cpu` is no amount that is known before a run"),
    ("requests: {cpu: '${CPU}'}", "? `cpu` is no amount that is known before a run"),
    ("requests: {cpu: 9999}", "? no machine has such a size"),
    ("limits: {cpu: '2'}", "default"),
  ])
  func `requests are amounts as Kubernetes has them`(_ text: String, _ machine: String) {
    let options = "backend_options: {kubernetes: {resources: {\(text)}}}"
    let job = Self.job("steps: [{name: a, image: alpine, commands: [make], \(options)}]\n")
    #expect(job?.machine == machine)
  }

  @Test func `a workflow is as large as its largest step`() {
    func step(_ name: String, _ requests: String) -> String {
      "  \(name): {image: a, commands: [b], backend_options: {kubernetes: {resources: {requests: {\(requests)}}}}}\n"
    }
    let job = Self.job("steps:\n" + step("a", "cpu: '1', memory: 4Gi") + step("b", "cpu: 2500m"))
    #expect(job?.machine == "cpu=2.5+memory=4GiB")
    let bare = Self.readout("steps:\n" + step("a", "cpu: 2"))
    #expect(bare.codes == ["bare-number"] && bare.jobs.first?.machine == "cpu=2")
  }

  @Test(arguments: [
    ("nodeSelector: {pool: big}", "nodeSelector: {pool: big}", "pool=big"),
    ("nodeSelector: {pool: big}", "nodeSelector: {pool: small}", "? steps choose different nodes"),
    ("nodeSelector: {pool: big}", "serviceAccountName: a", "pool=big"),
  ])
  func `nodes are chosen by steps`(_ first: String, _ second: String, _ machine: String) {
    let steps = [first, second].map {
      "  - {image: a, commands: [b], backend_options: {kubernetes: {\($0)}}}\n"
    }
    #expect(Self.job("steps:\n" + steps.joined())?.machine == machine)
  }

  @Test func `a matrix gives a row for each combination, and axes of the machine no part in its identity`() {
    let job = Self.job(
      """
      matrix:
        GO: [1.22, "1.23"]
        AGENT: [small, large]
        IMAGE: [golang]
      labels: {size: "${AGENT}", platform: linux/amd64}
      steps: [{name: a, image: "${IMAGE}:${GO}", commands: [go test ./...]}]
      """)
    #expect(job?.rows.count == 4)
    // Without AGENT two rows each would be the same.
    #expect(Set(job?.rows.map(\.variant.description) ?? []).count == 4)
    #expect(Set(job?.rows.map(\.name) ?? []) == ["woodpecker"])
    #expect(job?.rows.first?.matrix == ["GO": "1.22", "AGENT": "small", "IMAGE": "golang"])

    let one = Self.job(
      """
      matrix:
        include:
          - {GO: 1.22, AGENT: small}
          - {GO: 1.23, AGENT: large}
          - {GO: 1.23, AGENT: large}
      labels: {size: "${AGENT}"}
      steps: [{name: a, image: "golang:${GO}", commands: [go test ./...]}]
      """)
    #expect(one?.rows.map(\.variant.description) == ["GO=1.22", "GO=1.23"])
    #expect(one?.rows.map(\.machine) == ["size=small", "size=large"])
  }

  @Test(arguments: [
    ("when: [{matrix: {AGENT: large}}]", true), ("when: [{evaluate: 'AGENT == \"large\"'}]", true),
    ("commands: [echo $AGENT]", true), ("commands: [echo AGENT]", false),
    ("settings: {to: '${AGENT}'}", true), ("backend_options: {kubernetes: {x: '${AGENT}'}}", false),
  ])
  func `an axis that steps mention belongs to the identity`(_ part: String, _ isKept: Bool) {
    let job = Self.job(
      """
      matrix: {include: [{GO: 1, AGENT: small}, {GO: 2, AGENT: large}]}
      labels: {size: "${AGENT}"}
      steps: [{image: "golang:${GO}", \(part)}]
      """)
    #expect(job?.rows.first?.variant.values.keys.contains("AGENT") == isKept)
  }

  @Test(arguments: [
    ("matrix: {A: [1, 2, 3], B: [1, 2, 3], C: [1, 2, 3]}", 27, []),
    ("matrix: {A: [1, 2, 3, 4], B: [1, 2, 3], C: [1, 2, 3]}", 0, ["matrix-limit"]),
    ("matrix: {A: 1}", 0, ["bad-matrix"]), ("matrix: {A: []}", 0, ["bad-matrix"]),
    ("matrix: {include: [{A: [1]}]}", 0, ["bad-matrix"]), ("matrix: [a]", 0, ["bad-matrix"]),
    ("matrix: {A: [1, 1, 2]}", 2, []), ("matrix:", 1, []), ("matrix: {include: []}", 1, []),
  ])
  func `a matrix has its bounds`(_ text: String, _ rows: Int, _ codes: [String]) {
    let readout = Self.readout(text + "\n" + Self.step)
    #expect(readout.jobs.first?.rows.count == rows)
    #expect(readout.codes == codes)
  }

  @Test func `events are those for which some step may run`() {
    func events(_ text: String) -> [String] { Self.job(text)?.events ?? [] }
    #expect(events(Self.step).count == 9)
    #expect(events("when: {event: push}\n" + Self.step) == ["push"])
    #expect(
      events("when: [{event: tag}, {event: [push, manual]}]\n" + Self.step) == ["push", "tag", "manual"])
    #expect(events("when: [{event: push}, {branch: main}]\n" + Self.step).count == 9)
    #expect(events("when: {event: {exclude: [cron, manual]}}\n" + Self.step).count == 7)
    let steps = "steps: [{image: a, when: {event: tag}}, {image: b, when: [{event: push, branch: main}]}]\n"
    #expect(events(steps) == ["push", "tag"])
    #expect(events("when: {event: push}\n" + steps) == ["push"])
  }

  @Test func `a step always runs if its condition asks for no more than the workflow's`() {
    let job = Self.job(
      """
      when: {event: [push, pull_request]}
      steps:
        - {image: a, when: {event: [push, pull_request, tag]}}
        - {image: b, when: {event: push}}
        - {image: c, when: [{event: push}, {event: pull_request}]}
        - {image: d, when: [{event: [push, pull_request], path: x}]}
        - {image: e}
      """)
    #expect(job?.steps.map(\.runsAlways) == [true, false, true, false, true])
  }

  @Test(arguments: [
    ("when: {event: [tag, release]}\n" + step, true), ("when: {event: [push, tag]}\n" + step, false),
    ("steps: [{image: 'woodpeckerci/plugin-docker-buildx:5', settings: {repo: a}}]\n", true),
    ("steps: [{image: woodpeckerci/plugin-kaniko, settings: {dry-run: true}}]\n", false),
    ("steps: [{image: 'codeberg.org/woodpecker-plugins/docker-buildx'}]\n", true),
    ("steps: [{image: 'codeberg.org/woodpecker-plugins/trivy'}]\n", false),
  ])
  func `workflows that publish are known by a sign`(_ text: String, _ isRelease: Bool) {
    #expect(Self.job(text)?.traits.contains(.release) == isRelease)
  }

  @Test func `agents with the backend local are machines of one's own`() {
    let job = Self.job("labels: {backend: local}\nsteps: [{image: bash, commands: [make]}]\n")
    #expect(job?.traits.contains(.selfHosted) == true)
    #expect(job?.container == nil && job?.cacheReach == .machine)
  }

  @Test func `caches of plugins and volumes are seen`() {
    let job = Self.job(
      """
      workspace: {base: /go, path: src/m}
      steps:
        restore: {image: meltwater/drone-cache, settings: {restore: true, mount: [ ./.gomod, /go/src/m/.npm/ ]}}
        test:
          image: golang:1.23
          environment: {GOMODCACHE: /go/src/m/.gomod}
          volumes: [ "maven:/root/.m2", /opt/cargo:/usr/local/cargo/registry:ro ]
          commands: [ go test ./... ]
        fetch: {image: quay.io/landre/woodpecker/cache, settings: {action: download, path: node_modules}}
      """)
    #expect(
      job?.caches.map(\.paths) == [
        [".gomod", ".npm"], ["node_modules"], ["~/.m2"], ["/usr/local/cargo/registry"],
      ])
    #expect(job?.caches.map(\.step) == [0, 2, 1, 1])
    #expect(job?.caches.first?.tools == [.init(rawValue: "go")])
  }

  @Test(arguments: [
    ("a: b\n", ["no-steps"], 0), ("steps: go\n", ["no-steps"], 0), ("- steps\n", ["no-workflow"], 0),
    ("", ["no-workflow"], 0), ("pipeline: {a: {image: b}}\n", ["legacy-key"], 1),
    ("platform: linux/arm64\n" + step, ["legacy-key"], 1),
    (step + "---\n" + step, ["extra-document"], 1), ("# a comment\n---\n" + step, [], 1),
    ("steps: [{name: a, image: b, depends_on: [c]}]\n", ["unknown-dependency"], 1),
    ("steps: [{name: a, image: b, depends_on: [{name: c, optional: true}]}]\n", [], 1),
    ("steps: [{name: a, image: b, depends_on: []}, {name: a, image: c}]\n", ["duplicate-name"], 1),
    ("steps: [{name: a, image: b}, {name: a, image: c}]\n", [], 1),
    ("steps: [a]\n", ["odd-step"], 1), ("steps: {<<: {a: {image: b}}}\n", [], 1),
    ("steps: {a: {image: b}, a: {image: c}}\n", ["duplicate-key"], 1),
  ])
  func `what Woodpecker refuses is told`(_ text: String, _ codes: [String], _ jobs: Int) {
    let readout = Self.readout(text)
    #expect(readout.codes == codes, "\(text)")
    #expect(readout.jobs.count == jobs, "\(text)")
  }

  @Test(arguments: [
    "steps: &s [*s]\n", "steps: &s {a: *s}\n", "steps: [{<<: [*x]}]\n", "steps: [1, [2], {image: [a]}]\n",
    "matrix: &m {include: [*m]}\nsteps: [a]\n", "steps: [{image: a, commands: {b: c}, volumes: {a: b}}]\n",
    "labels: [[a]]\nsteps: [{when: [[a]], depends_on: {a: b}}]\nworkspace: [x]\n",
    "labels: {a: [b]}\nwhen: x\ndepends_on: {a: b}\nsteps: [{backend_options: [a], settings: x}]\n",
    "steps:\n- image: a\n  backend_options: {kubernetes: {resources: {requests: {cpu: 1e99999, memory: '-1'}}}}\n",
    "variables: &v [&w [a, a], *w, *w]\nsteps:\n- image: a\n  commands:\n  - <<: *v\n  - <<: [*v, *w, b]\n",
    "steps: {\"\": {image: a}}\nlabels: {\"\": \"${\", b: '$', c: '${}'}\n",
  ])
  func `odd values are survived`(_ text: String) {
    let jobs = Self.readout(text).jobs
    #expect(jobs.allSatisfy { !$0.key.job.isEmpty })
  }

  @Test func `what aliases make larger than any file is left out`() {
    var bomb = "variables:\n  - &l0 [a, b]\n"
    for level in 1...40 { bomb += "  - &l\(level) [*l\(level - 1), *l\(level - 1)]\n" }
    #expect(Self.readout(bomb + Self.step).codes == ["too-much"])

    let script = "variables:\n  - &s [" + (0..<2_000).map { "echo \($0)" }.joined(separator: ", ") + "]\n"
    let steps = "steps:\n" + String(repeating: "  - {image: a, commands: [<<: *s]}\n", count: 2_000)
    let readout = Self.readout(script + steps)
    #expect(readout.codes == ["too-much"] && readout.jobs.isEmpty)

    let few = Self.readout(script + "steps:\n  - image: a\n    commands:\n      - <<: [*s, *s]\n")
    #expect(few.problems == [])
    #expect(few.jobs.first?.work.first?.split(separator: "\n").count == 4_000)
  }

  @Test func `a matrix with more work than sense leaves its machines open`() {
    let rows = (0..<900).map { "    - {A: \($0)}\n" }.joined()
    let labels = (0..<300).map { "  l\($0): x\n" }.joined()
    let job = Self.job("matrix:\n  include:\n\(rows)labels:\n\(labels)" + Self.step)
    #expect(job?.rows.count == 900)
    #expect(job?.machine == "? there is too much to look at for each row")
  }
}

extension JobRow {
  fileprivate var machine: String {
    if case .labels(let labels, _) = runner { labels.joined(separator: "+") } else { "?" }
  }
}
