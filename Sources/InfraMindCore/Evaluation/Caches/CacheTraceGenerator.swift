#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Makes repositories up. Ranges are wide and drawn without regard to who gains by them; `docs/caches.md`
/// lists them.
struct CacheTraceGenerator {
  private var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  /// A repository.
  ///
  /// - Parameters:
  ///   - thrash: How much more than the platform's limit a day of the set-up actions' defaults needs; `nil`
  ///     leaves sizes as they are drawn.
  ///   - hasPlants: Whether some of its caches are losing ones, on purpose.
  mutating func trace(on platform: Platform, _ rules: CacheStoreRules, thrash: Bool, hasPlants: Bool)
    -> CacheTrace
  {
    var caches = (0..<random.whole(2, 6)).map { cache($0) }
    if hasPlants {
      for _ in 0..<random.whole(1, 3) { caches.append(planted(caches.count, rules)) }
    }
    let jobs = self.jobs(caches)
    let runs = self.runs(caches)
    var trace = CacheTrace(
      platform: platform, rules: rules, emptyVolumes: random.uniform(0.05, 0.4), caches: caches, jobs: jobs,
      runs: runs)
    if thrash, let cap = rules.cap {
      let demand = CacheDemand.bytesADay(trace)
      let factor = random.logUniform(1.3, 8) * Double(cap) / max(demand, 1)
      // No entry may be larger than the limit, nor than a tenth part more than three quarters of it.
      for index in caches.indices { trace.caches[index].scale(by: factor, atMost: 0.75 * Double(cap)) }
    }
    return trace
  }

  private mutating func cache(_ number: Int) -> CacheTrace.Cache {
    var setting = CacheTrace.Setting()
    setting.hasFallback = random.uniform() < 0.35
    // One in eight keeps something that never changes, such as a compiler, under a key that never changes.
    let changes = random.uniform() >= 0.125
    if !changes { setting.key = .constant }
    return CacheTrace.Cache(
      name: "tool\(Self.letters(number))", written: setting, plant: nil, work: random.logUniform(8, 400),
      efficiency: random.uniform(0.3, 0.95), churn: random.logUniform(0.02, 0.7),
      bytes: random.logUniform(2e7, 3e9), restoreSpeed: random.logUniform(3e7, 1.5e8),
      saveSpeed: random.logUniform(2e7, 1e8), overhead: random.uniform(0.5, 3),
      unrest: changes ? random.logUniform(0.3, 3) : 0)
  }

  private mutating func planted(_ number: Int, _ rules: CacheStoreRules) -> CacheTrace.Cache {
    var cache = self.cache(number)
    cache.unrest = max(cache.unrest, 0.3)
    cache.written = CacheTrace.Setting()
    let all: [CacheTrace.Plant] =
      rules.isImmutable ? CacheTrace.Plant.allCases : [.commitInKey, .runInKey, .slowRestore, .unread]
    let plant = all[random.whole(0, all.count - 1)]
    cache.plant = plant
    switch plant {
    case .commitInKey: cache.written.key = .commit
    case .runInKey: cache.written.key = .run
    case .unread:
      cache.written.restores = false
      cache.written.key = random.uniform() < 0.5 ? .commit : .lockfile
    case .stale:
      cache.written.key = .constant
      cache.churn = random.logUniform(0.2, 1.5)
      cache.unrest = random.logUniform(5, 50)
    case .slowRestore:
      cache.work = cache.restoring * random.uniform(0.1, 0.8) / cache.efficiency
    }
    return cache
  }

  private mutating func jobs(_ caches: [CacheTrace.Cache]) -> [CacheTrace.Job] {
    var jobs: [CacheTrace.Job] = []
    let count = random.whole(1, 4)
    // A key that no other run has may still be shared by the jobs of one: a planted one is of one job alone.
    let homes = caches.map { [.commitInKey, .runInKey].contains($0.plant) ? random.whole(0, count - 1) : -1 }
    for number in 0..<count {
      let used = caches.indices.filter { index in
        homes[index] < 0 ? random.uniform() < 0.55 : homes[index] == number
      }
      let rows = random.uniform() < 0.4 ? random.whole(2, 4) : 1
      let (work, noise) = (random.logUniform(20, 900), random.uniform(0.03, 0.15))
      let growth = random.uniform() < 0.25 ? random.uniform(-0.2, 0.3) : 0
      for row in 0..<rows {
        jobs.append(
          CacheTrace.Job(
            name: "job\(Self.letters(number))\(rows > 1 ? " (\(18 + 2 * row))" : "")",
            row: rows > 1 ? "\(18 + 2 * row)" : "",
            caches: used, work: work, growth: growth, noise: noise))
      }
    }
    // A cache that no job has would not be there.
    let used = Set(jobs.flatMap(\.caches))
    for index in caches.indices where !used.contains(index) {
      jobs[random.whole(0, jobs.count - 1)].caches.append(index)
    }
    return jobs
  }

