internal import AdapterKit
internal import AdapterTesting
internal import BuildkiteAdapter
internal import InfraMindCore
internal import Testing

/// Runs that deliveries tell of, found by the jobs of a checkout.
@Suite struct JoinTests {
  /// A delivery of a job that ended, as Buildkite sends it, but for what nothing here reads.
  private static func facts(
    id: String, name: String, key: String?, build: String = "b1", upload: String = "make pipeline"
  ) throws -> [JobRunFacts] {
    let key = key.map { "\"\($0)\"" } ?? "null"
    let address = "https://api.buildkite.com/v2/organizations/acme-inc/pipelines/shop"
    let body = """
      {"event": "job.finished",
       "job": {"id": "\(id)", "type": "script", "name": "\(name)", "step_key": \(key), "command": "make",
        "state": "passed", "exit_status": 0, "agent_query_rules": ["queue=linux-small"], "matrix": null,
        "created_at": "2026-08-11T09:12:58.900Z", "runnable_at": "2026-08-11T09:13:00.000Z",
        "started_at": "2026-08-11T09:13:21.420Z", "finished_at": "2026-08-11T09:15:21.420Z"},
       "build": {"id": "\(build)", "url": "\(address)/builds/1287", "number": 1287, "state": "running",
        "created_at": "2026-08-11T09:12:18.000Z", "commit": "6f1a0c9b", "branch": "main", "source": "webhook"},
       "pipeline": {"slug": "shop", "url": "\(address)", "repository": "git@github.com:acme-inc/shop.git",
        "steps": [{"type": "script", "command": "\(upload)"}]}}
      """
    let (run, job) = try Deliveries.job(Array(body.utf8))
    return [run, job]
  }

  @Test func `a step with a key finds its runs where nothing tells the file, also under another label`()
    throws
  {
    let checkout = SampleRepository(files: [
      ".buildkite/pipeline.release.yml": "steps:\n  - {label: Specs, key: specs, command: make}\n",
      ".buildkite/pipeline.yml": "steps:\n  - {label: Lint, command: make}\n",
    ])
    let facts =
      try Self.facts(id: "1", name: "Specs", key: "specs", build: "b1")
      + Self.facts(id: "2", name: "All specs", key: "specs", build: "b2")
      + Self.facts(id: "3", name: "Lint", key: nil, build: "b3")
    #expect(facts.allSatisfy { $0.details.pipeline == nil })
    let joins = Buildkite().joins(of: facts, in: checkout)
    #expect(joins["Specs"]?.sorted() == ["b1", "b2"])
    #expect(joins["Lint"] == ["b3"])
  }

  @Test func `a step with a key in another file than the one that is told has none of its runs`() throws {
    let checkout = SampleRepository(files: [
      ".buildkite/other.yml": "steps:\n  - {label: Specs, key: specs, command: make}\n"
    ])
    let facts = try Self.facts(
      id: "1", name: "Specs", key: "specs", upload: "buildkite-agent pipeline upload")
    #expect(facts[0].details.pipeline == ".buildkite/pipeline.yml")
    #expect(Buildkite().joins(of: facts, in: checkout) == ["Specs": []])
  }

  @Test(arguments: [nil, "specs"] as [String?])
  func `the parallel jobs of a step are its runs, whatever their numbers`(key: String?) throws {
    let id = key.map { ", key: \($0)" } ?? ""
    let checkout = SampleRepository(files: [
      ".buildkite/pipeline.yml":
        "steps:\n  - {label: ':rspec: specs %N/%t'\(id), parallelism: 12, command: make}\n"
        + "  - {label: ':rspec: specs', command: make}\n"
    ])
    let facts =
      try Self.facts(id: "1", name: ":rspec: specs 1/12", key: key, build: "b1")
      + Self.facts(id: "2", name: ":rspec: specs 11/12", key: key, build: "b2")
      + Self.facts(id: "3", name: ":rspec: specs", key: nil, build: "b3")
      + Self.facts(id: "4", name: ":rspec: specs all/12", key: nil, build: "b4")
    let joins = Buildkite().joins(of: facts, in: checkout)
    #expect(joins[":rspec: specs */*"]?.sorted() == ["b1", "b2"])
    #expect(joins[":rspec: specs"] == ["b3"])
  }
}
