import Foundation
import Testing

@testable import InfraMindCore

/// Made-up data: one family of five sizes, five workloads of three groups.
@Suite struct SizeTaskTests {
  static let configurations =
    "dataset,config,family,node_size,nodes,vcpu_total,mem_gib_total,price_usd_h,ladder\n"
    + [2, 4, 8, 16, 32].map { "d,\($0)xm,m,large,\($0),\($0 * 2),\($0 * 8),\(Double($0) / 10),m.large\n" }
    .joined()
  static let workloads = """
    dataset,workload,group,input_size,n_configs
    d,a1,a,100,5
    d,a2,a,200,5
    d,b1,b,,5
    d,c1,c,100,5
    d,c2,c,100,5

    """
  static let durations = [
    "a1": [100.0, 60, 50, 45, 44], "a2": [200, 110, 90, 80, 79], "b1": [400, 200, 100, 50, 26],
    "c1": [100, 98, 97, 99, 100], "c2": [120, 90, 70, 60, 55],
  ]
  static let measurements =
    "dataset,workload,config,rep,status,duration_s\n"
    + durations.sorted { $0.key < $1.key }.map { name, seconds in
      zip([2, 4, 8, 16, 32], seconds).map { "d,\(name),\($0)xm,1,ok,\($1)\n" }.joined()
    }.joined()

  private struct InOrder: SizeStrategy {
    var order: [Int]
    var name: String { "in order" }
    var role: EvaluationTable.Role { .baseline }
    var recommendsUnmeasured: Bool { false }
    var mostSeeds: Int { 1 }

    struct Search: SizeTaskSearch {
      var left: [Int]
      var hasStopped: Bool { false }
      mutating func next() -> Int? { left.isEmpty ? nil : left.removeFirst() }
      mutating func take(_ measurement: SizeMeasurement) {}
      func recommendation() -> Int? { nil }
    }

    func search(
      _ task: SizeTask, _ objective: TrialObjective, teachers: SizeTeachers, seed: UInt64
    ) -> any SizeTaskSearch { Search(left: order) }
  }

  private func tasks(_ measurements: String = Self.measurements) throws -> (SizeTeachers, [SizeTask]) {
    let data = try SizeTaskData(
      measurements: measurements, configurations: Self.configurations, workloads: Self.workloads)
    let set = try #require(data.dataSets.first)
    return (SizeTeachers(set), SizeTask.all(in: set, ladders: true))
  }

  @Test func `five sizes make a ladder in the order of price, and no menu`() throws {
    let (teachers, tasks) = try tasks()
    #expect(tasks.map(\.workload) == ["a1", "a2", "b1", "c1", "c2"])
    #expect(tasks[0].judged == [100, 60, 50, 45, 44])
    #expect(SizeTask.all(in: teachers.dataSet, ladders: false).isEmpty)
    #expect(teachers.workloads(apartFrom: "a").map(\.name) == ["b1", "c1", "c2"])
  }

  @Test func `objectives are ratios to the best`() throws {
    let task = try tasks().1[0]
    let time = task.ratios(for: .time)
    #expect(abs(time[0] - 100.0 / 44) < 1e-12)
    #expect(abs(time[4] - 1) < 1e-12)
    // t·p: 20, 24, 40, 72, 140.8.
    let cost = task.ratios(for: .cost)
    #expect(abs(cost[1] - 1.2) < 1e-12)
    #expect(abs(cost[4] - 7.04) < 1e-12)
  }

