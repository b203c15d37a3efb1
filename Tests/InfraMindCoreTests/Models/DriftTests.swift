import InfraMindCore
import Testing

@Suite struct DriftTests {
  private func table(rows: Int, seed: UInt64, shift: Double = 0, missing: Double = 0.1) -> FeatureTable {
    var generator = SeededGenerator(seed: seed)
    var table = FeatureTable(features: [.init("level"), .init("jobs"), .init("gap")])
    for _ in 0..<rows {
      let level =
        Double.random(in: -1...1, using: &generator) + Double.random(in: -1...1, using: &generator) + shift
      let jobs = Double(Int.random(in: 1...3, using: &generator))
      let isMissing = Double.random(in: 0..<1, using: &generator) < missing
      table.append([level, jobs, isMissing ? .nan : Double.random(in: 0..<9, using: &generator)])
    }
    return table
  }

  private func losses(_ count: Int, seed: UInt64, factor: Double = 1) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      let error = Double.random(in: -1...1, using: &generator) + Double.random(in: -1...1, using: &generator)
      return abs(error) * factor
    }
  }

  private func watch() -> DriftWatch {
    DriftWatch(
      profiles: FeatureProfile.profiles(of: table(rows: 3000, seed: 1)), trainedOn: 3000,
      splitShares: ["level": 0.5, "jobs": 0.4, "gap": 0.1],
      errors: ErrorDrift(acceptedOn: losses(1000, seed: 2)))
  }

  @Test func `the stability index of a spread by hand`() {
    // Halves become a quarter and three quarters: 0.25·ln 2 from the one, 0.25·ln 1.5 from the other.
    let profile = FeatureProfile(name: "a", bounds: [1], shares: [0.5, 0.5, 0])
    let index = profile.stabilityIndex(of: [0, 2, 2, 2], trainedOn: 100)
    #expect(abs(index - 0.2746530721670274) < 1e-12)
    #expect(profile.stabilityIndex(of: [0, 2], trainedOn: 100) == 0)
    #expect(profile.stabilityIndex(of: [], trainedOn: 100) == 0)
    #expect(profile.stabilityIndex(of: [.nan, .nan], trainedOn: 100).isFinite)
  }

  @Test func `classes hold about equally many values, and equal ones are together`() {
    let profile = FeatureProfile(of: (0..<1000).map(Double.init), name: "a", classes: 4)
    #expect(profile.bounds == [250, 500, 750])
    #expect(profile.shares == [0.251, 0.25, 0.25, 0.249, 0])
    let constant = FeatureProfile(of: [3, 3, 3, .nan], name: "b")
    #expect(constant.bounds == [])
    #expect(constant.shares == [0.75, 0.25])
    #expect(FeatureProfile(of: [], name: "c").shares == [0, 0])
  }

  @Test func `runs of the same kind are fine`() {
    let watch = watch()
    let same = losses(400, seed: 8)
    let groups = (0..<400).map { $0 / 20 }
    for seed in 10..<40 {
      let recent = table(rows: 400, seed: UInt64(seed))
      let verdict = watch.verdict(
        recent: recent, losses: losses(400, seed: UInt64(seed)), baseline: same.map { $0 + 0.2 },
        groups: groups)
      #expect(verdict == .fine)
    }
    let few = table(rows: 20, seed: 9, shift: 5)
    #expect(watch.verdict(recent: few, losses: losses(20, seed: 9), baseline: [], groups: []) == .fine)
  }

  @Test func `features spread differently ask for training anew, the worst first`() {
    let recent = table(rows: 400, seed: 11, shift: 2, missing: 0.6)
    let baseline = losses(400, seed: 11).map { $0 + 0.2 }
    let verdict = watch().verdict(
      recent: recent, losses: losses(400, seed: 11), baseline: baseline, groups: Array(0..<400))
    #expect(verdict == .retrain(.inputs(["level", "gap"])))
  }

  @Test func `a feature that the model hardly asks for may be spread as it likes`() {
    let recent = table(rows: 400, seed: 11, missing: 0.6)
    let baseline = losses(400, seed: 11).map { $0 + 0.2 }
    #expect(watch().shiftedFeatures(in: recent) == ["gap"])
    let verdict = watch().verdict(
      recent: recent, losses: losses(400, seed: 11), baseline: baseline, groups: Array(0..<400))
    #expect(verdict == .fine)
  }

  @Test func `losses that rise for good ask for training anew`() {
    let risen = losses(400, seed: 12, factor: 1.8)
    let verdict = watch().verdict(
      recent: table(rows: 400, seed: 12), losses: risen, baseline: risen.map { $0 + 0.2 },
      groups: Array(0..<400))
    #expect(verdict == .retrain(.errors))
  }

  @Test func `a model that errs more than the baseline gives way to it`() {
    let risen = losses(400, seed: 13, factor: 3)
    let verdict = watch().verdict(
      recent: table(rows: 400, seed: 13), losses: risen, baseline: losses(400, seed: 14),
      groups: Array(0..<400))
    guard case .fallBack(let comparison) = verdict else {
      Issue.record("\(verdict)")
      return
    }
    #expect(comparison.gain > 0.5)
  }

  @Test func `what was long ago does not hide that the baseline errs less by now`() {
    let long = losses(3000, seed: 15) + losses(500, seed: 16, factor: 1.5)
    let baseline = losses(3000, seed: 17).map { $0 + 0.3 } + losses(500, seed: 18)
    let verdict = watch().verdict(
      recent: table(rows: 3500, seed: 15), losses: long, baseline: baseline, groups: Array(0..<3500))
    guard case .fallBack(let comparison) = verdict else {
      Issue.record("\(verdict)")
      return
    }
    #expect(comparison.count == DriftWatch.latestRuns)
  }

  @Test func `a rise is found within few runs, and one wild loss is none`() {
    var watched = ErrorDrift(mean: 1, deviation: 1)
    for _ in 0..<1000 { watched.observe(1) }
    watched.observe(1e300)
    watched.observe(.infinity)
    watched.observe(.nan)
    #expect(!watched.hasRisen)
    var runs = 0
    while !watched.hasRisen, runs < 1000 {
      watched.observe(2)
      runs += 1
    }
    #expect((40...60).contains(runs))
    #expect((1000...1001).contains(watched.risenAfter ?? 0), "of the wild losses only the first was taken")
  }

  @Test func `without a rise there is no alarm in two hundred thousand losses`() {
    let history = losses(200_000, seed: 21)
    var watched = ErrorDrift(acceptedOn: history)
    history.forEach { watched.observe($0) }
    #expect(!watched.hasRisen)
  }
}
