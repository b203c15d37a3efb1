#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What other workloads took at the sizes of a task: what the baselines learn from.
struct TaskProfiles: Sendable {
  /// Logarithm of the duration for each workload and size, less the workload's mean; holes are filled with
  /// the mean of the workloads that have the size, or of all sizes.
  let logDurations: [[Double]]
  /// Weight of each workload: groups count alike. They sum to one.
  let weights: [Double]
  /// Mean over the workloads of the logarithm of *J* / *J\**, for each size.
  let averages: [Double]

  init(_ task: SizeTask, _ objective: TrialObjective, _ teachers: SizeTeachers) {
    let place = Dictionary(zip(task.numbers, task.numbers.indices), uniquingKeysWith: { first, _ in first })
    var rows: [[Double?]] = []
    var groups: [String] = []
    for workload in teachers.workloads(apartFrom: task.group) {
      var row = [Double?](repeating: nil, count: task.sizes.count)
      for (number, seconds) in zip(workload.sizes, workload.judged) {
        guard let index = place[number] else { continue }
        row[index] = log(seconds)
      }
      guard row.count(where: { $0 != nil }) * 2 >= row.count else { continue }
      rows.append(Self.centred(row))
      groups.append(workload.group)
    }
    var members: [String: Double] = [:]
    for group in groups { members[group, default: 0] += 1 }
    let shares = groups.map { 1 / (members[$0] ?? 1) }
    let total = max(shares.reduce(0, +), 1e-300)
    let weights = shares.map { $0 / total }
    let filled = Self.filled(rows, weights: weights, count: task.sizes.count)
    self.weights = weights
    logDurations = filled

    averages = task.sizes.indices.map { size in
      guard !filled.isEmpty else { return task.sizes[size].logPrice }
      return zip(filled, weights).reduce(0) { sum, next in
        let values = next.0.indices.map { objective.logValue(logDuration: next.0[$0], on: task.sizes[$0]) }
        return sum + next.1 * (values[size] - (values.min() ?? 0))
      }
    }
  }

  private static func centred(_ row: [Double?]) -> [Double?] {
    let known = row.compactMap { $0 }
    let mean = known.reduce(0, +) / Double(max(1, known.count))
    return row.map { $0.map { $0 - mean } }
  }

  private static func filled(_ rows: [[Double?]], weights: [Double], count: Int) -> [[Double]] {
    let means = (0..<count).map { size -> Double in
      var (sum, weight) = (0.0, 0.0)
      for (row, share) in zip(rows, weights) {
        guard let value = row[size] else { continue }
        sum += share * value
        weight += share
      }
      return weight > 0 ? sum / weight : 0
    }
    return rows.map { row in row.indices.map { row[$0] ?? means[$0] } }
  }
}
