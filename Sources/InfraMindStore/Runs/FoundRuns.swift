internal import InfraMindCore

/// Runs in the order of their rows. They are large values, so sorting moves each of them once.
struct FoundRuns: Sendable {
  private var runs: [JobRun] = []
  private var times: [Int64] = []
  var count: Int { runs.count }

  mutating func append(_ run: JobRun, _ row: any SQLRow) {
    runs.append(run)
    times.append(row.integer(at: JobRunColumns.selectedCount) ?? 0)
  }

  mutating func append(_ other: FoundRuns) {
    runs += other.runs
    times += other.times
  }

  consuming func oldestFirst() -> [JobRun] {
    let order = runs.indices.sorted { left, right in
      if times[left] != times[right] { return times[left] < times[right] }
      return runs[left].run == runs[right].run ? left > right : runs[left].run < runs[right].run
    }
    for index in order.indices {
      var place = order[index]
      while place < index { place = order[place] }
      if place != index { runs.swapAt(index, place) }
    }
    return runs
  }
}
