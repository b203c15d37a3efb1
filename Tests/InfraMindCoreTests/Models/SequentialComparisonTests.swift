import InfraMindCore
import Testing

@Suite struct SequentialComparisonTests {
  /// Losses as models have them: never negative, with a long tail.
  private static func loss(_ generator: inout SeededGenerator, factor: Double = 1) -> Double {
    var product = 1.0
    for _ in 0..<4 { product *= Double.random(in: 0.3...1.9, using: &generator) }
    return product * factor
  }

  /// Share of streams that ever conclude something, looked at after every run.
  private func alarms(
    streams: Int, length: Int, _ observe: (inout SequentialComparison, inout SeededGenerator) -> Void
  ) -> (any: Double, candidate: Double) {
    var any = 0
    var candidate = 0
    for stream in 0..<streams {
      var generator = SeededGenerator(seed: UInt64(stream) + 1)
      var comparison = SequentialComparison()
      for _ in 0..<length {
        observe(&comparison, &generator)
        guard comparison.conclusion != .open else { continue }
        any += 1
        if comparison.conclusion == .candidateIsBetter { candidate += 1 }
        break
      }
    }
    return (Double(any) / Double(streams), Double(candidate) / Double(streams))
  }

  @Test func `equal models raise at most a false alarm in twenty, looked at after every run`() {
    let paired = alarms(streams: 400, length: 1500) { comparison, generator in
      comparison.observe(candidate: Self.loss(&generator), incumbent: Self.loss(&generator))
    }
    #expect(paired.any <= 0.05)
    let halves = alarms(streams: 400, length: 1500) { comparison, generator in
      let isCandidate = Bool.random(using: &generator)
      comparison.observe(isCandidate ? .candidate : .incumbent, loss: Self.loss(&generator), share: 0.5)
    }
    #expect(halves.any <= 0.05)
    let fifths = alarms(streams: 400, length: 1500) { comparison, generator in
      let isCandidate = Double.random(in: 0..<1, using: &generator) < 0.2
      comparison.observe(isCandidate ? .candidate : .incumbent, loss: Self.loss(&generator), share: 0.2)
    }
    #expect(fifths.any <= 0.05)
  }

  @Test func `a better model is found, and the right way round`() {
    let paired = alarms(streams: 50, length: 3000) { comparison, generator in
      let shared = Self.loss(&generator)
      comparison.observe(
        candidate: shared * 0.95, incumbent: shared * Double.random(in: 0.9...1.1, using: &generator))
    }
    #expect(paired.candidate >= 0.98)
    let served = alarms(streams: 50, length: 6000) { comparison, generator in
      let isCandidate = Bool.random(using: &generator)
      comparison.observe(
        isCandidate ? .candidate : .incumbent, loss: Self.loss(&generator, factor: isCandidate ? 0.8 : 1),
        share: 0.5)
    }
    #expect(served.candidate >= 0.95)
    let worse = alarms(streams: 50, length: 6000) { comparison, generator in
      let isCandidate = Bool.random(using: &generator)
      comparison.observe(
        isCandidate ? .candidate : .incumbent, loss: Self.loss(&generator, factor: isCandidate ? 1.25 : 1),
        share: 0.5)
    }
    #expect(worse.any - worse.candidate >= 0.95)
  }

  /// Losses of forty jobs, of which each errs more or less than others for good, and whose runs resemble the run
  /// before; each job is served by one of two models that err alike.
  private func correlated(
    streams: Int, length: Int, knowsJobs: Bool
  ) -> Double {
    var any = 0
    for stream in 0..<streams {
      var generator = SeededGenerator(seed: UInt64(stream) + 1)
      let levels = (0..<40).map { _ in Self.loss(&generator) }
      var states = [Double](repeating: 0, count: 40)
      let variants = (0..<40).map { VariantAssignment(name: "\(stream)").variant(for: "job \($0)") }
      var comparison = SequentialComparison()
      for _ in 0..<length {
        let job = Int.random(in: 0..<40, using: &generator)
        states[job] = 0.9 * states[job] + 0.3 * Double.random(in: -1...1, using: &generator)
        let loss = levels[job] * (1 + states[job]) * Self.loss(&generator)
        comparison.observe(variants[job], loss: loss, share: 0.5, job: knowsJobs ? job : nil)
        guard comparison.conclusion != .open else { continue }
        any += 1
        break
      }
    }
    return Double(any) / Double(streams)
  }

