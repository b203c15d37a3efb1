#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The search for the best of some sizes for one workload and objective, all durations of which are known to
/// the judge.
struct SizeTask: Sendable {
  var dataSet: String
  var workload: String
  var group: String
  /// Name of the ladder; empty for a menu of all sizes.
  var ladder: String
  var inputDoublings: Double?
  /// Numbers of the sizes in the data set's list.
  var numbers: [Int]
  var sizes: [TrialSize]
  /// For each size the durations that a run may show, in seconds; never empty.
  var runs: [[Double]]
  /// For each size the duration that judges.
  var judged: [Double]
  var succeeded: [Bool]

  /// Fewest sizes of a menu.
  static let leastMenu = 15
  /// Fewest sizes of a ladder, different numbers of parts, and successful sizes.
  static let leastLadder = (sizes: 5, parts: 4, successes: 4)

  /// A task over some of a workload's sizes, given by their places in it.
  init(
    _ workload: SizeTaskData.Workload, at places: [Int], ladder: String, in dataSet: SizeTaskData.DataSet
  ) {
    self.dataSet = dataSet.name
    self.workload = workload.name
    group = workload.group
    self.ladder = ladder
    inputDoublings = workload.inputDoublings
    numbers = places.map { workload.sizes[$0] }
    sizes = numbers.map { dataSet.sizes[$0] }
    runs = places.map { workload.runs[$0] }
    judged = places.map { workload.judged[$0] }
    succeeded = places.map { workload.succeeded[$0] }
  }

  /// How much worse each size is than the best successful one: *J* / *J\**.
  func ratios(for objective: TrialObjective) -> [Double] {
    let values = zip(judged, sizes).map { objective.logValue(logDuration: log($0), on: $1) }
    let best = zip(values, succeeded).compactMap { $1 ? $0 : nil }.min() ?? 0
    return values.map { exp($0 - best) }
  }

  /// All tasks of one kind in a data set: menus of all sizes, or ladders of one family ordered by price.
  static func all(in dataSet: SizeTaskData.DataSet, ladders: Bool) -> [SizeTask] {
    dataSet.workloads.flatMap { workload -> [SizeTask] in
      let places = Array(workload.sizes.indices)
      guard ladders else {
        guard places.count >= leastMenu else { return [] }
        return [SizeTask(workload, at: places, ladder: "", in: dataSet)]
      }
      let names = Set(workload.sizes.map { dataSet.ladders[$0] }).sorted()
      return names.compactMap { name in
        let rungs = places.filter { dataSet.ladders[workload.sizes[$0]] == name }
        let parts = Set(rungs.map { dataSet.sizes[workload.sizes[$0]].doublings })
        let successes = rungs.count { workload.succeeded[$0] }
        guard rungs.count >= leastLadder.sizes, parts.count >= leastLadder.parts,
          successes >= leastLadder.successes
        else { return nil }
        let ordered = rungs.sorted {
          (dataSet.sizes[workload.sizes[$0]].logPrice, $0) < (dataSet.sizes[workload.sizes[$1]].logPrice, $1)
        }
        return SizeTask(workload, at: ordered, ladder: name, in: dataSet)
      }
    }
  }
}
