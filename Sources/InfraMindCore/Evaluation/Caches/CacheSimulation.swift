#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

internal import FoundationEssentials

/// Plays a trace through a platform's store under one policy.
struct CacheSimulation {
  /// What decides how caches are set up.
  enum Policy: String, CaseIterable {
    /// No cache at all.
    case none
    /// As the pipeline file has it: what set-up actions do by themselves, and what was planted.
    case asWritten
    /// Every run writes an entry of its own, and reads the newest of any.
    case everything
    /// As written at first, then by the ledger's verdicts, which are renewed four times a day.
    case ledger
  }

  /// What came of it.
  struct Outcome {
    /// Seconds saved less seconds spent, by all runs and by those after the time of learning; no noise in it.
    var net = 0.0
    var netLater = 0.0
    /// Variance of the seconds that job times differ by between a run with and a run without caches, by their own
    /// noise: the sums of all runs, and of those after the time of learning.
    var noise = 0.0
    var noiseLater = 0.0
    /// The same by cache, over all runs.
    var netByCache: [Double]
    var asks = 0
    var hits = 0
    var evictions = 0
    /// Caches that the ledger called losing, and what for.
    var found: [Int: CacheVerdict] = [:]
  }

  /// Share of the time at the beginning that counts as learning.
  static let learning = 0.4

  /// Seconds between two looks at the books.
  static let interval = 6.0 * 3600

  private let trace: CacheTrace
  private let policy: Policy
  private var store: SimulatedStore
  private var settings: [CacheTrace.Setting]
  private var ledger = CacheLedger(defaultBranch: CacheTrace.defaultBranch)
  private var outcome: Outcome
  /// Runs that each job still has to do without a cache, by cache and job.
  private var trials: [Int: [Int: Int]] = [:]
  private var random: SeededGenerator
  /// Caches that were removed, or whose key was mended: what is on their books is of another cache.
  private var closed: Set<Int> = []

  /// - Parameter rules: Other rules than the trace's, such as without a limit.
  init(_ trace: CacheTrace, _ policy: Policy, rules: CacheStoreRules? = nil) {
    self.trace = trace
    self.policy = policy
    store = SimulatedStore(rules ?? trace.rules, defaultBranch: CacheTrace.defaultBranch)
    settings = trace.caches.map { cache in
      switch policy {
      case .none: .off
      case .asWritten, .ledger: cache.written
      case .everything:
        CacheTrace.Setting(key: trace.rules.match == .exact ? .constant : .run, hasFallback: true)
      }
    }
    outcome = Outcome(netByCache: trace.caches.map { _ in 0 })
    random = SeededGenerator(seed: 1)
  }

  /// Plays all runs.
  mutating func played() -> Outcome {
    let begin = trace.runs.first?.time ?? 0
    let turn = begin + Self.learning * trace.span
    var next = begin
    for (number, run) in trace.runs.enumerated() {
      if policy == .ledger, run.time >= next {
        judge()
        next = run.time + Self.interval
      }
      random = SeededGenerator(seed: run.seed)
      for job in trace.jobs.indices {
        let net = play(job, in: run, number, progress: (run.time - begin) / max(trace.span, 1))
        outcome.net += net
        let noise = noise(trace.jobs[job])
        outcome.noise += noise
        if run.time >= turn {
          outcome.netLater += net
          outcome.noiseLater += noise
        }
      }
    }
    outcome.evictions = store.evictions
    return outcome
  }

  // MARK: - One job

  /// Variance of how far two equal runs of a job without caches lie apart.
  private func noise(_ job: CacheTrace.Job) -> Double {
    let steps = [job.work] + job.caches.map { trace.caches[$0].work }
    return 2 * job.noise * job.noise * steps.reduce(0) { $0 + $1 * $1 }
  }

  private struct Visit {
    var cache: Int
    var key: String
    var isExact = false
    var saved = 0.0
    var content: Int?
  }

  private mutating func play(_ index: Int, in run: CacheTrace.Run, _ number: Int, progress: Double) -> Double
  {
    let job = trace.jobs[index]
    let visitor = SimulatedStore.Visitor(
      branch: run.branch, base: run.isDefault ? nil : CacheTrace.defaultBranch, isDefault: run.isDefault,
      isProtected: run.isProtected, time: run.time + Double(index))
    var net = 0.0
    var events: [CacheEvent] = []
    var spent = 0.0
    var visits: [Visit] = []
    for cache in job.caches {
      var visit = Visit(cache: cache, key: key(cache, job, run, number))
      if isOnTrial(cache, index, number) {
        visit.isExact = true
        events.append(event(visit.key, .miss, trace.caches[cache], nil))
      } else if settings[cache].restores {
        let cost = ask(&visit, job, run, visitor, &events)
        spent += cost
        book(visit.saved - cost, cache, &net)
      }
      visits.append(visit)
    }
    for visit in visits {
      let cost = write(visit, job, run, visitor, &events)
      spent += cost
      book(-cost, visit.cache, &net)
    }
    if policy == .ledger { tell(index, job, run, number, visits, events, spent, progress) }
    return net
  }

