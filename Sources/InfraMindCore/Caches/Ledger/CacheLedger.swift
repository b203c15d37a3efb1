internal import FoundationEssentials

/// The books of a repository's caches: one account for each key family.
///
/// A run is booked in constant time; what is kept is bounded, whatever keys runs make up. Books of parts of a
/// history can be merged, in any order. Runs of forks' code are not booked, and times come from successful
/// runs only.
package struct CacheLedger: Hashable, Sendable {
  /// Accounts by family.
  package private(set) var accounts: [CacheFamily: CacheAccount] = [:]
  /// Events that no account was left for.
  package private(set) var unbooked = 0
  /// Runs of jobs, by job and machine.
  private(set) var notes: [UInt32: CacheNotes] = [:]
  /// First and last time booked, in seconds since 1970.
  private(set) var span: ClosedRange<Double>?

  /// The branch whose entries all others may read; `nil` if unknown, then nothing is said about branches.
  package let defaultBranch: String?

  /// Most families that have an account.
  package static let mostFamilies = 256
  static let mostNotes = 512

  /// Empty books.
  package init(defaultBranch: String?) { self.defaultBranch = defaultBranch }

  /// Books of some runs, in any order.
  package init(_ runs: [JobRun], defaultBranch: String?) {
    self.init(defaultBranch: defaultBranch)
    for run in runs { add(run) }
  }

  /// Books a finished run.
  package mutating func add(_ run: JobRun) {
    guard !run.isFromFork, !run.cacheEvents.isEmpty else { return }
    let events = zip(Self.families(of: run), run.cacheEvents).map { (family: $0, event: $1) }
    let time = RunAnalyzer.beginning(run).timeIntervalSince1970
    guard time.isFinite, abs(time) < 1e11 else { return }
    let job = Self.hash(of: run)
    span = span.map { min($0.lowerBound, time)...max($0.upperBound, time) } ?? time...time
    for (family, event) in events { book(event, of: family, in: run, job, at: time) }
    let booked = events.filter { accounts[$0.family] != nil }
    guard run.conclusion == .success, let sample = CacheSample(run, families: booked) else { return }
    guard notes[job] != nil || notes.count < Self.mostNotes else { return }
    notes[job, default: CacheNotes()].add(sample)
  }

  /// The families of a run's cache events, in their order; of very many the first.
  static func families(of run: JobRun) -> [CacheFamily] {
    run.cacheEvents.prefix(100).map { CacheFamily(of: $0.key, in: run) }
  }

  /// Takes other books in.
  package mutating func merge(_ other: CacheLedger) {
    for (family, account) in other.accounts.sorted(by: { $0.key < $1.key }) {
      guard accounts[family] != nil || accounts.count < Self.mostFamilies else {
        unbooked += account.restores + account.saves
        continue
      }
      accounts[family, default: CacheAccount()].merge(account)
    }
    for (job, notes) in other.notes.sorted(by: { $0.key < $1.key }) {
      guard self.notes[job] != nil || self.notes.count < Self.mostNotes else { continue }
      self.notes[job, default: CacheNotes()].merge(notes)
    }
    unbooked += other.unbooked
    if let range = other.span {
      span = span.map { min($0.lowerBound, range.lowerBound)...max($0.upperBound, range.upperBound) } ?? range
    }
  }

  /// Closes a family's account, as when its cache was changed: what comes next is another cache.
  mutating func close(_ family: CacheFamily) {
    accounts[family] = nil
    let hash = UInt32(truncatingIfNeeded: stableHash(family.text))
    for (job, kept) in notes { notes[job] = kept.retiring(hash) }
  }

  private mutating func book(
    _ event: CacheEvent, of family: CacheFamily, in run: JobRun, _ job: UInt32, at time: Double
  ) {
    guard accounts[family] != nil || accounts.count < Self.mostFamilies else {
      unbooked += 1
      return
    }
    let request = CacheRequest(
      time: time, key: stableHash(event.key),
      branch: UInt32(truncatingIfNeeded: stableHash(run.branch ?? "")),
      job: job, outcome: event.kind, isDefault: defaultBranch != nil && run.branch == defaultBranch)
    accounts[family, default: CacheAccount()].book(event, request, family.traits)
  }

  /// What tells jobs apart: their name, and the machine, since another one has other times.
  private static func hash(of run: JobRun) -> UInt32 {
    let name = run.name ?? "\(run.job)(\(JobVariant(run.matrix)))"
    let machine = run.runnerLabels.joined(separator: ",")
    return UInt32(truncatingIfNeeded: stableHash("\(run.pipeline)|\(run.workflow ?? "")|\(name)|\(machine)"))
  }
}

extension CacheAccount {
  fileprivate mutating func book(_ event: CacheEvent, _ request: CacheRequest, _ traits: CacheKeyTraits) {
    if let size = event.size?.bytes, size >= 0 {
      sizes.add(size)
      sizeRange = sizeRange.map { min($0.lowerBound, size)...max($0.upperBound, size) } ?? size...size
    }
    let milliseconds = event.duration.flatMap(Self.milliseconds)
    switch event.kind {
    case .save:
      saves += 1
      milliseconds.map { saving.add($0) }
    case .hit, .partial, .miss:
      if event.kind == .hit {
        hits += 1
      } else if event.kind == .partial {
        partials += 1
      } else {
        misses += 1
      }
      if event.kind != .miss { milliseconds.map { restoring.add($0) } }
      if traits.contains(.commit) { commitKeys += 1 }
      if traits.contains(.run) { runKeys += 1 }
      if traits.contains(.branch) { branchKeys += 1 }
      if traits.contains(.digest) { digestKeys += 1 }
    }
    requests.add(request)
    if jobs.count < Self.mostJobs { jobs.insert(request.job) }
    let seen = CacheKeyExample(time: request.time, key: String(event.key.prefix(120)))
    example = max(example, seen)
  }

  private static func milliseconds(_ duration: Duration) -> Int64? {
    let seconds = duration / .seconds(1)
    return (0...1e7).contains(seconds) ? Int64(seconds * 1000) : nil
  }
}

extension CacheLedger {
  /// How long jobs took that found the exact entry of a family.
  func times(whereHit family: CacheFamily) -> [Duration] {
    let hash = UInt32(truncatingIfNeeded: stableHash(family.text))
    return notes.values.flatMap(\.samples).filter { sample in
      sample.caches.contains { $0.family == hash && $0.kind == .hit }
    }
    .map { .milliseconds(Int64(($0.whole * 1000).rounded())) }
  }
}
