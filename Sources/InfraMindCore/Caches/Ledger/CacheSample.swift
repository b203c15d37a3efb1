internal import FoundationEssentials

/// One successful run of a job as the comparison of hits with misses needs it.
struct CacheSample: Hashable, Sendable, Comparable {
  /// When the job began, in seconds since 1970.
  var time: Double
  /// Settles the order of runs of one moment.
  var tie: UInt64
  /// The job's seconds without restoring and writing caches.
  var net: Float
  /// The job's seconds.
  var whole: Float
  /// The job's seconds outside of its steps and of what caches were told to take; `nil` if no step is known.
  var rest: Float?
  /// Whether it was told how long each cache that was found took.
  var isTimed: Bool
  /// Seconds of its steps by the hash of their names, without those that deal with caches; at most
  /// ``mostSteps``.
  var steps: [Step]
  /// What its caches did, by the hash of their families; at most ``mostCaches``.
  var caches: [Outcome]

  struct Step: Hashable, Sendable {
    var name: UInt32
    var seconds: Float
  }

  struct Outcome: Hashable, Sendable {
    var family: UInt32
    var kind: CacheEvent.Kind
    /// Whether an entry was written in a time that nobody told.
    var writesUntimed = false
  }

  static let mostSteps = 12
  static let mostCaches = 8

  /// In the order of time.
  static func < (left: CacheSample, right: CacheSample) -> Bool {
    (left.time, left.tie) < (right.time, right.tie)
  }

  /// Whether every cache gave its exact entry.
  var isAllHit: Bool { caches.allSatisfy { $0.kind == .hit } }

  /// Reads a run; `nil` unless its times are known and a cache was asked.
  init?(_ run: JobRun, families: [(family: CacheFamily, event: CacheEvent)]) {
    guard let duration = run.duration, let start = run.startedAt else { return nil }
    var caches: [Outcome] = []
    var spent = 0.0
    isTimed = !families.contains { [.hit, .partial].contains($0.event.kind) && $0.event.duration == nil }
    for (family, event) in families {
      if let seconds = event.duration.map({ $0 / .seconds(1) }), seconds > 0 { spent += seconds }
      guard event.kind != .save else { continue }
      let hash = UInt32(truncatingIfNeeded: stableHash(family.text))
      guard !caches.contains(where: { $0.family == hash }), caches.count < Self.mostCaches else { continue }
      caches.append(Outcome(family: hash, kind: event.kind))
    }
    guard !caches.isEmpty else { return nil }
    for (family, event) in families where event.kind == .save && event.duration == nil {
      let hash = UInt32(truncatingIfNeeded: stableHash(family.text))
      guard let index = caches.firstIndex(where: { $0.family == hash }) else { continue }
      caches[index].writesUntimed = true
    }
    time = start.timeIntervalSince1970
    tie = stableHash("\(run.run)|\(run.attempt)|\(run.jobID ?? "")|\(run.name ?? "")")
    let seconds = duration / .seconds(1)
    whole = Float(seconds)
    net = Float(max(0, seconds - spent))
    self.caches = caches
    var steps: [UInt32: Float] = [:]
    // In the order of the run: in that of a dictionary, sums would differ in their last digit from start to start.
    var inSteps = 0.0
    for step in run.steps.prefix(200) where !Self.dealsWithCaches(step.name) {
      guard let seconds = step.duration.map({ $0 / .seconds(1) }) else { continue }
      steps[UInt32(truncatingIfNeeded: stableHash(step.name)), default: 0] += Float(seconds)
      inSteps += seconds
    }
    rest = steps.isEmpty ? nil : net - Float(inSteps)
    self.steps =
      steps.map { Step(name: $0.key, seconds: $0.value) }
      .sorted { ($1.seconds, $0.name) < ($0.seconds, $1.name) }
      .prefix(Self.mostSteps).sorted { $0.name < $1.name }
  }

  /// Steps whose time is the cache's own, which is on the books already.
  private static func dealsWithCaches(_ name: String) -> Bool {
    name.hasPrefix("Post ") || name.containsBytes(ofAnyCase: "cache")
      || name.containsBytes(ofAnyCase: "actions/setup-")
  }
}

/// The newest runs of one job on one machine, those that lacked something apart: misses are rare.
struct CacheNotes: Hashable, Sendable {
  private var complete = Newest<CacheSample>(32)
  private var lacking = Newest<CacheSample>(48)
  mutating func add(_ sample: CacheSample) {
    if sample.isAllHit { complete.add(sample) } else { lacking.add(sample) }
  }

  mutating func merge(_ other: CacheNotes) {
    complete.merge(other.complete)
    lacking.merge(other.lacking)
  }

  /// The newest runs.
  var samples: [CacheSample] { Array(complete.kept) + Array(lacking.kept) }

  /// The same with one cache's deeds under another name: they explain the times of then, and say nothing of
  /// what comes.
  func retiring(_ family: UInt32) -> CacheNotes {
    var rest = CacheNotes()
    for var sample in samples.sorted() {
      for index in sample.caches.indices where sample.caches[index].family == family {
        sample.caches[index].family = family &* 31 &+ 7
      }
      rest.add(sample)
    }
    return rest
  }
}
