internal import AdapterKit
internal import AdapterTesting
internal import InfraMindCore
internal import Testing

@Suite struct TagsTests {
  private func machines(_ job: String, around: String = "") -> [String] {
    PipelineReadout.of("\(around)\njob:\n  script: [x]\n  \(job)\n")["job"]?.machines ?? []
  }

  @Test func `a job without tags leaves its machine to GitLab, and says so at its name`() throws {
    let job = try #require(PipelineReadout.of("a: {script: [x]}\n\njob:\n  script: [x]\n")["job"])
    #expect(
      job.rows[0].runner
        == .platformDefault(SourcePosition(file: ".gitlab-ci.yml", line: 3, column: 1)))
  }

  @Test(arguments: [
    ("a:\n  tags: &t [x]\n  script: [x]\njob:\n  script: [x]\n  tags: *t\n", 6, 9),
    (".t: {tags: [x]}\njob:\n  extends: .t\n  script: [x]\n", 2, 1),
    (".t: &t {tags: [x]}\njob:\n  <<: *t\n  script: [x]\n", 2, 1),
    ("default: {tags: [x]}\njob:\n  script: [x]\n", 2, 1),
  ])
  func `the place of a machine is where another one would be written, be it that a template says which`(
    text: String, line: Int, column: Int
  ) throws {
    let row = try #require(PipelineReadout.of(text)["job"]?.rows.first)
    let place = SourcePosition(file: ".gitlab-ci.yml", line: line, column: column)
    #expect(row.runner == .labels(["x"], place))
  }

  @Test func `tags are listed as written, each once`() {
    #expect(machines("tags: [docker, Linux, docker]") == ["docker+Linux"])
    #expect(machines("tags: [saas-linux-large-amd64]") == ["saas-linux-large-amd64"])
  }

  @Test func `variables of the files are filled in, the job's before the pipeline's`() {
    let around =
      "variables: {SIZE: small, WIDE: 'saas-linux-${SIZE}-amd64', RAW: {value: $SIZE, expand: false}}"
    #expect(machines("tags: [$WIDE]", around: around) == ["saas-linux-small-amd64"])
    #expect(
      machines("variables: {SIZE: large}\n  tags: [$WIDE]", around: around) == ["saas-linux-large-amd64"])
    #expect(machines("tags: [$RAW]", around: around) == ["$SIZE"])
  }

  @Test func `the matrix's values are filled in for each copy`() {
    let job = "parallel: {matrix: [{ARCH: [amd64, arm64]}]}\n  tags: [saas-linux-small-$ARCH]"
    #expect(machines(job) == ["saas-linux-small-amd64", "saas-linux-small-arm64"])
  }

  @Test(arguments: [
    ("tags: [$SOMETHING]", "", "outside the files"),
    ("tags: [$CI_PROJECT_NAME]", "", "when a pipeline is created"),
    ("tags: [$A]\n  rules: [{if: $B, variables: {A: y}}]", "variables: {A: x}", "rules may set $A"),
    ("tags: [$A]", "variables: {A: $B, B: $A}", "made of itself"),
    ("tags: ['$[[ inputs.tag ]]']", "", "no value in the files"),
    ("tags: [$A]", "include: {project: p, file: f}", "outside the view"),
    ("extends: .none", "", "outside the view"),
    ("image: a", "include: {project: p, file: f}", "outside the view"),
  ])
  func `what only a run knows is not guessed`(job: String, around: String, says: String) {
    let machines = machines(job, around: around)
    #expect(machines.count == 1 && machines[0].hasPrefix("?") && machines[0].contains(says), "\(machines)")
  }

  @Test func `own tags are known whatever is out of view, and GitLab's own templates choose no runners`() {
    #expect(machines("tags: [a]\n  extends: .none") == ["a"])
    #expect(machines("tags: [a]", around: "include: {project: p, file: f}") == ["a"])
    #expect(machines("image: a", around: "include: {template: T}") == ["default"])
  }
}
