internal import AdapterKit
internal import AdapterTesting
internal import GitLabCIAdapter
internal import InfraMindCore
internal import Testing

@Suite struct HostileInputTests {
  @Test func `references that double at every level stay within bounds`() throws {
    var text = ".r0: {script: [x, x]}\n"
    for level in 1..<9 {
      text +=
        ".r\(level): {script: [!reference [.r\(level - 1), script], !reference [.r\(level - 1), script], "
        + "!reference [.r\(level - 1), script], !reference [.r\(level - 1), script]]}\n"
    }
    let readout = PipelineReadout.of(text + "job: {script: [!reference [.r8, script]]}\n")
    let script = try #require(readout["job"]?.scripts.first)
    #expect(script.count <= 20_000)
  }

  @Test func `templates that double at every level are refused`() {
    var text = ".t0: {script: [x]}\n"
    for level in 1..<11 {
      text += ".t\(level): {extends: [.t\(level - 1), .t\(level - 1), .t\(level - 1)]}\n"
    }
    #expect(PipelineReadout.of(text + "job: {extends: .t9}\n").codes == ["invalid-extends"])
  }

  @Test func `variables made of each other end`() {
    let text = (0..<40).map { "  V\($0): $V\($0 + 1)$V\($0 + 1)\n" }.joined()
    let readout = PipelineReadout.of("variables:\n\(text)job: {tags: [$V0], script: [x]}\n")
    #expect(readout["job"]?.machines[0].hasPrefix("?") == true)
  }

  @Test func `inputs given as inputs of each other end`() {
    let header = "spec: {inputs: {a: {default: x}}}\n---\n"
    let files = SampleRepository(files: [
      ".gitlab-ci.yml": header + "include: {local: t.yml, inputs: {a: '$[[ inputs.a ]]'}}\n",
      "t.yml": header
        + "job: {tags: ['$[[ inputs.a ]]'], script: ['$[[ inputs.a ]] $[[ inputs.', ']]$[[']}\n",
    ])
    #expect(files.readout()["job"]?.machines == ["x"])
  }

  @Test(arguments: [
    "$[[", "$[[]]", "$[[ inputs. ]]", "${", "$", "$$", "${A", "$[[ inputs.a | truncate(1, 2) ]]", "\u{0}",
    "!reference",
  ])
  func `odd tags are read without a crash`(tag: String) {
    let readout = PipelineReadout.of("job:\n  script: [x]\n  tags: ['\(tag)']\n")
    #expect(readout.jobs.count <= 1)
  }

  @Test(arguments: [
    "include: [[[[a.yml]]]]", "include: {local: {a: b}}", "include: 12",
    "include: [null, '', '**', '/', '*']",
    "default: [a]", "variables: [a]", "stages: {a: b}", "workflow: [x]", "default: {tags: {a: b}}",
    "cache: [[a], {paths: 1}, 3]", "cache: {key: {files: 1}, paths: {a: b}}",
  ])
  func `keywords of a wrong kind do no harm to the jobs`(line: String) {
    let readout = PipelineReadout.of("\(line)\njob: {script: [npm ci]}\n")
    #expect(readout["job"] != nil)
  }

  @Test(arguments: [
    "tags: {a: b}", "script: {a: [b]}", "extends: {a: b}", "extends: [null, [a]]", "needs: 1", "variables: x",
    "cache: {paths: [[a, [b]]]}", "parallel: {matrix: {A: [x]}}", "inherit: [a]", "image: []",
    "rules: {a: b}",
    "timeout: [1]", "parallel: [2]", "environment:", "run: [1, {script: [x]}]",
  ])
  func `keys of a wrong kind do no harm to other jobs`(line: String) {
    let readout = PipelineReadout.of("odd:\n  image: a\n  \(line)\njob: {script: [npm ci]}\n")
    #expect(readout["job"]?.machines == ["default"])
  }
}
