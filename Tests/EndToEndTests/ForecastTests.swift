import Foundation
import ProgramTesting
import Testing

/// `inframind forecast` as a user runs it.
@Suite struct ForecastTests {
  private static let example = Inframind.packageRoot.appending(path: "Examples/polyglot").path()

  @Test func `the example's month, waits and next runs are forecast, the same each time`() throws {
    let result = try Inframind.run("forecast", "--now", "2026-11-20T12:00:00Z", in: Self.example)
    #expect(result.status == 0)
    for part in [
      "This month's bill, as of 2026-11-20", "tidewatch/tidewatch", "ubuntu-latest", "risk to fail",
    ] {
      #expect(result.output.contains(part))
    }
    #expect(
      try Inframind.run("forecast", "--now", "2026-11-20T12:00:00Z", in: Self.example).bytes == result.bytes)
    let json = try Inframind.run("forecast", "--format", "json", in: Self.example).json()
    let runs = try #require(json["nextRuns"] as? [[String: Any]])
    #expect(runs.count >= 10)
    for run in runs {
      let (low, high) = (run["p10Seconds"] as? Double ?? 0, run["p90Seconds"] as? Double ?? 0)
      #expect(0 < low && low < high)
    }
  }

  @Test func `without a history it ends with 2 and says where one is looked for`() throws {
    let folder = try Checkout()
    let result = try Inframind.run("forecast", in: folder.path)
    #expect(result.status == 2)
    #expect(result.errors.contains(".inframind/history.db"))
  }

  @Test
  func
    `lines that cannot be read are counted, a history of none is an error, a damaged register is passed over`()
    throws
  {
    let folder = try Checkout.example()
    let history = folder.path + "/.inframind/runs.jsonl"
    let whole = try String(contentsOfFile: history, encoding: .utf8)
    try Data((whole + "{\"run\": \n").utf8).write(to: URL(filePath: history))
    try FileManager.default.createDirectory(
      atPath: folder.path + "/.inframind/models", withIntermediateDirectories: true)
    try Data("{".utf8).write(to: URL(filePath: folder.path + "/.inframind/models/register.json"))
    let result = try Inframind.run("forecast", in: folder.path)
    #expect(result.status == 1)
    #expect(result.output.contains("risk to fail"))
    #expect(
      result.errors.contains("1 line of the history") && result.errors.contains("no trained model is used"))

    try Data("nonsense\n".utf8).write(to: URL(filePath: history))
    let none = try Inframind.run("forecast", in: folder.path)
    #expect(none.status == 2)
    #expect(none.errors.contains("holds no run: 1 line could not be read"))
  }
}