  /// Whether a job does without a cache this time: every second run until enough have.
  private mutating func isOnTrial(_ cache: Int, _ job: Int, _ number: Int) -> Bool {
    guard let left = trials[cache]?[job], left > 0, settings[cache].restores,
      Self.isLeftOut(cache, number)
    else { return false }
    trials[cache]?[job] = left - 1
    return true
  }

  /// Half of the runs, others for each cache: left out together, caches could not be told apart.
  private static func isLeftOut(_ cache: Int, _ number: Int) -> Bool {
    var coin = SeededGenerator(seed: stableHash("\(cache) \(number)"))
    return coin.next() >> 63 == 0
  }

  private mutating func book(_ seconds: Double, _ cache: Int, _ net: inout Double) {
    net += seconds
    outcome.netByCache[cache] += seconds
  }

  /// Asks for an entry; returns the seconds that it took.
  private mutating func ask(
    _ visit: inout Visit, _ job: CacheTrace.Job, _ run: CacheTrace.Run, _ visitor: SimulatedStore.Visitor,
    _ events: inout [CacheEvent]
  ) -> Double {
    let cache = trace.caches[visit.cache]
    let fallbacks = fallbacks(visit.cache, job, run)
    outcome.asks += 1
    let isEmpty = store.rules.match == .volume && random.uniform() < trace.emptyVolumes
    let found =
      isEmpty ? nil : store.restore(visit.key, fallbacks: fallbacks, on: shelf(visit.cache, job), by: visitor)
    guard let found else {
      events.append(event(visit.key, .miss, cache, nil))
      return 0.5
    }
    visit.isExact = found.isExact
    visit.content = found.entry.content
    let lock = run.locks[visit.cache]
    visit.saved = cache.saved(distance: lock.distance(to: Self.lock(found.entry.content)))
    if found.isExact { outcome.hits += 1 }
    let seconds = store.rules.match == .volume ? cache.overhead : cache.restoring
    events.append(event(visit.key, found.isExact ? .hit : .partial, cache, seconds))
    return seconds
  }

  /// Writes an entry where the setting says so; returns the seconds that it took.
  private mutating func write(
    _ visit: Visit, _ job: CacheTrace.Job, _ run: CacheTrace.Run, _ visitor: SimulatedStore.Visitor,
    _ events: inout [CacheEvent]
  ) -> Double {
    let (cache, setting) = (trace.caches[visit.cache], settings[visit.cache])
    guard setting.writing == .all || setting.writing == .defaultBranch && run.isDefault else { return 0 }
    let content = Self.content(run.locks[visit.cache])
    guard !visit.isExact || !store.rules.isImmutable && visit.content.map({ $0 != content }) ?? false else {
      return 0
    }
    let isTaken = store.save(
      visit.key, on: shelf(visit.cache, job), content: content, bytes: Int64(cache.bytes), by: visitor)
    guard isTaken else { return 1 }
    let seconds = store.rules.match == .volume ? 0.2 : cache.saving
    events.append(event(visit.key, .save, cache, seconds))
    return seconds
  }

  /// What a platform's logs tell of it: sizes on GitHub, times not on CircleCI.
  private func event(_ key: String, _ kind: CacheEvent.Kind, _ cache: CacheTrace.Cache, _ seconds: Double?)
    -> CacheEvent
  {
    let isSized = trace.platform == .gitHubActions && kind != .miss
    let isTimed = trace.platform != .circleCI
    return CacheEvent(
      key: key, kind: kind, size: isSized ? MemorySize(bytes: Int64(cache.bytes)) : nil,
      duration: isTimed ? seconds.map { .seconds($0) } : nil)
  }

  // MARK: - Keys

  /// Rows have entries of their own; a volume is one for all.
  private func shelf(_ cache: Int, _ job: CacheTrace.Job) -> Int {
    store.rules.match == .volume ? cache : cache * 100 + (Int(job.row) ?? 0)
  }

  private func root(_ cache: Int, _ job: CacheTrace.Job) -> String {
    trace.caches[cache].name + "-Linux" + (job.row.isEmpty ? "" : "-" + job.row)
  }

  private func key(_ cache: Int, _ job: CacheTrace.Job, _ run: CacheTrace.Run, _ number: Int) -> String {
    let root = root(cache, job)
    guard store.rules.match != .volume else { return trace.caches[cache].name }
    switch settings[cache].key {
    case .constant: return root
    case .lockfile: return root + "-" + Self.digest(run.locks[cache].id)
    case .commit: return root + "-" + Self.commit(run)
    case .run:
      return settings[cache].hasFallback
        ? "\(root)-\(Self.digest(run.locks[cache].id))-\(100_000 + number)" : "\(root)-\(100_000 + number)"
    }
  }

