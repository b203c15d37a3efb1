import Foundation
import ProgramTesting
import Testing

/// `inframind evaluate` as a user runs it.
@Suite struct EvaluateTests {
  private static let example = Inframind.packageRoot.appending(path: "Examples/polyglot").path()

  @Test func `the example's history is replayed beside the rules of others`() throws {
    let result = try Inframind.run(
      "evaluate", ".inframind/runs.jsonl", "--format", "json", in: Self.example)
    #expect(result.status == 0)
    let tables = try #require(try result.json()["tables"] as? [[String: Any]])
    #expect(tables.count == 2)
    let rows = try #require(tables[0]["rows"] as? [[String: Any]])
    #expect(rows.first?["role"] as? String == "ours")
    #expect(rows.count >= 8)
    let moves = try #require((rows[0]["values"] as? [Double?])?.first ?? nil)
    #expect(moves >= 1)
  }

  @Test func `without a path the history of the current folder is taken, and the same output comes again`()
    throws
  {
    let first = try Inframind.run("evaluate", in: Self.example)
    #expect(first.status == 0)
    #expect(first.output.contains("What would have been suggested"))
    #expect(first.errors.contains(".inframind/runs.jsonl"))
    #expect(try Inframind.run("evaluate", "--quiet", in: Self.example).bytes == first.bytes)
  }

  @Test func `made-up jobs are as many as asked for`() throws {
    let folder = try Checkout()
    let result = try Inframind.run(
      "evaluate", "--simulate", "jobs", "--jobs", "20", "--plots", "charts", in: folder.path)
    #expect(result.status == 0)
    #expect(result.output.contains("best size"))
    let charts = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/charts")
    #expect(charts == ["synthetic-jobs-what-the-size-costs-on-which-a-method-rests.svg"])
  }

  @Test(arguments: [
    ["nothing-here.jsonl"], ["."], ["/dev/null"], ["--jobs", "0"], ["--simulate", "rain"], [""],
  ])
  func `what cannot be evaluated ends with 2 and a sentence`(_ arguments: [String]) throws {
    let empty = try Checkout()
    let result = try Inframind.run(["evaluate"] + arguments, in: empty.path)
    #expect(result.status == 2)
    #expect(result.errors.contains("rror: "))
    #expect(result.bytes.isEmpty)
  }
}
