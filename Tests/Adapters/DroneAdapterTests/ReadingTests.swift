internal import AdapterKit
internal import AdapterTesting
internal import DroneAdapter
internal import InfraMindCore
internal import Testing

@Suite struct ReadingTests {
  @Test func `each pipeline document is a job, under the name that the API uses`() {
    let readout = PipelineReadout.of(
      """
      ---
      # belongs to the first document
      kind: pipeline
      name: backend
      steps:
      - name: test
        image: golang:1.23
        commands:
        - go vet ./...
        - go test ./...
      - name: publish
        image: "registry.example.com:5000/plugins/slack:1"
        settings:
          channel: ci
      ---
      kind: pipeline
      depends_on: [ backend ]
      steps: [{name: one, image: alpine, commands: ["true"]}]
      ---
      kind: secret
      name: token
      get: {path: a, name: b}

      ...
      ---
      kind: pipeline
      name: never read
      """)
    #expect(readout.problems == [])
    #expect(readout.jobs.map(\.key.job) == ["backend", "default"])
    #expect(readout.jobs.map(\.position.line) == [4, 16])
    #expect(readout["default"]?.needs == ["backend"])
    let job = readout["backend"]
    #expect(job?.work == ["go vet ./...\ngo test ./...", "registry.example.com:5000/plugins/slack"])
    #expect(job?.container == "golang:1.23")
    #expect(job?.checkout == .platform && job?.cacheReach == .workspace)
    #expect(job?.machine == "default")
    #expect(job?.events.contains("cron") == true)
  }

  @Test(arguments: [
    ("# a comment\n---\nkind: pipeline\nname: a\n", ["empty-document"], [1], 1),
    ("\n---\nkind: pipeline\nname: a\n", ["empty-document"], [1], 1),
    ("kind: pipeline\nname: a\n---\n", ["empty-document"], [3], 1),
    ("kind: pipeline\nname: a\n---\n---\nkind: secret\nname: b\n", ["empty-document"], [3], 1),
    ("--- {kind: pipeline, name: a}\n", ["documents-differ"], [1], 0),
    ("kind: pipeline\nname: a\nx: 'one\n...two'\n", ["documents-differ"], [1], 0),
    ("kind: pipeline\nname: a\n--- # all is well\nkind: pipeline\nname: b\n", [], [], 2),
    ("kind: pipeline\r\nname: a\r\n---\r\nkind: pipeline\r\nname: b\r\n...\r\n", [], [], 2),
    ("kind: pipeline\nname: a\n...\n---\nkind: pipeline\nname: b\n", [], [], 1),
    ("pipeline:\n  build:\n    image: gcc\n", ["legacy-pipeline"], [1], 0),
    ("name: a\n", ["missing-kind"], [1], 0),
    ("kind: template\nload: plugin.yaml\n", ["outside-view"], [1], 0),
    ("kind: pipeline\nname: a\n---\nkind: pipeline\nname: a\n", ["duplicate-name"], [5], 1),
    (
      "kind: pipeline\nname: a\ndepends_on: [b]\n---\nkind: pipeline\nname: b\n", ["unknown-dependency"], [2],
      2
    ),
    ("kind: odd\nname: a\n", [], [], 1),
    ("", ["no-pipeline"], [1], 0),
  ])
  func `a file is split as Drone splits it`(_ text: String, _ codes: [String], _ lines: [Int], _ jobs: Int) {
    let readout = PipelineReadout.of(text)
    #expect(readout.codes == codes, "\(text)")
    #expect(readout.lines == lines, "\(text)")
    #expect(readout.jobs.count == jobs, "\(text)")
  }

  @Test func `a line too long for Drone's scanner ends the file`() {
    let text = "kind: pipeline\nname: a\n# \(String(repeating: "x", count: 70_000))\nnode: {size: large}\n"
    #expect(PipelineReadout.of(text).codes == ["documents-differ"])
    #expect(PipelineReadout.of(text).jobs.isEmpty)
  }

  @Test(arguments: [
    ("node: {size: small, zone: eu}", "size:small+zone:eu"),
    ("node: {fast: true}", "fast:true"),
    ("node: {size: '${SIZE}'}", "? the value of a label is known only to a run"),
    ("node: large", "? `node` is no mapping of labels"),
    ("node: {}", "default"),
    ("type: exec", "default"),
    ("type: vm\npool: {use: ubuntu}", "pool:ubuntu"),
    ("type: vm\nnode: {cluster: mac}\npool: {use: anka}", "pool:anka"),
    ("type: vm", "default"),
    ("type: digitalocean\nserver: {size: s-2vcpu-4gb}", "s-2vcpu-4gb"),
    ("type: ssh\nserver: {host: a}", "? an ssh pipeline runs on the machine under `server`"),
    ("type: kubernetes\nresources: {requests: {cpu: 4000, memory: 8GiB}}", "cpu=4+memory=8GiB"),
    ("type: kubernetes\nresources: {requests: {memory: 640Mi}}", "memory=0.625GiB"),
    ("type: kubernetes\nresources: {requests: {memory: 1073741824}}", "memory=1GiB"),
    ("type: kubernetes\nresources: {requests: {memory: 2 gb}}", "memory=2GiB"),
    (
      "type: kubernetes\nresources: {requests: {cpu: 500m}}",
      "? `cpu` must be a whole number of thousandths of a CPU, such as 2000"
    ),
    (
      "type: kubernetes\nresources: {requests: {memory: lots}}",
      "? `memory` must be a number of bytes, perhaps with a unit, such as 4GiB"
    ),
    ("type: kubernetes\nnode_selector: {pool: big}", "pool:big"),
    ("type: kubernetes\nnode: {cluster: eu}\nnode_selector: {pool: big}", "cluster:eu"),
    ("type: kubernetes", "default"),
  ])
  func `the machine is read by type`(_ text: String, _ machine: String) {
    let job = PipelineReadout.of("kind: pipeline\nname: a\n\(text)\n")["a"]
    #expect(job?.machine == machine)
  }