  private func fallbacks(_ cache: Int, _ job: CacheTrace.Job, _ run: CacheTrace.Run) -> [String] {
    guard settings[cache].hasFallback else { return [] }
    let root = root(cache, job)
    return settings[cache].key == .run
      ? ["\(root)-\(Self.digest(run.locks[cache].id))-", root + "-"] : [root + "-"]
  }

  private static func digest(_ id: Int) -> String { hexadecimal(stableHash("lock \(id)")) }

  private static func commit(_ run: CacheTrace.Run) -> String {
    hexadecimal(run.seed) + hexadecimal(run.seed &* 31) + "00000000"
  }

  private static func hexadecimal(_ value: UInt64) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, 16 - text.utf8.count)) + text
  }

  private static func content(_ lock: CacheTrace.Lock) -> Int { lock.id * 100_000 + min(lock.depth, 99_999) }

  private static func lock(_ content: Int) -> CacheTrace.Lock {
    CacheTrace.Lock(id: content / 100_000, depth: content % 100_000)
  }

  // MARK: - The ledger

  /// Books the job's run as a history would hold it, with noise.
  private mutating func tell(
    _ index: Int, _ job: CacheTrace.Job, _ run: CacheTrace.Run, _ number: Int, _ visits: [Visit],
    _ events: [CacheEvent],
    _ spent: Double, _ progress: Double
  ) {
    var record = JobRun(
      platform: trace.platform, repository: "acme/shop", pipeline: "ci", job: job.name,
      run: "\(100_000 + number)",
      conclusion: .success)
    record.name = job.name
    record.branch = run.branch
    record.headCommit = Self.commit(run)
    record.cacheEvents = events
    let start = Date(timeIntervalSince1970: run.time + Double(index))
    record.startedAt = start
    var time = spent
    var parts = [("build", job.work * (1 + job.growth * progress))]
    for visit in visits {
      let cache = trace.caches[visit.cache]
      parts.append(("install \(cache.name)", max(0.2, cache.work - visit.saved)))
    }
    for (name, seconds) in parts {
      let taken = seconds * exp(job.noise * random.normal())
      let begin = start + time
      time += taken
      // GitLab tells no steps.
      guard trace.platform != .gitLabCI else { continue }
      record.steps.append(
        StepRun(name: name, startedAt: begin, finishedAt: start + time, conclusion: .success))
    }
    record.finishedAt = start + time
    ledger.add(record)
  }

  /// Follows the verdicts.
  private mutating func judge() {
    let verdicts = CacheJudge(ledger, rules: trace.rules, coversAllJobs: true).verdicts()
    for verdict in verdicts {
      let name = verdict.family.text.prefix { $0 != "-" }
      guard let index = trace.caches.firstIndex(where: { $0.name == name }) else { continue }
      if verdict.isLosing, outcome.found[index] == nil { outcome.found[index] = verdict }
      follow(verdict, index)
    }
  }

  private mutating func follow(_ verdict: CacheVerdict, _ index: Int) {
    guard !closed.contains(index) else { return }
    switch verdict.kind {
    case .delete:
      settings[index] = .off
      closed.insert(index)
      ledger.close(verdict.family)
    case .moveToObjectStorage, .putAside: settings[index] = .off
    case .saveOnDefaultBranch:
      reopen(index)
      settings[index].writing = .defaultBranch
    case .fixKey:
      let isLosing = verdict.isLosing
      reopen(index)
      settings[index].hasFallback = trace.rules.match != .exact
      guard isLosing else { return }
      settings[index].key = .lockfile
      ledger.close(verdict.family)
    case .tryWithout:
      reopen(index)
      guard trials[index]?.values.allSatisfy({ $0 == 0 }) ?? true else { return }
      for job in trace.jobs.indices where trace.jobs[job].caches.contains(index) {
        trials[index, default: [:]][job] = CacheBalance.trialRuns
      }
    case .keep, .shrinkPaths, .share, .split, .warmUp, .undecided: reopen(index)
    }
  }

  /// Brings back a cache that had been put aside, as it was written.
  private mutating func reopen(_ index: Int) {
    if settings[index] == .off { settings[index] = trace.caches[index].written }
  }
}

/// How much room a day of a trace needs if every set-up action writes on every branch.
enum CacheDemand {
  static func bytesADay(_ trace: CacheTrace) -> Double {
    struct Entry: Hashable {
      var cache: Int
      var row: String
      var lock: Int
      var branch: String
    }
    var known: Set<Entry> = []
    var days: [Int: Set<Entry>] = [:]
    for run in trace.runs {
      for job in trace.jobs {
        for cache in job.caches {
          let lock = run.locks[cache].id
          var entry = Entry(cache: cache, row: job.row, lock: lock, branch: CacheTrace.defaultBranch)
          if !run.isDefault, !known.contains(entry) { entry.branch = run.branch }
          known.insert(entry)
          days[Int(run.time / 86_400), default: []].insert(entry)
        }
      }
    }
    let sums = days.values.map { day in day.reduce(0) { $0 + trace.caches[$1.cache].bytes } }
    return sums.isEmpty ? 0 : sums.reduce(0, +) / Double(sums.count)
  }
}
