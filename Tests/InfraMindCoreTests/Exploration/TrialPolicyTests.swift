import Foundation
import Testing

@testable import InfraMindCore

@Suite struct TrialPolicyTests {
  private let gigabyte = Int64(1_000_000_000)

  private func runner(_ cpus: Double, memory: Int64 = 16, dollars: Double? = nil) throws -> Runner {
    let price = try #require(Money(dollars: dollars ?? cpus * 0.004))
    return Runner(
      label: "linux-\(Int(cpus))", name: "Linux \(Int(cpus))",
      family: RunnerFamily(vendor: "example", os: "linux", architecture: "x64"), cpus: cpus,
      memory: MemorySize(bytes: memory * gigabyte),
      price: RunnerPrice(perMinute: price, billing: .wholeMinutes, source: "test", asOf: "2026-01"))
  }

  private func situation(
    protected: Bool? = false, fork: Bool = false, traits: Set<JobTrait> = [], runs: Int = 100,
    trials: Int = 0,
    spent: Money = .zero, peak: Double? = 3e9
  ) -> TrialSituation {
    var envelope = MemoryEnvelope(runs: [], weights: [], memory: { _ in nil })
    envelope.peak = peak
    return TrialSituation(
      isProtectedBranch: protected, isFromFork: fork, traits: traits, recentRuns: runs, recentTrials: trials,
      spent: spent, envelope: envelope)
  }

  @Test func `an ordinary run may be a trial`() {
    #expect(TrialPolicy().refusal(of: situation()) == nil)
  }

  @Test func `a protected branch is left alone unless allowed, and so is an unknown one`() {
    var policy = TrialPolicy()
    #expect(policy.refusal(of: situation(protected: true)) == .protectedBranch)
    #expect(policy.refusal(of: situation(protected: nil)) == .protectedBranch)
    policy.allowsProtectedBranches = true
    #expect(policy.refusal(of: situation(protected: true)) == nil)
  }

  @Test func `a release job is left alone unless allowed`() {
    var policy = TrialPolicy()
    #expect(policy.refusal(of: situation(traits: [.release])) == .releaseJob)
    policy.allowsReleaseJobs = true
    #expect(policy.refusal(of: situation(traits: [.release])) == nil)
  }

  @Test func `a run from a fork is never a trial`() {
    var policy = TrialPolicy()
    policy.allowsProtectedBranches = true
    policy.allowsReleaseJobs = true
    #expect(policy.refusal(of: situation(fork: true)) == .fork)
  }

  @Test func `trials are at most a share of the runs`() {
    #expect(TrialPolicy().refusal(of: situation(runs: 20, trials: 1)) == nil)
    #expect(TrialPolicy().refusal(of: situation(runs: 20, trials: 2)) == .share)
    #expect(TrialPolicy().refusal(of: situation(runs: 0, trials: 0)) == .share)
    var none = TrialPolicy()
    none.largestShare = .nan
    #expect(none.refusal(of: situation()) == .share)
  }

  @Test func `trials cost at most an amount`() throws {
    let policy = TrialPolicy()
    let dollar = try #require(Money(dollars: 1))
    #expect(policy.refusal(of: situation(spent: policy.budget)) == .money)
    let nearly = situation(spent: try #require(Money(dollars: 4.5)))
    #expect(policy.refusal(extraCost: dollar, slowdown: 1, in: nearly) == .money)
    #expect(policy.refusal(extraCost: nil, slowdown: 1, in: situation()) == .money)
    #expect(policy.refusal(extraCost: dollar, slowdown: 1, in: situation()) == nil)
    #expect(policy.refusal(extraCost: .zero, slowdown: 3.5, in: situation()) == .slow)
    #expect(policy.refusal(extraCost: .zero, slowdown: .nan, in: situation()) == .slow)
  }

  private func explorer() throws -> SizeExplorer {
    let ladder = try [2, 4, 8, 16].map { try runner($0, memory: Int64($0 * 4)) }
    let profiles = (0..<4).map { number in
      SizeProfile(group: "g\(number)", seconds: [800, 420, 230, 140].map { $0 * Double(number + 1) })
    }
    return SizeExplorer(ladder: ladder, learningFrom: profiles)
  }

  @Test func `a job on the smallest size is tried on a larger one where others gain`() throws {
    var explorer = try explorer()
    explorer.objectives = [.time]
    let now = try #require(SizeMeasurement(size: 0, seconds: 900))
    let advice = explorer.next(after: [now], today: 0, in: situation(), seed: 1)
    #expect(advice.best == 3)
    guard case .attempt(let size, let saving) = advice.decision else {
      Issue.record("no trial: \(advice.decision)")
      return
    }
    #expect(size > 0)
    #expect(saving > 0)
    #expect(explorer.next(after: [now], today: 0, in: situation(), seed: 1) == advice)
  }

  @Test func `a size below the memory envelope is never tried`() throws {
    let explorer = try explorer()
    let now = try #require(SizeMeasurement(size: 3, seconds: 140))
    // 64 GB have been needed: no smaller size will do.
    let full = situation(peak: 55e9)
    #expect(explorer.next(after: [now], today: 3, in: full, seed: 1).decision == .keep(.memory))
    // Nothing measured: not less than today's.
    #expect(
      explorer.next(after: [now], today: 3, in: situation(peak: nil), seed: 1).decision == .keep(.memory))
  }

  @Test func `what the policy forbids is not tried, and the best size is told all the same`() throws {
    let explorer = try explorer()
    let now = try #require(SizeMeasurement(size: 0, seconds: 900))
    let advice = explorer.next(after: [now], today: 0, in: situation(protected: true), seed: 1)
    #expect(advice.decision == .keep(.protectedBranch))
    #expect(advice.best != nil)
  }

  @Test func `trials stop by themselves`() throws {
    let explorer = try explorer()
    var seen = [try #require(SizeMeasurement(size: 0, seconds: 800))]
    let truth = [800.0, 420, 230, 140]
    var decision = explorer.next(after: seen, today: 0, in: situation(), seed: 1).decision
    while case .attempt(let size, _) = decision {
      seen.append(try #require(SizeMeasurement(size: size, seconds: truth[size])))
      decision = explorer.next(after: seen, today: 0, in: situation(), seed: 1).decision
    }
    #expect(decision == .keep(.noGain) || decision == .keep(.nothingLeft))
    #expect(seen.count <= 4)
  }

  @Test func `a ladder without prices is not explored`() throws {
    var bare = try runner(2)
    bare.price = nil
    let explorer = SizeExplorer(ladder: [bare], learningFrom: [])
    let advice = explorer.next(after: [], today: 0, in: situation(), seed: 1)
    #expect(advice.best == nil)
    #expect(advice.decision == .keep(.nothingLeft))
  }
}
