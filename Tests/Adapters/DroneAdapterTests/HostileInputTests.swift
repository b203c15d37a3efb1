internal import AdapterKit
internal import AdapterTesting
internal import DroneAdapter
internal import InfraMindCore
internal import Testing

@Suite struct HostileInputTests {
  @Test func `many separators give one fault`() {
    let readout = PipelineReadout.of(String(repeating: "---\n", count: 20_000))
    #expect(readout.codes == ["empty-document"])
  }

  @Test func `many pipelines are read in order`() {
    let text = (0..<2_000).map { "kind: pipeline\nname: p\($0)\nsteps: []\n" }.joined(separator: "---\n")
    let readout = PipelineReadout.of(text)
    #expect(readout.problems == [])
    #expect(readout.jobs.count == 2_000 && readout.jobs.last?.key.job == "p1999")
  }

  @Test(arguments: [
    "kind: pipeline\nname: [a]\nsteps: {a: b}\nnode: [1]\ndepends_on: {a: b}\nvolumes: x\nplatform: []\n",
    "kind: pipeline\nname: a\nsteps: &s [*s]\n", "kind: pipeline\nname: &a a\nnode: &n {x: *n}\n",
    "kind: pipeline\nname: a\n<<: &m {<<: *m}\n", "kind: [pipeline]\n", "- kind: pipeline\n", "kind: &k *k\n",
    "kind: pipeline\ntype: kubernetes\nresources: {requests: {cpu: 99999999999999999999, memory: 9e99GiB}}\n",
    "kind: pipeline\ntype: kubernetes\nresources: {requests: [1]}\nnode_selector: [a]\n",
    "kind: pipeline\ntype: vm\npool: {use: {a: b}}\n", "kind: pipeline\ntype: [docker]\nworkspace: x\n",
    "kind: pipeline\nsteps: [1, {image: [a], commands: {a: b}, settings: [x], volumes: {a: b}, when: *x}]\n",
    "\u{FEFF}kind: pipeline\nname: a\n", "kind: pipeline\nname: a\r---\rkind: pipeline\rname: b\r",
  ])
  func `odd values are survived, and no two jobs have one key`(_ text: String) {
    let jobs = PipelineReadout.of(text).jobs
    #expect(Set(jobs.map(\.key)).count == jobs.count)
    #expect(jobs.allSatisfy { !$0.key.job.isEmpty && $0.rows.count == 1 })
  }

  @Test func `a pipeline that asks for too much is left out, and those above it stay`() {
    let small = "kind: pipeline\nname: a\nsteps: [{name: s, image: i, commands: [npm ci]}]\n---\n"
    let script = "s: &s |\n" + String(repeating: "  long long long long long long long\n", count: 25_000)
    let steps = "steps:\n" + String(repeating: "- {name: s, image: i, commands: [*s]}\n", count: 1_000)
    let variables = "environment:\n" + (0..<20_000).map { "  V\($0): x\n" }.joined()
    let own = "steps:\n" + String(repeating: "- {environment: {A: b}, image: i}\n", count: 1_000)
    for large in [script + steps, variables + own] {
      let readout = PipelineReadout.of(small + "kind: pipeline\nname: b\n" + large)
      #expect(readout.codes == ["too-much"])
      #expect(readout.jobs.map(\.key.job) == ["a"])
    }
    // One list of commands ends where no file could hold it.
    let one = PipelineReadout.of(
      "kind: pipeline\nname: b\n\(script)steps:\n- commands:\n" + String(repeating: "  - *s\n", count: 1_000))
    #expect((1..<20 << 20).contains(one["b"]?.work.first?.utf8.count ?? 0))
  }
}
