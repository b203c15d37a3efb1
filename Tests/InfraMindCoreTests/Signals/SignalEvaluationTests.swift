import Foundation
import Testing

@testable import InfraMindCore

@Suite struct SignalEvaluationTests {
  /// Folder of the bench, where somebody wants the figures: measuring takes minutes in a debug build.
  private static let bench = ProcessInfo.processInfo.environment["INFRAMIND_BENCH"]

  @Test(.enabled(if: bench != nil, "set INFRAMIND_BENCH to the bench's folder to measure"))
  func `the bench's figures reach what the shipped thresholds promise`() throws {
    let folder = URL(fileURLWithPath: Self.bench ?? "").appendingPathComponent("run-history")
    func text(_ name: String) throws -> String {
      try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/travis").sorted()
    let projects = try files.map { (name: String($0.dropLast(4)), csvText: try text("travis/\($0)")) }
    let start = ContinuousClock.now
    let evaluation = try SignalEvaluation(
      projects: projects, reruns: try text("gha_reruns.csv"), omicron: try text("gha_omicron.csv"),
      pytorch: try text("pytorch_testtimes.csv"))
    let tables = evaluation.tables()
    print("measured in \(ContinuousClock.now - start)")
    for table in tables {
      print(
        "## \(table.title)\n\(table.note)\n| method | \(table.columns.map(\.title).joined(separator: " | ")) |"
      )
      for row in table.rows {
        let cells = zip(row.cells, table.columns).map { cell, column in
          let value = cell.value.map { String(format: "%.\(column.decimals)f", $0) } ?? "–"
          return value + (cell.standardError.map { String(format: " ± %.\(column.decimals)f", $0) } ?? "")
        }
        print("| \(row.name) | \(cells.joined(separator: " | ")) |")
      }
    }
    let slow = try #require(tables.first?.rows.first?.cells)
    #expect(try #require(slow[1].value) <= 1)
  }

  // MARK: - Made up

  /// Builds of one project, an hour apart, of four minutes and a little more.
  private func project(_ count: Int, seed: UInt64) -> String {
    var random = SeededGenerator(seed: seed)
    let rows = (0..<count).map { index in
      "\(1_400_000_000 + index * 3600),\(index % 9 == 4 ? "failed" : "passed"),\(240 * exp(0.1 * random.normal())),1"
    }
    return "started,status,duration_s,jobs\n" + rows.joined(separator: "\n")
  }

  @Test func `every row has a figure or none for each column, and quiet projects show nearly every doubling`()
    throws
  {
    let evaluation = try SignalEvaluation(
      projects: (0..<3).map { ("p\($0)", project(400, seed: UInt64($0))) },
      reruns:
        "set,run,conclusion,duration_s\n1,1,failure,100\n1,2,success,110\n2,1,success,50\n2,2,success,40\n",
      omicron: "started,billable_ubuntu_s,billable_macos_s\n1586819509,60,0\n",
      pytorch: "series,day,files,total_s\n0,1665619200,1,100\n")
    let tables = evaluation.tables()
    #expect(tables.map(\.title).count == 6)
    for table in tables {
      for row in table.rows { #expect(row.cells.count == table.columns.count, "\(table.title): \(row.name)") }
    }
    let slow = try #require(tables[0].rows.first?.cells)
    #expect(try #require(slow[1].value) <= 1)
    #expect(try #require(slow[5].value) >= 95)
    #expect(try SignalEvaluation(projects: []).tables().count == 1)
  }

  @Test func `a table that cannot be read is refused`() {
    #expect(throws: BuildHistoryError.self) { try SignalEvaluation(projects: [("p", "started\n1\n")]) }
  }

  @Test func `runs of one commit are counted by hand`() throws {
    let study = RerunStudy(
      csv: "set,run,conclusion,duration_s\n1,1,failure,100\n1,2,success,110\n2,2,success,40\n2,1,success,50\n"
    )
    let cells = try #require(study.table.rows.first?.cells)
    #expect(cells[0].value == 50)
    #expect(cells[1].value == 100)
    #expect(cells[2].value == 100)
    #expect(cells[3].value == 25)
    // One failure with a chance of 33 %, and it passed.
    #expect(abs(try #require(study.table.rows[1].cells[4].value) - 0.67 * 0.67) < 1e-12)
  }

  @Test func `a share over projects has the jackknife's error`() {
    var share = PooledShare()
    share.add(1, of: 10)
    share.add(3, of: 10)
    share.add(0, of: 0)
    #expect(share.value == 0.2)
    // Without either: 0.3 and 0.1.
    #expect(abs((share.standardError ?? 0) - 0.1) < 1e-12)
    #expect(share.worst == 0.3)
  }

  @Test func `a build is scored by what had finished before it started`() throws {
    // The sixth build starts while the slow fifth still runs, so it cannot know of it.
    let rows =
      (0..<8).map { "\($0 * 1000),passed,\($0 == 6 ? 5000 : 100),1" } + [
        "6500,passed,300,1", "20000,passed,300,1",
      ]
    let history = try BuildHistory(
      name: "p", csv: "started,status,duration_s,jobs\n" + rows.joined(separator: "\n"))
    let replay = SlowRunReplay(history) { WatchScoring() }
    #expect(replay.train.count + replay.test.count == 5)
    #expect(replay.test.last?.clean == -.infinity)
    #expect((replay.test.dropFirst().first?.clean ?? 0) > 0)
  }
}