  @Test func `where runs of a job are alike the share of false alarms holds, since jobs are what is counted`()
  {
    #expect(correlated(streams: 300, length: 2000, knowsJobs: true) <= 0.05)
    #expect(correlated(streams: 50, length: 2000, knowsJobs: false) >= 0.3, "runs alone would mislead")
    let paired = alarms(streams: 300, length: 2000) { comparison, generator in
      let job = Int.random(in: 0..<20, using: &generator)
      // What a job prefers stays the same, and over all jobs it is nothing.
      let taste = Double(job) / 20 - 0.475
      comparison.observe(
        candidate: Self.loss(&generator) + taste, incumbent: Self.loss(&generator), job: job)
    }
    #expect(paired.any <= 0.05)
  }

  @Test func `losses are told in shares of what the rule lost in the job's runs before`() {
    var losses = RelativeLosses()
    #expect(losses.take(3, rule: 4, job: 1) == nil)
    #expect(losses.take(3, rule: 5, job: 1) == -0.5)
    #expect(losses.take(9, rule: 0, job: 1) == 2)
    #expect(losses.take(30, rule: 40, job: 2) == nil, "each job by itself")
    #expect(losses.take(.nan, rule: 1, job: 1) == nil)
    #expect(losses.take(6, rule: 3, job: 1) == 1, "what is no number was not taken")
  }

  @Test func `few jobs prove nothing, however many runs they have`() {
    var comparison = SequentialComparison()
    for run in 0..<4000 {
      comparison.observe(
        candidate: 0, incumbent: 1 + Double(run % 3), job: run % (SequentialComparison.leastJobs - 1))
    }
    #expect(comparison.interval == nil)
    var more = SequentialComparison()
    for run in 0..<4000 {
      more.observe(candidate: 0, incumbent: 1 + Double(run % 3), job: run % 20)
    }
    #expect(more.conclusion == .candidateIsBetter)
  }

  @Test func `jobs of one run each are as if there were none, but for their number`() throws {
    var generator = SeededGenerator(seed: 5)
    var alone = SequentialComparison()
    var apart = SequentialComparison()
    for run in 0..<3000 {
      let losses = (Self.loss(&generator), Self.loss(&generator))
      alone.observe(candidate: losses.0, incumbent: losses.1)
      apart.observe(candidate: losses.0, incumbent: losses.1, job: run)
    }
    let (a, b) = (try #require(alone.interval), try #require(apart.interval))
    #expect(abs(a.upperBound - b.upperBound) < 0.002 * (a.upperBound - a.lowerBound))
  }

  @Test func `nothing is concluded from a few runs, nor from numbers that are none`() {
    var comparison = SequentialComparison()
    for _ in 0..<SequentialComparison.leastObservations - 1 { comparison.observe(candidate: 0, incumbent: 1) }
    comparison.observe(candidate: .nan, incumbent: 1)
    comparison.observe(.candidate, loss: .infinity, share: 0.5)
    #expect(comparison.interval == nil)
    #expect(comparison.conclusion == .open)
    comparison.observe(candidate: 0, incumbent: 1)
    #expect(comparison.conclusion == .candidateIsBetter)
  }

  @Test func `more runs of the same kind never widen the interval`() {
    var generator = SeededGenerator(seed: 3)
    var comparison = SequentialComparison()
    var widths: [Double] = []
    for run in 1...6400 {
      comparison.observe(candidate: run.isMultiple(of: 2) ? 1 : 0, incumbent: 0.5)
      if [100, 400, 1600, 6400].contains(run), let interval = comparison.interval {
        widths.append(interval.upperBound - interval.lowerBound)
      }
      _ = generator.next()
    }
    #expect(widths.count == 4)
    #expect(zip(widths, widths.dropFirst()).allSatisfy { $0 > $1 })
  }

  @Test func `a job is always served by the same variant, and the share of jobs is the one asked for`() {
    let assignment = VariantAssignment(name: "duration-p50 x", share: 0.3)
    let jobs = (0..<4000).map { "github-actions acme/shop ci.yml job\($0)" }
    let chosen = jobs.filter { assignment.variant(for: $0) == .candidate }
    #expect(chosen == jobs.filter { assignment.variant(for: $0) == .candidate })
    #expect(abs(Double(chosen.count) / 4000 - 0.3) < 0.03)
    let other = VariantAssignment(name: "duration-p50 y", share: 0.3)
    let both = chosen.filter { other.variant(for: $0) == .candidate }
    #expect(abs(Double(both.count) / Double(chosen.count) - 0.3) < 0.06, "another comparison draws anew")
    #expect(jobs.allSatisfy { VariantAssignment(name: "x", share: 0).variant(for: $0) == .incumbent })
    #expect(jobs.allSatisfy { VariantAssignment(name: "x", share: 7).variant(for: $0) == .candidate })
    #expect(VariantAssignment(name: "a").variant(for: "b") == .candidate, "the same in every release")
  }
}
