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

    let wide = (0..<8).map { "  V\($0): '\(String(repeating: "$V\($0 + 1)", count: 50))'\n" }.joined()
    let cached = PipelineReadout.of(
      "variables:\n\(wide)job: {script: [x], cache: {key: $V0, paths: [$V0]}}\n")
    #expect((cached["job"]?.caches.first?.paths.first?.utf8.count ?? .max) < 100_000)
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

  @Test func `a job without a name is none`() {
    let readout = PipelineReadout.of("'': {script: [x]}\njob: {script: [x]}\n")
    #expect(readout.jobs.map(\.key.job) == ["job"])
    #expect(readout.codes == ["invalid-job"])
  }

  // MARK: - Small files that ask for more than any memory or patience holds; what is too slow here never ends

  @Test func `pipelines that start each other many times are read up to GitLab's limit`() {
    let start = { (file: String) in
      (0..<300).map { "t\($0): {trigger: {include: \(file)}}\n" }.joined()
    }
    let files = SampleRepository(files: [
      ".gitlab-ci.yml": start("a.yml"), "a.yml": start("b.yml"), "b.yml": start("c.yml"),
      "c.yml": start("d.yml"), "d.yml": "job: {script: [npm ci]}\n",
    ])
    let readout = files.readout()
    #expect(readout.codes == ["too-many-jobs"])
    #expect((1...1_000).contains(readout.jobs.count))
  }

  @Test func `references whose way leads over references are followed once each`() throws {
    let way = Array(repeating: "x", count: 12).joined(separator: ", ")
    let levels = (0..<10).map { level in
      ".c\(level): {x: !reference [.c\(level + 1), \(way), y], y: !reference [.c\(max(0, level - 1))]}\n"
    }
    let readout = PipelineReadout.of(
      levels.joined() + ".c10: {x: !reference [.c10], y: !reference [.c9]}\n"
        + "job: {tags: !reference [.c0, x], script: [npm ci]}\n")
    #expect(try #require(readout["job"]).machines[0].hasPrefix("?"))
  }

  @Test func `inputs handed on ten times at every include are not filled without end`() throws {
    let header = "spec: {inputs: {a: {default: ''}}}\n---\n"
    let ten = String(repeating: "$[[ inputs.a ]]", count: 10)
    var texts = [".gitlab-ci.yml": "include: {local: t0.yml, inputs: {a: x}}\n"]
    for level in 0..<15 {
      texts["t\(level).yml"] = header + "include: {local: t\(level + 1).yml, inputs: {a: '\(ten)'}}\n"
    }
    texts["t15.yml"] = header + "job: {script: ['echo $[[ inputs.a ]]']}\n"
    let script = try #require(SampleRepository(files: texts).readout()["job"]?.scripts.first)
    #expect(script.utf8.count < 40_000)
  }

  @Test func `a glob of files counts for all of them`() {
    var texts = [".gitlab-ci.yml": "include: 'ci/*.yml'\njob: {script: [npm ci]}\n"]
    for number in 100..<400 { texts["ci/\(number).yml"] = "j\(number): {script: [x]}\n" }
    let readout = SampleRepository(files: texts).readout()
    #expect(readout.codes == ["too-many-includes"])
    #expect(readout.jobs.count == 151)
  }

  @Test func `a list that is too long to be read is not known`() throws {
    let lists = (1..<6).map { level in
      ".l\(level): &l\(level) [\(Array(repeating: "*l\(level - 1)", count: 9).joined(separator: ", "))]\n"
    }
    let readout = PipelineReadout.of(
      ".l0: &l0 [a]\n" + lists.joined() + "job: {tags: *l5, script: [npm ci]}\n")
    #expect(try #require(readout["job"]).machines[0].hasPrefix("?"))
  }

  @Test func `jobs that together ask for too much are read up to there`() {
    let text = String(repeating: "long ", count: 200_000)
    let long = PipelineReadout.of(
      ".s: &s '\(text)'\n" + (0..<1_000).map { "j\($0): {script: *s}\n" }.joined())
    #expect((10..<200).contains(long.jobs.count))
    #expect(long.codes == ["too-much"])

    let variables = (0..<20_000).map { "V\($0): x" }.joined(separator: ", ")
    let many = PipelineReadout.of(
      "variables: {\(variables)}\n"
        + (0..<1_000).map { "j\($0): {variables: {A: b}, script: [x]}\n" }.joined())
    #expect((10..<200).contains(many.jobs.count))
    #expect(many.codes.contains("too-many-jobs") || many.codes.contains("too-much"))
  }
}
