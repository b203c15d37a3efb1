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
    #expect(policy.refusal(of: situation(spent: policy.budget)) == .money)
    let dollar = Interval(low: -1, middle: 0, high: 1)
    #expect(policy.admits(dollar, runs: 5, of: []))
    #expect(!policy.admits(dollar, runs: 6, of: []))
    #expect(!policy.admits(dollar, runs: 1, of: [], spent: try #require(Money(dollars: 4.5))))
    #expect(policy.admits(Interval(low: 1, middle: 2, high: 3), runs: 1, of: [], spent: policy.budget))
    #expect(!policy.admits(Interval(low: -1e300, middle: 0, high: 1), runs: 3, of: []))
    #expect(!policy.admits(dollar, runs: 1, of: [.release]))
  }
}
