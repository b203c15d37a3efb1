internal import AdapterKit
internal import AdapterTesting
@testable internal import GitLabCIAdapter
internal import InfraMindCore
internal import Testing

/// How edits find the job that a suggestion means, and the jobs that change with it.
@Suite struct JobLookupTests {
  private static let checkout = SampleRepository(files: [
    ".gitlab-ci.yml": """
    include: base.yml
    .root: {tags: [a]}
    middle: {extends: .root, script: [x]}
    leaf: {extends: middle, script: [x]}
    other: {script: [x]}
    child: {trigger: {include: child.yml}}
    """,
    "base.yml": "shared: {script: [x]}\n",
    "child.yml": "include: base.yml\nmiddle: {script: [y]}\nleaf: {extends: middle, script: [y]}\n",
  ])

  private static func suggestion(_ job: String, in pipeline: String = ".gitlab-ci.yml") -> Suggestion {
    let key = JobKey(platform: .gitLabCI, repository: "", pipeline: pipeline, job: job)
    let plan = CachePlan(tool: .npm, step: 0, paths: [], keyFiles: [], keyGlobs: [])
    return Suggestion(
      job: key, jobName: job, position: SourcePosition(file: pipeline, line: 1, column: 1),
      change: .cache(plan), summary: "", evidence: [], effect: ExpectedEffect(unknownBecause: "no history"),
      confidence: 1, undo: "")
  }

  private func dependents(_ job: String, in pipeline: String = ".gitlab-ci.yml") throws -> [String] {
    let wish = Self.suggestion(job, in: pipeline)
    var scene = InjectionScene(Self.checkout, for: [wish])
    let entry = try scene.job(for: wish)
    let found = scene.dependents(of: entry).map { "\($0.key.pipeline) \($0.name)" }
    // Asked again, it looks nothing up anew and knows the same.
    #expect(scene.dependents(of: entry).map { "\($0.key.pipeline) \($0.name)" } == found)
    return found
  }

  @Test func `jobs that extend a job change with it, and jobs of its name in another pipeline do not`() throws
  {
    #expect(try dependents("middle") == [".gitlab-ci.yml leaf"])
    #expect(try dependents("leaf").isEmpty)
    #expect(try dependents("other").isEmpty)
  }

  @Test func `a job of an included file is one in every pipeline that includes it`() throws {
    let names = try dependents("shared")
    #expect(!names.isEmpty && names.allSatisfy { $0.hasSuffix(" shared") })
  }

  @Test func `a job that is there no more is told from one that is`() throws {
    var scene = InjectionScene(Self.checkout, for: [Self.suggestion("gone")])
    #expect(throws: RefusedEdit.self) { try scene.job(for: Self.suggestion("gone")) }
    #expect(try scene.job(for: Self.suggestion("other")).name == "other")
  }
}
