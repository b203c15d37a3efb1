/// Which job waits for which: places in a list, in an order in which each comes after those that it needs.
struct JobGraph: Sendable {
  /// Places of the jobs, each after those that it needs.
  let order: [Int]
  /// For each job the places of those that it needs.
  let needs: [[Int]]
  /// For each job how many jobs the longest chain before it has: its stage, from 0.
  let stages: [Int]

  /// Reads the needs; places that do not exist, the job itself, and whatever would close a circle count as none.
  init(needs given: [[Int]]) {
    let count = given.count
    var needs = given.enumerated().map { job, wanted in
      Set(wanted.filter { $0 != job && (0..<count).contains($0) }).sorted()
    }
    var waiting = needs.map(\.count)
    var followers = [[Int]](repeating: [], count: count)
    for (job, wanted) in needs.enumerated() {
      for need in wanted { followers[need].append(job) }
    }
    var order: [Int] = []
    var isPlaced = [Bool](repeating: false, count: count)
    var ready = (0..<count).filter { waiting[$0] == 0 }
    var next = 0
    while order.count < count {
      guard next < ready.count else {
        // Only jobs on a circle, or after one, are left: the first of them waits for no one who is not placed.
        guard let job = isPlaced.firstIndex(of: false) else { break }
        needs[job].removeAll { !isPlaced[$0] }
        waiting[job] = 0
        ready.append(job)
        continue
      }
      let job = ready[next]
      next += 1
      guard !isPlaced[job] else { continue }
      isPlaced[job] = true
      order.append(job)
      for follower in followers[job] where !isPlaced[follower] {
        waiting[follower] -= 1
        if waiting[follower] == 0 { ready.append(follower) }
      }
    }
    var stages = [Int](repeating: 0, count: count)
    for job in order { stages[job] = (needs[job].map { stages[$0] }.max() ?? -1) + 1 }
    self.order = order
    self.needs = needs
    self.stages = stages
  }

  /// When each job ends if all start as soon as they can, in seconds from the start of the first.
  func ends(_ seconds: [Double]) -> [Double] {
    var ends = [Double](repeating: 0, count: seconds.count)
    for job in order { ends[job] = (needs[job].map { ends[$0] }.max() ?? 0) + seconds[job] }
    return ends
  }

  /// How much longer each job could take, alone, without all being done later than the deadline.
  func slack(_ seconds: [Double], deadline: Double) -> [Double] {
    let ends = ends(seconds)
    var latest = [Double](repeating: deadline, count: seconds.count)
    for job in order.reversed() {
      for need in needs[job] { latest[need] = min(latest[need], latest[job] - seconds[job]) }
    }
    return zip(latest, ends).map { $0 - $1 }
  }
}