  @Test func `the figures of a search are those by hand`() throws {
    let (teachers, tasks) = try tasks()
    let outcome = SizeTaskOutcome(
      tasks[0], .cost, InOrder(order: [2, 1, 0]), teachers: teachers, seed: 1)
    let expected: [Double] = [2, 1.2, 1]
    for (one, two) in zip(outcome.measured, expected) { #expect(abs(one - two) < 1e-12) }
    for (one, two) in zip(outcome.bestMeasured, expected) { #expect(abs(one - two) < 1e-12) }
    #expect(outcome.runsUntilFound == 3)
    // (2 + 19·2)/20, (2 + 1.2 + 18·1.2)/20, (2 + 1.2 + 1 + 17)/20, all less one.
    #expect(abs(outcome.overspend(after: 1) - 1) < 1e-12)
    #expect(abs(outcome.overspend(after: 2) - 0.24) < 1e-12)
    #expect(abs(outcome.overspend(after: 3) - 0.06) < 1e-12)
    #expect(abs(outcome.overspend(after: 12) - 0.06) < 1e-12)
  }

  @Test func `the same seed gives the same outcome`() throws {
    let (teachers, tasks) = try tasks()
    for strategy in SizeTaskEvaluation.strategies(ladders: true) {
      let runs = (0..<2).map { _ in
        SizeTaskOutcome(tasks[0], .mix, strategy, teachers: teachers, seed: 9).measured
      }
      #expect(runs[0] == runs[1], "\(strategy.name)")
    }
  }

  @Test func `what is never found counts as 21 runs`() throws {
    let (teachers, tasks) = try tasks()
    let outcome = SizeTaskOutcome(tasks[0], .cost, InOrder(order: [3]), teachers: teachers, seed: 1)
    #expect(outcome.runsUntilFound == 21)
  }

  @Test func `a size that mostly fails counts twice the slowest`() throws {
    let failing = Self.measurements.replacing("d,a1,2xm,1,ok,100.0", with: "d,a1,2xm,1,failed,3")
    let task = try tasks(failing).1[0]
    #expect(task.judged[0] == 120)
    #expect(task.runs[0] == [120])
    #expect(task.succeeded == [false, true, true, true, true])
  }

  @Test func `every strategy goes through every size of a ladder once`() throws {
    let (teachers, tasks) = try tasks()
    for strategy in SizeTaskEvaluation.strategies(ladders: true) {
      var search = strategy.search(tasks[1], .mix, teachers: teachers, seed: 5)
      var seen: Set<Int> = []
      while let size = search.next() {
        #expect(seen.insert(size).inserted, "\(strategy.name)")
        search.take(try #require(SizeMeasurement(size: size, seconds: tasks[1].judged[size])))
        if strategy.recommendsUnmeasured { #expect(search.recommendation() != nil) }
      }
      #expect(seen.count == 5, "\(strategy.name)")
    }
  }

  @Test func `a fit of Amdahl's law finds the best size from three runs`() throws {
    let (teachers, tasks) = try tasks()
    let outcome = SizeTaskOutcome(tasks[2], .time, AmdahlFitStrategy(), teachers: teachers, seed: 1)
    #expect(outcome.ratio(after: 2) < 1.1)
  }

  @Test func `the evaluation puts ours beside the rules`() throws {
    let few = Self.measurements.split(separator: "\n").filter { !$0.contains(",a2,") && !$0.contains(",c2,") }
    let evaluation = try SizeTaskEvaluation(
      measurements: few.joined(separator: "\n"), configurations: Self.configurations,
      workloads: Self.workloads)
    let tables = evaluation.tables(seeds: 1)
    #expect(tables.count == 2)
    let table = try #require(tables.first)
    #expect(table.rows.allSatisfy { $0.cells.count == table.columns.count })
    #expect(Set(table.rows.map(\.role)) == [.ours, .baseline, .reference])
    let shares = table.rows.filter { $0.role != .reference }.flatMap {
      $0.cells.prefix(4).compactMap(\.value)
    }
    #expect(shares.allSatisfy { (0...100).contains($0) })
  }

  @Test(arguments: [
    ("", "measurements is empty"), ("dataset,workload\n", "no column config"),
    ("dataset,workload,config,status,duration_s\nd,a1,9xm,ok,3\n", "line 2: no such configuration"),
    ("dataset,workload,config,status,duration_s\nd,zz,2xm,ok,3\n", "line 2: no such workload"),
    ("dataset,workload,config,status,duration_s\nd,a1,2xm,ok,-3\n", "line 2: duration_s must be a number"),
    ("dataset,workload,config,status,duration_s\nd,a1,2xm,ok,nan\n", "duration_s must be a number"),
    ("dataset,workload,config,status,duration_s\nd,a1,2xm,ok,1e999\n", "duration_s must be a number"),
    ("dataset,workload,config,status,duration_s\nd,a1,2x\"m,ok,1\n", "no CSV"),
    ("dataset,workload,config,status,duration_s\n", "no workload with a successful run"),
    ("dataset,workload,config,status,duration_s\nd,a1\n", "line 2: no such configuration"),
  ])
  func `hostile measurements give a sentence`(_ text: String, _ part: String) {
    let error = #expect(throws: SizeTaskError.self) {
      _ = try SizeTaskEvaluation(
        measurements: text, configurations: Self.configurations, workloads: Self.workloads)
    }
    #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
  }

  @Test func `a workload that was measured on few sizes is left out`() throws {
    let evaluation = try SizeTaskEvaluation(
      measurements: "dataset,workload,config,status,duration_s\nd,a1,2xm,ok,3\n",
      configurations: Self.configurations, workloads: Self.workloads)
    #expect(evaluation.tables(seeds: 1).isEmpty)
  }
}
