internal import AdapterKit
internal import AdapterTesting
internal import InfraMindCore
internal import Testing

@Suite struct JobReadingTests {
  @Test func `hidden jobs, keywords and trigger jobs are no jobs`() {
    let readout = PipelineReadout.of(
      """
      stages: [build, test]
      workflow: {rules: [{when: always}]}
      default: {image: alpine}
      variables: {A: 1}
      .hidden: {script: [x]}
      build: {script: [make]}
      bridge: {trigger: group/project}
      pages: {script: [make docs]}
      """)
    #expect(readout.jobs.map(\.key.job) == ["build", "pages"])
    #expect(readout.codes == ["child-out-of-view"])
    #expect(readout["build"]?.container == "alpine")
    #expect(readout["pages"]?.traits == [.release])
  }

  @Test(arguments: [
    ("a: {script: x, only: [tags]}", true), ("a: {script: x, only: {refs: [tags]}}", true),
    ("a: {script: x, only: [tags, main]}", false), ("a: {script: x, except: [branches]}", true),
    ("a: {script: x, except: [main]}", false), ("a: {script: x, except: [branches, tags]}", false),
    ("a: {script: x, only: {variables: [$CI_COMMIT_TAG =~ /^v/]}}", true),
    ("a: {script: x, only: {variables: [$CI_COMMIT_TAG, $OTHER]}}", false),
    ("a: {script: x, rules: [{if: $CI_COMMIT_TAG}]}", true),
    ("a: {script: x, rules: [{if: $CI_COMMIT_BRANCH, when: never}, {if: $CI_COMMIT_TAG =~ /v/}]}", true),
    ("a: {script: x, rules: [{if: $CI_COMMIT_TAG == null}]}", false),
    ("a: {script: x, rules: [{if: $CI_COMMIT_TAG || $X}]}", false),
    ("workflow: {rules: [{if: $CI_COMMIT_TAG}]}\na: {script: x}", true),
    ("workflow: {rules: [{if: $CI_COMMIT_TAG}, {when: always}]}\na: {script: x}", false),
  ])
  func `jobs for tags only are taken for releases`(_ text: String, _ isRelease: Bool) {
    #expect(PipelineReadout.of(text)["a"]?.traits == (isRelease ? [.release] : []), "\(text)")
  }

  @Test func `a job has its place, needs, timeout and scripts in running order`() throws {
    let readout = PipelineReadout.of(
      """
      test:
        image: {name: node:20, entrypoint: [""]}
        needs: [lint, {job: build, artifacts: true}]
        timeout: 1h 30m
        before_script: [npm ci]
        script:
          - npm test
          - [npm run a, npm run b]
        after_script: [rm -r x]
      """)
    let job = try #require(readout["test"])
    #expect(job.position == SourcePosition(file: ".gitlab-ci.yml", line: 1, column: 1))
    #expect(job.container == "node:20")
    #expect(job.needs == ["lint", "build"])
    #expect(job.timeout == .seconds(5400))
    #expect(job.scripts == ["npm ci", "npm test\nnpm run a\nnpm run b", "rm -r x"])
    #expect(job.checkout == .platform && job.cacheReach == .workspace)
  }

  @Test func `a folder that before_script enters holds for the script`() {
    let readout = PipelineReadout.of("test:\n  before_script: [cd web]\n  script: [npm ci]\n")
    #expect(readout["test"]?.scripts == ["cd web\nnpm ci"])
  }

  @Test func `a job that fetches nothing has no checkout`() {
    let readout = PipelineReadout.of("test:\n  variables: {GIT_STRATEGY: none}\n  script: [npm ci]\n")
    #expect(readout["test"]?.checkout == .steps)
  }

  @Test(arguments: [
    ("10 minutes", 600), ("1h", 3600), ("2 hours and 5 minutes", 7500), ("90", 90), ("1d 2h", 93_600),
    ("3 weeks", 1_814_400),
  ])
  func `timeouts are read as people write them`(text: String, seconds: Int) {
    let readout = PipelineReadout.of("a:\n  timeout: \(text)\n  script: [x]\n")
    #expect(readout["a"]?.timeout == .seconds(seconds))
  }

