import Foundation
import Testing

@testable import InfraMindCore

@Suite struct TrialPolicyTests {
  private func situation(
    protected: Bool? = false, fork: Bool = false, traits: Set<JobTrait> = [], runs: Int = 100,
    trials: Int = 0, spent: Money = .zero
  ) -> TrialSituation {
    TrialSituation(
      isProtectedBranch: protected, isFromFork: fork, traits: traits, recentRuns: runs, recentTrials: trials,
      spent: spent)
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
}
