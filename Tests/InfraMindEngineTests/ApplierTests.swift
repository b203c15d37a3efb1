import AdapterKit
import InfraMindCore
import Testing

@testable import InfraMindEngine

@Suite struct ApplierTests {
  private func text(_ plan: ApplyPlan, _ path: String) -> String? {
    plan.files.first { $0.path == path }.map { String(decoding: $0.after, as: UTF8.self) }
  }

  @Test func `all suggestions for a file are carried out together, and only they change it`() {
    var bench = Bench()
    bench.runs = [Bench.run("test")]
    let plan = bench.plan(
      InMemoryFiles([
        "fake.yml": "# top\ntest:\n  size: small # cheap\n  caches:\n    - pip\n\nother: {caches: [npm]}\n"
      ]))
    #expect(plan.editedCount == 2 && plan.refusedCount == 0)
    #expect(
      text(plan, "fake.yml")
        == "# top\ntest:\n  size: large # cheap\n  caches:\n    - pip\n    - npm\n\nother: {caches: [npm]}\n")
    #expect(String(decoding: plan.diff(prefix: "sub/"), as: UTF8.self).contains("+++ b/sub/fake.yml"))
  }

  @Test func `edits that cannot be made at once are made one after another`() {
    var bench = Bench()
    bench.caches.tools = ["npm", "pip", "cargo"]
    let plan = bench.plan(InMemoryFiles(["fake.yml": "test:\n  caches:\n    - go\n"]))
    #expect(plan.editedCount == 3)
    #expect(
      text(plan, "fake.yml") == "test:\n  caches:\n    - go\n    - npm\n    - pip\n    - cargo\n"
        || plan.files.first.map {
          bench.report(InMemoryFiles(["fake.yml": String(decoding: $0.after, as: UTF8.self)])).suggestions
            .isEmpty
        } == true)
  }

  @Test func `what several suggestions ask for in the same words is done once, and serves them all`() {
    let plan = Bench().plan(
      InMemoryFiles([
        "a.yml": "x: {caches: &c [go]}\ny: {caches: *c}\nz: {caches: [go]}\n", "b.yml": "x: {caches: [go]}\n",
      ]))
    #expect(plan.editedCount == 4 && plan.refusedCount == 0)
    #expect(
      text(plan, "a.yml") == "x: {caches: &c [go, npm]}\ny: {caches: *c}\nz: {caches: [go, npm]}\n")
    #expect(text(plan, "b.yml") == "x: {caches: [go, npm]}\n")
  }

  @Test func `applied twice, the second time changes nothing`() throws {
    var bench = Bench()
    bench.runs = [Bench.run("test")]
    let first = bench.plan(InMemoryFiles(["fake.yml": "test: {size: small, caches: [go]}\n"]))
    let after = try #require(text(first, "fake.yml"))
    let second = bench.plan(InMemoryFiles(["fake.yml": after]))
    #expect(second.outcomes.isEmpty && second.files.isEmpty)
  }

  @Test func `an edit that a second reading does not show is not made`() {
    var bench = Bench()
    bench.runs = [Bench.run("test")]
    bench.sizes.target = "blind"
    let plan = bench.plan(InMemoryFiles(["fake.yml": "test: {size: small, speed: slow, caches: [go]}\n"]))
    #expect(refusals(plan) == ["not-visible"])
    #expect(plan.editedCount == 1)
    #expect(text(plan, "fake.yml") == "test: {size: small, speed: slow, caches: [go, npm]}\n")
  }

  @Test func `what the adapter refuses is advice in words when it is suggested`() {
    let bench = Bench()
    let files = InMemoryFiles(["a.yml": "x: {caches: [boom]}\n", "b.yml": "y: {caches: [go]}\n"])
    var report = bench.report(files)
    report.advise(bench.applier.refusals(of: report.suggestions, in: files, bench.surroundings))
    #expect(report.suggestions.map(\.adviceOnly) == ["It is generated.", nil])
    #expect(report.suggestions[0].undo.hasPrefix("Nothing is written"))
  }

  @Test func `a refusal by the adapter stays with its file, and others are edited`() {
    let plan = Bench().plan(
      InMemoryFiles(["a.yml": "x: {caches: [boom]}\n", "b.yml": "y: {caches: [go]}\n"]))
    #expect(refusals(plan) == ["generated-file"])
    #expect(plan.files.map(\.path) == ["b.yml"])
  }

  @Test func `a blocked file is left alone with the reason`() {
    let plan = Bench().plan(
      InMemoryFiles(["a.yml": "x: {caches: [go]}\n", "b.yml": "y: {caches: [go]}\n"]),
      obstacles: { paths in
        paths.contains("a.yml")
          ? ["a.yml": EngineError(code: "uncommitted-changes", message: "Commit it.")] : [:]
      })
    #expect(refusals(plan) == ["uncommitted-changes"])
    #expect(plan.files.map(\.path) == ["b.yml"])
  }

  @Test func `a file that cannot take the edit refuses with the editor's reason`() {
    let plan = Bench().plan(InMemoryFiles(["a.yml": "x: {size: small}\n"]))
    #expect(plan.refusedCount == 1 && plan.files.isEmpty)
  }

  @Test func `a job that would get another name keeps its file`() {
    let before = report(names: ["a": "A"])
    let after = report(names: ["a": "B"])
    let suggestion = Bench().report(InMemoryFiles(["fake.yml": "a: {caches: []}\n"])).suggestions
    let refusals = SecondReading(before: before, after: after).refusals(of: suggestion)
    #expect(refusals.values.map(\.code) == ["renames-job"])
  }

  private func report(names: [String: String]) -> RepositoryReport {
    let lines = names.map { "\($0.key): {name: \($0.value), caches: [npm]}\n" }.sorted()
    return Bench().report(InMemoryFiles(["fake.yml": lines.joined()]))
  }

  private func refusals(_ plan: ApplyPlan) -> [String] {
    plan.outcomes.compactMap { if case .refused(let refusal) = $0.result { refusal.code } else { nil } }
  }
}