  @Test(arguments: ["soon", "1 fortnight", "''", "{}", "h h h"])
  func `other texts are no timeout`(text: String) {
    let readout = PipelineReadout.of("a:\n  timeout: \(text)\n  script: [x]\n")
    #expect(readout["a"]?.timeout == nil)
  }

  // MARK: - Copies

  @Test(arguments: [
    ("absent", "", ["t"]),
    ("a number", "parallel: 2", ["t 1/2", "t 2/2"]),
    (
      "a product", "parallel: {matrix: [{A: [x, y], B: [1, 2]}]}",
      ["t: [x, 1]", "t: [x, 2]", "t: [y, 1]", "t: [y, 2]"]
    ),
    (
      "the order of keys decides", "parallel: {matrix: [{B: [1, 2], A: [x, y]}]}",
      ["t: [1, x]", "t: [1, y]", "t: [2, x]", "t: [2, y]"]
    ),
    (
      "several entries", "parallel: {matrix: [{A: [x, y]}, {A: z, C: [p]}]}",
      ["t: [x]", "t: [y]", "t: [z, p]"]
    ),
    ("a comma is no separator", "parallel: {matrix: [{A: \"a,b\"}]}", ["t: [a,b]"]),
    (
      "numbers as Ruby writes them", "parallel: {matrix: [{A: [3.10, '3.10', 010, yes]}]}",
      ["t: [3.1]", "t: [3.10]", "t: [8]", "t: [true]"]
    ),
  ])
  func `copies have the names that GitLab reports`(what: String, parallel: String, names: [String]) {
    let readout = PipelineReadout.of("t:\n  script: [x]\n  \(parallel)\n")
    #expect(readout["t"]?.names == names, "\(what)")
  }

  @Test func `the values of a matrix make the variant`() {
    let readout = PipelineReadout.of("t:\n  script: [x]\n  parallel: {matrix: [{A: [x, y]}]}\n")
    #expect(readout["t"]?.rows.map(\.variant.values) == [["A": "x"], ["A": "y"]])
  }

  @Test(arguments: [
    ("parallel: 0", "invalid-parallel"), ("parallel: 201", "invalid-parallel"),
    ("parallel: many", "invalid-parallel"),
    ("parallel: {matrix: []}", "computed-matrix"), ("parallel: {matrix: [1]}", "invalid-matrix"),
    ("parallel: {matrix: [{A: [\"$[[ inputs.a ]]\"]}]}", "computed-matrix"),
  ])
  func `what GitLab refuses, or only a run knows, has no rows`(parallel: String, code: String) {
    let readout = PipelineReadout.of("t:\n  script: [x]\n  \(parallel)\n")
    #expect(readout["t"]?.rows == [])
    #expect(readout.codes == [code])
  }

  @Test func `more rows than GitLab allows are refused before they are made`() {
    let list = "[\((0..<60).map(String.init).joined(separator: ", "))]"
    let readout = PipelineReadout.of(
      "t:\n  script: [x]\n  parallel: {matrix: [{A: \(list), B: \(list), C: \(list), D: \(list)}]}\n")
    #expect(readout.codes == ["invalid-matrix"])
  }

  // MARK: - Templates

  @Test func `templates merge deeply, lists are replaced, later ones win`() throws {
    let readout = PipelineReadout.of(
      """
      .a: {tags: [a], variables: {X: 1, Y: 1}, script: [a]}
      .b: {extends: .a, tags: [b], variables: {Y: 2}}
      .c: {image: c, variables: {Z: 3}}
      job: {extends: [.b, .c], variables: {Z: 4}, before_script: null}
      """)
    let job = try #require(readout["job"])
    #expect(job.machines == ["b"])
    #expect(job.scripts == ["a"])
    #expect(job.container == "c")
    #expect(job.steps[0].environment == ["X": "1", "Y": "2", "Z": "4"])
  }

  @Test func `a job that extends itself is left out`() {
    let readout = PipelineReadout.of("a: {extends: b, script: [x]}\nb: {extends: a}\nc: {script: [x]}\n")
    #expect(readout.jobs.map(\.key.job) == ["c"])
    #expect(readout.codes == ["invalid-extends", "invalid-extends"])
  }