  @Test func `mistakes with the units are told`() {
    let tiny = PipelineReadout.of(
      "kind: pipeline\ntype: kubernetes\nname: a\nresources:\n  requests:\n    cpu: 2\n")
    #expect(tiny.codes == ["tiny-cpu"] && tiny.lines == [6])
    #expect(tiny["a"]?.machine == "cpu=0.002")
    let limits = PipelineReadout.of(
      "kind: pipeline\ntype: kubernetes\nname: a\nresources:\n  limits:\n    cpu: 2000\n")
    #expect(limits.codes == ["stage-limits"] && limits.lines == [6])
  }

  @Test func `values over anchors and merge keys are read`() {
    let readout = PipelineReadout.of(
      """
      kind: pipeline
      name: woven
      x-env: &env {GOFLAGS: -mod=vendor}
      x-step: &step
        image: golang:1.23
        environment: *env
      steps:
      - name: one
        <<: *step
        commands: [ go build ./... ]
      """)
    let step = readout["woven"]?.steps.first
    #expect(step?.environment == ["GOFLAGS": "-mod=vendor"])
    #expect(readout["woven"]?.container == "golang:1.23")
  }

  @Test func `events are those of the trigger`() {
    func events(_ trigger: String) -> [String] {
      PipelineReadout.of("kind: pipeline\nname: a\ntrigger: \(trigger)\n")["a"]?.events ?? []
    }
    #expect(events("{event: push}") == ["push"])
    #expect(events("{event: [push, tag]}") == ["push", "tag"])
    #expect(
      events("{event: {exclude: [cron, custom, promote, rollback]}}") == ["push", "pull_request", "tag"])
    #expect(events("{event: {include: [push, tag], exclude: tag}}") == ["push"])
    #expect(events("{branch: main}").count == 7)
  }

  @Test(arguments: [
    ("name: deploy", true), ("name: release checks", false), ("name: a\ntrigger: {event: tag}", true),
    ("name: a\ntrigger: {ref: [refs/tags/**]}", true), ("name: a\ntrigger: {event: [push, tag]}", false),
    ("name: a\nsteps: [{name: p, image: plugins/docker, settings: {repo: a}}]", true),
    ("name: a\nsteps: [{name: p, image: plugins/docker, settings: {repo: a, dry_run: true}}]", false),
    ("name: a\nsteps: [{name: p, image: plugins/slack}]", false),
  ])
  func `pipelines that publish are known by a sign`(_ text: String, _ isRelease: Bool) {
    let job = PipelineReadout.of("kind: pipeline\n\(text)\n").jobs.first
    #expect(job?.traits.contains(.release) == isRelease)
  }

  @Test(arguments: [
    ("{event: tag}", true), ("{event: [tag, promote]}", true), ("{ref: [refs/tags/v*]}", true),
    ("{event: {include: [tag]}}", true), ("{event: [push, tag]}", false), ("{branch: main}", false),
    ("{event: {exclude: [pull_request]}}", false), ("{status: [failure]}", false),
  ])
  func `steps for tags and promotions only are marked`(_ when: String, _ isForReleases: Bool) {
    let text = "kind: pipeline\nname: a\nsteps: [{name: s, image: i, commands: [npm ci], when: \(when)}]\n"
    #expect(PipelineReadout.of(text)["a"]?.steps.map(\.isForReleases) == [isForReleases])
  }

  @Test func `caches of plugins and volumes are seen`() {
    let readout = PipelineReadout.of(
      """
      kind: pipeline
      name: a
      steps:
      - name: restore
        image: meltwater/drone-cache:v1
        settings: {restore: true, cache_key: 'x-{{ checksum "go.sum" }}', mount: [ ./.gomod, /drone/src/.npm/ ]}
      - name: test
        image: golang:1.23
        environment: {GOMODCACHE: /drone/src/.gomod}
        volumes: [ {name: m2, path: /root/.m2}, {name: scratch, path: /root/.cargo} ]
        commands: [ go test ./... ]
      - name: rebuild
        image: meltwater/drone-cache:v1
        settings: {rebuild: true, mount: [ .gomod, .npm ]}
      volumes:
      - name: m2
        claim: {name: maven}
      - name: scratch
        temp: {}
      """)
    let caches = readout["a"]?.caches ?? []
    #expect(caches.map(\.paths) == [[".gomod", ".npm"], ["~/.m2"]])
    #expect(caches.map(\.step) == [0, 1])
    #expect(caches.first?.tools == [.init(rawValue: "go")])
    #expect(caches.first?.key.contains("checksum") == true)
  }

  @Test func `sources in other languages are answered in words`() {
    let files = SampleRepository(files: [".drone.jsonnet": "{}", ".drone.star": "def main(ctx): pass"])
    let readout = files.readout([".drone.jsonnet", ".drone.star"])
    #expect(readout.jobs.isEmpty)
    #expect(readout.codes == ["pipeline-source", "pipeline-source"])
    #expect(readout.problems[0].message.contains("`node: {size: large}`"))
    #expect(readout.problems.allSatisfy { $0.severity == .note })
  }

  @Test func `a signed file says what an edit needs`() {
    let readout = PipelineReadout.of("kind: pipeline\nname: a\n---\nkind: signature\nhmac: 0123\n")
    #expect(readout.codes == ["signed-file"] && readout.lines == [4])
    #expect(readout.problems.first?.message.contains("drone sign octo/cat --save") == true)
  }
}
