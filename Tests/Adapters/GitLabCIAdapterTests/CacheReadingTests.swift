internal import AdapterKit
internal import AdapterTesting
internal import InfraMindCore
internal import Testing

@Suite struct CacheReadingTests {
  private func caches(_ job: String, around: String = "") -> [DeclaredCache] {
    PipelineReadout.of("\(around)\njob:\n  script: [x]\n  \(job)\n")["job"]?.caches ?? []
  }

  @Test func `one cache or a list, with keys as text or files`() {
    let one = caches("cache: {key: $CI_COMMIT_REF_SLUG, paths: [node_modules/, .npm]}")
    #expect(one.map(\.paths) == [["node_modules/", ".npm"]])
    #expect(one.map(\.key) == ["$CI_COMMIT_REF_SLUG"])
    let two = caches("cache: [{key: {files: [a.lock], prefix: p}, paths: [a]}, {paths: [b], policy: pull}]")
    #expect(two.map(\.paths) == [["a"], ["b"]])
    #expect(two.map(\.key) == ["p-a.lock", ""])
  }

  @Test func `variables of the files are filled into paths`() {
    let around = "variables: {PIP_CACHE_DIR: $CI_PROJECT_DIR/.cache/pip, D: deps}"
    #expect(
      caches("cache: {paths: [$PIP_CACHE_DIR, '${D}/x', $CI_PROJECT_DIR/y]}", around: around).map(\.paths)
        == [[".cache/pip", "deps/x", "y"]])
  }

  @Test func `a cache comes from the default, the old keyword, or a template with which it is merged`() {
    #expect(caches("", around: "default: {cache: {paths: [a]}}").map(\.paths) == [["a"]])
    #expect(caches("", around: "cache: {paths: [a]}").map(\.paths) == [["a"]])
    #expect(
      caches("extends: .t\n  cache: {policy: pull}", around: ".t: {cache: {paths: [a], key: k}}").map(\.paths)
        == [["a"]])
  }

  @Test func `a job that says it has no cache has switched caches off, unless it inherits some`() {
    for nothing in ["[]", "{}"] {
      let off = caches("cache: \(nothing)", around: "cache: {paths: [a]}")
      #expect(off.map(\.isSwitchedOff) == [true] && off[0].paths.isEmpty)
    }
    #expect(
      caches("extends: .t\n  cache: {}", around: ".t: {cache: {paths: [a]}}").map(\.isSwitchedOff) == [false])
    #expect(caches("", around: "default: {cache: []}").isEmpty)
  }

  @Test(arguments: ["Jobs/SAST.gitlab-ci.yml", "Security/Secret-Detection.gitlab-ci.yml"])
  func `GitLab's templates of jobs set nothing for other jobs`(template: String) {
    #expect(caches("", around: "include: [{template: \(template)}]").isEmpty)
    #expect(
      caches("", around: "include: [{template: \(template)}, {template: T}]").map(\.isOutsideView) == [true])
    #expect(caches("", around: "include: [{project: a/b, file: \(template)}]").map(\.isOutsideView) == [true])
  }

  @Test func `what may be kept out of view is said`() {
    #expect(caches("", around: "include: {template: T}").map(\.isOutsideView) == [true])
    #expect(caches("extends: .none").map(\.isOutsideView) == [true])
    #expect(caches("cache: {untracked: true}").map(\.isOutsideView) == [true])
    #expect(caches("cache: !reference [.none, cache]").map(\.isOutsideView) == [true])
    #expect(caches("cache: {paths: [a]}", around: "include: {template: T}").map(\.isOutsideView) == [false])
  }
}
