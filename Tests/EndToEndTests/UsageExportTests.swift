import Foundation
import Testing

/// `inframind import --usage-export` over the adapter's own fixture.
@Suite struct UsageExportTests {
  private static let fixture = Inframind.packageRoot.appending(
    path: "Tests/Adapters/CircleCIAdapterTests/Fixtures/UsageExport/usage-export.csv"
  ).path

  @Test func `a usage export is taken in, and twice is once`() throws {
    let folder = try Checkout()
    let first = try folder.run("import", "--platform", "circleci", "--usage-export", Self.fixture)
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.errors.contains("3 jobs read, 3 new or changed"), "\(first.errors)")
    let second = try folder.run("import", "--platform", "circleci", "--usage-export", Self.fixture)
    #expect(second.errors.contains("3 jobs read, 0 new or changed"), "\(second.errors)")
    let stats = try folder.run("history", "stats")
    #expect(stats.output.contains("acme/shop: 3 job runs"), "\(stats.output)")
  }

  @Test func `of a usage export only the named repository's jobs are taken`() throws {
    let folder = try Checkout()
    let none = try folder.run(
      "import", "--platform", "circleci", "--usage-export", Self.fixture, "--repo", "acme/other")
    #expect(none.errors.contains("3 jobs read, 0 new or changed"), "\(none.errors)")
    let all = try folder.run(
      "import", "--platform", "circleci", "--usage-export", Self.fixture, "--repo", "Acme/Shop")
    #expect(all.errors.contains("3 jobs read, 3 new or changed"), "\(all.errors)")
  }

  @Test func `rows that cannot be read are left out, counted, and seen in the exit status`() throws {
    let folder = try Checkout()
    let whole = try String(contentsOfFile: Self.fixture, encoding: .utf8)
    let lines = whole.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
    // A job's number, and nothing else that a job has.
    let names = lines[0].split(separator: ",").map { $0.uppercased() }
    let broken = names.map { $0 == "JOB_RUN_NUMBER" ? "7" : "" }.joined(separator: ",")
    try folder.write((lines + [broken]).joined(separator: "\n"), to: "usage.csv")
    let result = try folder.run("import", "--platform", "circleci", "--usage-export", "usage.csv")
    #expect(result.status == 1)
    #expect(result.errors.contains("3 jobs read, 3 new or changed; 1 row left out"), "\(result.errors)")
  }

  @Test func `what is no usage export, or of a platform without them, is refused with a sentence`() throws {
    let folder = try Checkout()
    try folder.write("a,b\n1,2\n", to: "other.csv")
    let other = try folder.run("import", "--platform", "circleci", "--usage-export", "other.csv")
    #expect(other.status == 2 && other.errors.contains("no usage export of CircleCI"), "\(other.errors)")
    let missing = try folder.run("import", "--platform", "circleci", "--usage-export", "missing.csv")
    #expect(missing.status == 2 && missing.errors.contains("missing.csv"), "\(missing.errors)")
    let folderItself = try folder.run("import", "--platform", "circleci", "--usage-export", ".")
    #expect(folderItself.status == 2 && folderItself.errors.contains("is a folder"))
    let platform = try folder.run("import", "--platform", "drone", "--usage-export", "other.csv")
    #expect(platform.status == 2 && platform.errors.contains("those of circleci can"), "\(platform.errors)")
  }
}