  @Test func `GitLab follows eleven levels of templates and no more`() {
    func text(_ levels: Int) -> String {
      let bases = (1..<levels).map { ".b\($0): {extends: .b\($0 + 1)}\n" }.joined()
      return "job: {extends: .b1}\n\(bases).b\(levels): {script: [x]}\n"
    }
    #expect(PipelineReadout.of(text(10)).codes == [])
    #expect(PipelineReadout.of(text(12)).codes == ["invalid-extends"])
  }

  @Test func `defaults hold where the job has no key of its own and inherits them`() {
    let readout = PipelineReadout.of(
      """
      default: {tags: [d], image: i, before_script: [b]}
      a: {script: [x]}
      b: {script: [x], tags: [own], inherit: {default: [image]}}
      c: {script: [x], inherit: {default: false}}
      d: {script: [x], tags: null}
      e: {script: [x], tags: []}
      """)
    #expect(readout["a"]?.machines == ["d"])
    #expect(readout["a"]?.scripts == ["b", "x"])
    #expect(readout["b"]?.machines == ["own"])
    #expect(readout["b"]?.container == "i")
    #expect(readout["b"]?.scripts == ["x"])
    #expect(readout["c"]?.machines == ["default"])
    #expect(readout["c"]?.container == nil)
    #expect(readout["d"]?.machines[0].hasPrefix("?") == true)
    #expect(readout["e"]?.machines == ["default"])
  }

  @Test func `references take the value of another job, also into lists`() {
    let readout = PipelineReadout.of(
      """
      .setup:
        script: [one, two]
        tags: [t1, t2]
      .more: {script: [!reference [.setup, script], three]}
      job:
        script:
          - !reference [.more, script]
          - four
        tags: [!reference [.setup, tags], t3]
      lost: {script: [!reference [.nowhere, script], x], tags: !reference [.nowhere, tags]}
      """)
    #expect(readout["job"]?.scripts == ["one\ntwo\nthree\nfour"])
    #expect(readout["job"]?.machines == ["t1+t2+t3"])
    #expect(readout["lost"]?.scripts == ["x"])
    #expect(readout["lost"]?.machines[0].contains("!reference [.nowhere, tags]") == true)
  }

  @Test func `references that lead in a circle end`() {
    let readout = PipelineReadout.of(
      "a: {script: [!reference [b, script], x]}\nb: {script: [!reference [a, script], y]}\n")
    #expect(readout.jobs.count == 2)
  }

  @Test func `merge keys and anchors are read as Psych reads them`() {
    let readout = PipelineReadout.of(
      """
      .a: &a {tags: [a], image: one}
      .b: &b {image: two}
      job:
        script: [x]
        image: own
        <<: [*a, *b]
      below: {<<: *a, image: own, script: [x]}
      """)
    #expect(readout["job"]?.container == "one")
    #expect(readout["job"]?.machines == ["a"])
    #expect(readout["below"]?.container == "own")
  }

  // MARK: - Problems

  @Test(arguments: [
    ("", "empty-file"), ("- a\n", "not-a-pipeline"), ("a: [b\n", "invalid-yaml"),
    ("a: {}\n", "invalid-job"), ("a: text\n", "invalid-job"), (".a: {script: [x]}\n", "no-jobs"),
    ("spec: {inputs: {}}\n", "empty-file"), ("a: {script: [x]}\n---\nb: {}\n", "several-documents"),
    ("include: nowhere.yml\na: {script: [x]}\n", "include-not-found"),
    ("include: [{}]\na: {script: [x]}\n", "invalid-include"),
    ("include: ../up.yml\na: {script: [x]}\n", "include-out-of-view"),
    ("include: {template: T}\na: {script: [x]}\n", "include-out-of-view"),
    ("a: {extends: .none, script: [x]}\n", "extends-out-of-view"),
    ("include: .gitlab-ci.yml\na: {script: [x]}\n", "include-cycle"),
  ])
  func `problems have their code`(text: String, code: String) {
    #expect(PipelineReadout.of(text).codes == [code])
  }
}
