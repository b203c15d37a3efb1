internal import AdapterKit
internal import AdapterTesting
internal import GitLabCIAdapter
internal import InfraMindCore
internal import Testing

@Suite struct IncludeTests {
  @Test func `included files come first, the including file is merged over them`() throws {
    let files = SampleRepository(files: [
      ".gitlab-ci.yml": "include: [/ci/a.yml, {local: ci/b.yml}]\njob: {tags: [root]}\n",
      "ci/a.yml": "job: {script: [a], tags: [a], variables: {X: a, Y: a}}\n",
      "ci/b.yml": "job: {script: [b], variables: {Y: b}}\nother: {script: [x]}\n",
    ])
    let readout = files.readout()
    let job = try #require(readout["job"])
    #expect(job.scripts == ["b"])
    #expect(job.machines == ["root"])
    #expect(job.steps[0].environment == ["X": "a", "Y": "b"])
    #expect(job.position.file == ".gitlab-ci.yml" && job.position.line == 2)
    #expect(readout["other"]?.position.file == "ci/b.yml")
    #expect(readout["other"]?.key.pipeline == ".gitlab-ci.yml")
    #expect(readout.called == ["ci/a.yml", "ci/b.yml"])
  }

  @Test func `globs take files of a folder, or of all below it`() {
    let texts = [
      "ci/a.yml": "a: {script: [x]}\n", "ci/deep/b.yml": "b: {script: [x]}\n",
      "ci/c.txt": "c: {script: [x]}\n",
    ]
    func jobs(_ glob: String) -> [String] {
      SampleRepository(
        files: texts.merging([".gitlab-ci.yml": "include: '\(glob)'\nr: {script: [x]}\n"]) { $1 }
      )
      .readout().jobs.map(\.key.job).sorted()
    }
    #expect(jobs("ci/*.yml") == ["a", "r"])
    #expect(jobs("ci/**.yml") == ["a", "b", "r"])
    #expect(jobs("/ci/**/*.yml") == ["a", "b", "r"])
  }

  @Test func `inputs fill a file with a header, given or by default`() throws {
    let template = """
      spec:
        inputs:
          name: {default: build}
          tag: {}
          list: {type: array, default: [one, two]}
      ---
      "$[[ inputs.name ]]-job":
        tags: ["$[[ inputs.tag ]]"]
        script: $[[ inputs.list ]]
        image: "node:$[[ inputs.name | expand_vars ]]"

      """
    let files = SampleRepository(files: [
      ".gitlab-ci.yml": "include: [{local: t.yml, inputs: {tag: big}}]\n", "t.yml": template,
    ])
    let job = try #require(files.readout()["build-job"])
    #expect(job.machines == ["big"])
    #expect(job.scripts == ["one\ntwo"])
    #expect(job.container == "node:build")
    let alone = SampleRepository(files: [".gitlab-ci.yml": template]).readout()
    #expect(alone["build-job"]?.machines[0].hasPrefix("?") == true)
  }

  @Test func `a child pipeline's jobs belong to the job that starts it`() throws {
    let files = SampleRepository(files: [
      ".gitlab-ci.yml":
        "go: {trigger: {include: child.yml}}\nother: {trigger: {include: [{local: child.yml}]}}\n",
      "child.yml": "work: {script: [x], tags: [a]}\n",
    ])
    let readout = files.readout([".gitlab-ci.yml", "child.yml"])
    #expect(readout.jobs.map(\.key.job) == ["go/work", "other/work"])
    #expect(
      readout.jobs.allSatisfy { $0.key.pipeline == ".gitlab-ci.yml" && $0.position.file == "child.yml" })
    #expect(readout["go/work"]?.names == ["work"])
    #expect(readout.called == ["child.yml"])
  }

  @Test func `a child pipeline that starts itself ends`() {
    let readout = PipelineReadout.of("go: {trigger: {include: .gitlab-ci.yml}}\na: {script: [x]}\n")
    #expect(readout.jobs.map(\.key.job).contains("a"))
    #expect(readout.codes.contains("child-cycle"))
  }

  @Test func `a file that others include is read alone if they are not given`() {
    let files = SampleRepository(files: [
      ".gitlab-ci.yml": "include: ci/a.yml\nr: {script: [x]}\n",
      "ci/a.yml": "a: {script: [x]}\nb: {script: [x], tags: [t]}\n",
    ])
    let alone = files.readout(["ci/a.yml"])
    #expect(alone.readAlone == ["ci/a.yml"])
    #expect(alone["a"]?.machines[0].contains("the pipeline that includes this file") == true)
    #expect(alone["b"]?.machines == ["t"])
    let both = files.readout(["ci/a.yml", ".gitlab-ci.yml"])
    #expect(both.jobs.map(\.key.pipeline) == [".gitlab-ci.yml", ".gitlab-ci.yml", ".gitlab-ci.yml"])
  }

  @Test func `files that include each other in a ring are read once`() {
    let files = SampleRepository(files: [
      "a.yml": "include: b.yml\na: {script: [x], tags: [t]}\n",
      "b.yml": "include: a.yml\nb: {script: [x], tags: [t]}\n",
    ])
    let readout = files.readout(["b.yml", "a.yml"])
    #expect(readout.jobs.map(\.key.job).sorted() == ["a", "b"])
  }

  @Test func `more includes than GitLab follows are left out`() {
    var texts = [".gitlab-ci.yml": "include: 'ci/*.yml'\nr: {script: [x]}\n"]
    texts[".gitlab-ci.yml"] =
      "include: [\((0..<160).map { "ci/f\($0).yml" }.joined(separator: ", "))]\nr: {script: [x]}\n"
    for index in 0..<160 { texts["ci/f\(index).yml"] = "j\(index): {script: [x]}\n" }
    let readout = SampleRepository(files: texts).readout()
    #expect(readout.jobs.count == 151)
    #expect(readout.codes == ["too-many-includes"])
  }
}
