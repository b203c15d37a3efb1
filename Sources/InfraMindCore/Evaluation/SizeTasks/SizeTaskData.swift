#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Measured durations of workloads on many sizes, as three tables tell them.
struct SizeTaskData: Sendable {
  /// One workload and what was measured of it.
  struct Workload: Sendable {
    var name: String
    var group: String
    /// Size of its input as log₂; `nil` if unknown.
    var inputDoublings: Double?
    /// Numbers of the measured sizes in the data set's list.
    var sizes: [Int] = []
    /// For each of them the durations of its runs in seconds; a failed run has the penalty.
    var runs: [[Double]] = []
    /// For each of them the duration that judges: the median of the successful runs, or the penalty.
    var judged: [Double] = []
    /// For each of them whether most runs succeeded.
    var succeeded: [Bool] = []
  }

  /// Workloads that were measured on the same sizes.
  struct DataSet: Sendable {
    var name: String
    var sizes: [TrialSize]
    /// One for each size.
    var ladders: [String]
    var workloads: [Workload]
  }

  /// In alphabetical order.
  let dataSets: [DataSet]

  /// Reads the tables; see the README of the bench for their columns.
  ///
  /// - Parameters:
  ///   - measurements: `dataset,workload,config,status,duration_s`; a status other than `ok` is a failure.
  ///   - configurations: `dataset,config,family,node_size,nodes,mem_gib_total,price_usd_h,ladder`.
  ///   - workloads: `dataset,workload,group,input_size`.
  init(measurements: String, configurations: String, workloads: String) throws(SizeTaskError) {
    let sizes = try SizeTaskTable(
      configurations, named: "configurations",
      columns: [
        "dataset", "config", "family", "node_size", "nodes", "mem_gib_total", "price_usd_h", "ladder",
      ])
    let jobs = try SizeTaskTable(
      workloads, named: "workloads", columns: ["dataset", "workload", "group", "input_size"])
    let runs = try SizeTaskTable(
      measurements, named: "measurements",
      columns: ["dataset", "workload", "config", "status", "duration_s"])

    var builders: [String: Builder] = [:]
    for row in sizes.rows { try builders[row.text("dataset"), default: Builder()].addSize(row) }
    for row in jobs.rows { builders[row.text("dataset"), default: Builder()].addWorkload(row) }
    for row in runs.rows { try builders[row.text("dataset"), default: Builder()].addRun(row) }
    dataSets = builders.sorted { $0.key < $1.key }.map { $0.value.built(named: $0.key) }
      .filter { !$0.workloads.isEmpty }
  }

  private struct Builder {
    private var sizes: [TrialSize] = []
    private var ladders: [String] = []
    private var numbers: [String: Int] = [:]
    private var workloads: [String: SizeTaskRow] = [:]
    private var order: [String] = []
    /// Runs by workload and size; `nil` is a failure.
    private var runs: [String: [Int: [Double?]]] = [:]

    private struct SizeTaskRow {
      var group: String
      var inputDoublings: Double?
    }

    mutating func addSize(_ row: SizeTaskTable.Row) throws(SizeTaskError) {
      let memory = row.text("mem_gib_total").isEmpty ? nil : try row.positive("mem_gib_total")
      let partSize = SizeTaskData.partSize(row.text("node_size"))
      let size = TrialSize(
        family: row.text("family"), parts: try row.positive("nodes"), partSize: partSize, memoryGiB: memory,
        pricePerHour: try row.positive("price_usd_h"))
      guard let size else { return }
      guard numbers[row.text("config")] == nil else {
        throw SizeTaskError(
          .invalidValue, "configurations, line \(row.line): this configuration stands there twice; leave one")
      }
      numbers[row.text("config")] = sizes.count
      sizes.append(size)
      ladders.append(row.text("ladder"))
    }

    mutating func addWorkload(_ row: SizeTaskTable.Row) {
      let input = Double(row.text("input_size")).flatMap { $0.isFinite && $0 > 0 ? log2($0) : nil }
      let name = row.text("workload")
      if workloads[name] == nil { order.append(name) }
      workloads[name] = SizeTaskRow(group: row.text("group"), inputDoublings: input)
    }

    mutating func addRun(_ row: SizeTaskTable.Row) throws(SizeTaskError) {
      guard let size = numbers[row.text("config")] else {
        throw SizeTaskError(
          .invalidValue,
          "measurements, line \(row.line): no such configuration in the table of configurations")
      }
      let name = row.text("workload")
      guard workloads[name] != nil else {
        throw SizeTaskError(
          .invalidValue, "measurements, line \(row.line): no such workload in the table of workloads")
      }
      let seconds = row.text("status") == "ok" ? try row.positive("duration_s") : nil
      runs[name, default: [:]][size, default: []].append(seconds)
    }

    func built(named name: String) -> DataSet {
      let built = order.compactMap { workload($0) }
      return DataSet(name: name, sizes: sizes, ladders: ladders, workloads: built)
    }

    private func workload(_ name: String) -> Workload? {
      guard let about = workloads[name], let bySize = runs[name] else { return nil }
      var workload = Workload(name: name, group: about.group, inputDoublings: about.inputDoublings)
      let ordered = bySize.sorted { $0.key < $1.key }
      let good = ordered.map { $0.value.compactMap { $0 } }
      workload.succeeded = zip(ordered, good).map { $1.count * 2 > $0.value.count }
      let medians = good.map { SizeTaskData.median($0) }
      guard let slowest = zip(medians, workload.succeeded).compactMap({ $1 ? $0 : nil }).max() else {
        return nil
      }
      let penalty = 2 * slowest
      workload.sizes = ordered.map(\.key)
      workload.runs = ordered.map { $0.value.map { $0 ?? penalty } }
      workload.judged = zip(medians, workload.succeeded).map { $1 ? $0 ?? penalty : penalty }
      return workload
    }
  }

  /// Size of a machine relative to the smallest kind, by the word for it: each step doubles it.
  private static func partSize(_ word: String) -> Double {
    switch word {
    case "xlarge", "v1": 2
    case "2xlarge": 4
    default: 1
    }
  }

  static func median(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }
}
