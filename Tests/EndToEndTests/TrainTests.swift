import Foundation
import Testing

/// `inframind train` and `inframind models` over tables of builds and histories of this folder.
@Suite struct TrainTests {
  private static let library = ProcessInfo.processInfo.environment["INFRAMIND_LIGHTGBM"]
  private static let isWanted = library != nil || ProcessInfo.processInfo.environment["CI"] == "true"

  /// Builds of a project that take longer on some branches and in some hours, which the median of the last
  /// five does not know.
  private func table(project: Int, builds: Int, from first: Int = 0) -> String {
    var lines = ["started,status,duration_s,jobs,branch,is_pr"]
    for number in first..<first + builds {
      let branch = (number * 7 + project) % 3
      let seconds = [100, 300, 700][branch] + (number * 13 + project * 5) % 20
      let status = (number * 5 + project) % 9 == 0 || branch == 2 && number % 2 == 0 ? "failed" : "passed"
      lines.append("\(1_600_000_000 + number * 9000 + project),\(status),\(seconds),1,\(branch),0")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func folder(builds: Int) throws -> Checkout {
    let folder = try Checkout()
    for project in 0..<6 {
      try folder.write(table(project: project, builds: builds), to: "builds/p\(project).csv")
    }
    return folder
  }

  private func run(_ folder: Checkout, _ arguments: String...) throws -> Inframind.Result {
    let library = try #require(Self.library, "INFRAMIND_LIGHTGBM names no library")
    return try Inframind.run(arguments, in: folder.path, environment: ["INFRAMIND_LIGHTGBM": library])
  }

  @Test(
    .enabled(if: isWanted, "INFRAMIND_LIGHTGBM names no library: scripts/tools.sh, then scripts/tools.env"))
  func `models are trained, promoted, continued, listed, compared and taken back`() throws {
    let folder = try folder(builds: 200)
    let first = try run(folder, "train", "builds", "--trees", "30", "--now", "2026-11-20T12:00:00Z")
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.output.contains("Promoted: duration-p50-20261120T120000-"), "\(first.output)")
    #expect(first.output.contains("median of the last five"))
    #expect(first.output.contains("area under the curve"))
    #expect(first.output.contains("queue-p50: nothing was trained: 0 waits to learn from"))
    #expect(first.errors.contains("training failure: 30 of 30 trees"))

    let list = try run(folder, "models", "list")
    let ids = list.output.split(separator: "\n").compactMap {
      $0.dropFirst(2).split(separator: " ").first.map(String.init)
    }
    #expect(ids.count == 3, "\(list.output)")
    let duration = try #require(ids.first { $0.hasPrefix("duration-p50") })
    let shown = try run(folder, "models", "show", duration)
    #expect(shown.output.contains("serves now") && shown.output.contains("num_leaves=31"), "\(shown.errors)")

    let again = try run(
      folder, "train", "builds", "--purpose", "duration-p50", "--anew", "--trees", "30", "--now",
      "2026-11-20T13:00:00Z")
    #expect(again.status == 0)
    #expect(again.output.contains("Refused:") && again.output.contains("less by 0.0 %"), "\(again.output)")

    for project in 0..<6 {
      try folder.write(table(project: project, builds: 500), to: "builds/p\(project).csv")
    }
    let more = try run(
      folder, "train", "builds", "--purpose", "duration-p50", "--trees", "10", "--now", "2026-11-21T12:00:00Z"
    )
    #expect(more.status == 0, "\(more.errors)")
    let newest = try run(folder, "models", "list").output.split(separator: "\n").map(String.init)
    #expect(newest.count == 5)
    let continued = try #require(
      newest.last?.dropFirst(2).split(separator: " ").first.map(String.init))
    #expect(try run(folder, "models", "show", continued).output.contains("continues: \(duration)"))

    let compared = try run(folder, "models", "compare", continued, duration, "builds")
    #expect(compared.status == 0, "\(compared.errors)")
    #expect(compared.output.contains("Each job served by one of the two, after "))
    #expect(try run(folder, "models", "promote", continued).output.contains("serves for duration-p50 now"))
    #expect(
      try run(folder, "models", "rollback", "duration-p50").output
        == "\(duration) serves again for duration-p50.\n")
    #expect(
      try run(folder, "models", "rollback", "duration-p50").output.hasPrefix("No model serves any more"))
    #expect(try run(folder, "models", "rollback", "duration-p50").status == 2)
  }

  @Test(
    .enabled(if: isWanted, "INFRAMIND_LIGHTGBM names no library: scripts/tools.sh, then scripts/tools.env"))
  func `a model whose trees were exchanged does not serve`() throws {
    let folder = try folder(builds: 120)
    #expect(try run(folder, "train", "builds", "--purpose", "failure", "--trees", "5", "-q").status == 0)
    let id = try #require(try run(folder, "models", "list").output.dropFirst(2).split(separator: " ").first)
    try folder.write("tree\n", to: ".inframind/models/\(id).txt")
    let shown = try run(folder, "models", "show", String(id))
    #expect(shown.status == 2)
    #expect(shown.errors.contains("are not those that it was written with"), "\(shown.errors)")
    #expect(try run(folder, "models", "promote", String(id)).status == 2)
    #expect(try run(folder, "models", "show", "../../etc/passwd").status == 2)
  }

  /// Runs in two pools of machines for which one waits ten minutes on Mondays and a minute on other days, which counts
  /// by the hour cannot know.
  private func waits(days: Int) -> String {
    let begin = Date(timeIntervalSince1970: 1_780_272_000)
    let lines = (0..<days * 48).map { number -> String in
      let queued = begin.addingTimeInterval(Double(number) * 1800)
      let day = Int(queued.timeIntervalSince1970 / 86_400) % 7
      let started = queued.addingTimeInterval((day == 4 ? 600 : 60) + Double(number % 7))
      let finished = started.addingTimeInterval(200 + Double(number * 13 % 40))
      let format = Date.ISO8601FormatStyle()
      return """
        {"platform":"github-actions","source":"github.com","repository":"acme/shop","job":"test",\
        "pipeline":".github/workflows/ci.yml","runner":{"labels":["\(number % 2 == 0 ? "big" : "small")"]},\
        "branch":"main","run":"\(number)","conclusion":"success","queuedAt":"\(queued.formatted(format))",\
        "startedAt":"\(started.formatted(format))","finishedAt":"\(finished.formatted(format))"}
        """
    }
    return lines.joined(separator: "\n") + "\n"
  }

  @Test(
    .enabled(if: isWanted, "INFRAMIND_LIGHTGBM names no library: scripts/tools.sh, then scripts/tools.env"))
  func `a model of waits is trained, serves in the forecast, is tried on a share of the pools and measured`()
    throws
  {
    let folder = try Checkout()
    try folder.write(waits(days: 70), to: "runs.jsonl")
    let trained = try run(
      folder, "train", "runs.jsonl", "--purpose", "queue-p50", "--purpose", "queue-p90", "--trees", "60", "-q"
    )
    #expect(trained.status == 0, "\(trained.errors)")
    #expect(trained.output.contains("Promoted: queue-p50-"), "\(trained.output)")
    #expect(trained.output.contains("the pool's counts"))
    let forecast = try run(folder, "forecast", "runs.jsonl", "--format", "json").json()
    let pools = try #require(forecast["waits"] as? [[String: Any]])
    #expect(pools.compactMap { $0["by"] as? String } == ["model", "model"])
    let measured = try run(folder, "evaluate", "runs.jsonl", "--format", "markdown")
    #expect(measured.output.contains("with a model, LightGBM") && measured.output.contains("without a model"))

    let id = try #require(
      try run(folder, "models", "list").output.split(separator: "\n").map { $0.dropFirst(2) }
        .first { $0.hasPrefix("queue-p50") }?.split(separator: " ").first.map(String.init))
    #expect(try run(folder, "models", "challenge", id).status == 2, "it serves all pools already")
    #expect(try run(folder, "models", "rollback", "queue-p50").status == 0)
    let tried = try run(folder, "models", "challenge", id, "--share", "99")
    #expect(tried.output == "\(id) serves about 99 % of the jobs for queue-p50 now.\n", "\(tried.errors)")
    #expect(try run(folder, "models", "list").output.contains("+ \(id)"))
    #expect(
      try run(folder, "models", "challenge", "--end", "queue-p50").output == "\(id) is on trial no longer.\n")
    #expect(try run(folder, "models", "challenge", "--end", "queue-p50").status == 2)
    #expect(try run(folder, "models", "challenge", "--end", "duration").status == 2)
  }

  @Test func `without LightGBM training says how to get it, and models are listed all the same`() throws {
    let folder = try folder(builds: 20)
    let environment = ["INFRAMIND_LIGHTGBM": "/nowhere"]
    let result = try Inframind.run(["train", "builds"], in: folder.path, environment: environment)
    #expect(result.status == 2)
    #expect(result.errors.contains("pip install lightgbm"), "\(result.errors)")
    let list = try Inframind.run(["models", "list"], in: folder.path, environment: environment)
    #expect(list.status == 0)
    #expect(list.errors.contains("inframind train"))
    #expect(try Inframind.run(["models", "show", "x"], in: folder.path).status == 2)
    #expect(try Inframind.run(["train", "--held-out", "90"], in: folder.path).status == 2)
  }
}