  // MARK: - Runs

  private struct Change {
    var branch: String
    var locks: [CacheTrace.Lock]
    var pushesLeft: Int
    var merges: Bool
  }

  private mutating func runs(_ caches: [CacheTrace.Cache]) -> [CacheTrace.Run] {
    let days = random.uniform(10, 28)
    let perDay = random.logUniform(12, 90)
    let onDefault = random.uniform(0.1, 0.5)
    let pushes = random.uniform(1, 8)
    let lockChange = random.logUniform(0.02, 0.3)
    let botChange = random.logUniform(0.002, 0.05)
    var locks = caches.map { _ in CacheTrace.Lock(id: 0, depth: 0) }
    var (nextLock, nextChange) = (1, 1)
    var open: [Change] = []
    var runs: [CacheTrace.Run] = []
    var time = CacheTrace.start
    while time < CacheTrace.start + days * 86_400, runs.count < 2500 {
      time += random.exponential() * 86_400 / perDay / Self.activity(at: time)
      var isDefault = random.uniform() < onDefault
      var (branch, seen) = (CacheTrace.defaultBranch, locks)
      if isDefault {
        for index in locks.indices where random.uniform() < botChange * caches[index].unrest {
          locks[index] = CacheTrace.Lock(id: nextLock, depth: locks[index].depth + 1)
          nextLock += 1
        }
        seen = locks
      } else {
        if open.isEmpty || random.uniform() < 1 / pushes, open.count < 40 {
          var changed = locks
          for index in locks.indices where random.uniform() < lockChange * caches[index].unrest {
            changed[index] = CacheTrace.Lock(id: nextLock, depth: locks[index].depth + 1)
            nextLock += 1
          }
          open.append(
            Change(
              branch: "feature/change-\(Self.letters(nextChange))", locks: changed,
              pushesLeft: 1 + Int(random.exponential() * pushes), merges: random.uniform() < 0.8))
          nextChange += 1
        }
        let index = random.whole(0, open.count - 1)
        (branch, seen) = (open[index].branch, open[index].locks)
        open[index].pushesLeft -= 1
        if open[index].pushesLeft <= 0 {
          let done = open.remove(at: index)
          if done.merges {
            for place in locks.indices where done.locks[place].id > locks[place].id {
              locks[place] = done.locks[place]
            }
            (branch, seen, isDefault) = (CacheTrace.defaultBranch, locks, true)
          }
        }
      }
      runs.append(
        CacheTrace.Run(
          time: time, branch: branch, isDefault: isDefault, isProtected: isDefault, locks: seen,
          seed: random.next()))
    }
    return runs
  }

  /// How busy an hour is beside the mean: nights and weekends are quiet.
  private static func activity(at time: Double) -> Double {
    let hour = (time / 3600).truncatingRemainder(dividingBy: 24)
    let day = Int(time / 86_400) % 7
    return (8..<19 ~= hour ? 1.8 : 0.25) * (day < 5 ? 1 : 0.2)
  }

  /// A number in letters, so that it is no version in a key.
  private static func letters(_ number: Int) -> String {
    var (rest, text) = (number, "")
    repeat {
      text = String(UnicodeScalar(UInt8(ascii: "g") + UInt8(rest % 20))) + text
      rest /= 20
    } while rest > 0
    return text
  }
}

extension CacheTrace.Cache {
  /// Larger entries take longer in proportion; their steps grow along, so that what paid goes on to pay.
  fileprivate mutating func scale(by factor: Double, atMost most: Double) {
    let size = min(bytes * factor, most)
    let (before, ratio) = (restoring, size / bytes)
    bytes = size
    guard ratio > 1 else { return }
    work *= restoring / max(before, 0.1)
  }
}

extension SeededGenerator {
  /// A number whose logarithm is equally likely.
  fileprivate mutating func logUniform(_ low: Double, _ high: Double) -> Double {
    low * exp(uniform() * log(high / low))
  }

  /// A whole number of a closed range.
  fileprivate mutating func whole(_ low: Int, _ high: Int) -> Int {
    low + min(Int(uniform() * Double(high - low + 1)), high - low)
  }
}
