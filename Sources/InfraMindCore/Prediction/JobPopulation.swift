#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// How long other jobs take and how they depend on the number of vCPUs: what a job of which nothing was measured, or
/// that never ran, is taken to be like.
///
/// Only jobs count whose scaling is known, by how busy their vCPUs were or by runs on several sizes. Those that are
/// like the job in question have most of the say, and up to a quarter is left to what no other job does, so that a
/// stranger among alike is still found out by its own runs.
package struct JobPopulation: Hashable, Sendable {
  /// Fewest jobs from which anything is concluded.
  static let fewestJobs = 5
  /// Runs that must have told how busy their vCPUs were, or runs on each of two sizes.
  static let fewestRuns = 3
  /// Models kept of each job.
  static let modelsPerJob = 8
  /// Most jobs kept; of more the first.
  static let mostJobs = 2000
  /// Largest share of the candidates that are drawn as if there were no other jobs.
  static let mostStrangers = 0.25
  /// By how much, as a power of e, a job that is wholly alike counts more than one that has nothing in common.
  static let likenessWeight = 4.0

  private struct Member: Hashable, Sendable {
    var profile: JobProfile
    var candidates: [OtherJobs.Candidate]
  }

  private var members: [Member] = []

  /// Nobody.
  package init() {}

  /// Adds a job; one whose scaling is not known is left out.
  package mutating func add(_ profile: JobProfile, _ state: JobState) {
    guard members.count < Self.mostJobs,
      state.measuredRuns >= Self.fewestRuns || state.sizes(with: Self.fewestRuns).count > 1
    else { return }
    let candidates = SizeForecaster(state).typicalCandidates(Self.modelsPerJob)
    if !candidates.isEmpty { members.append(Member(profile: profile, candidates: candidates)) }
  }

  /// How many jobs there are.
  package var jobCount: Int { members.count }

  /// Probability that a job does what none of so many alike did: the rule of succession, up to a limit.
  private static func strangers(among alike: Double) -> Double { min(mostStrangers, 1 / (1 + alike)) }

  /// What other jobs say of a job; `nil` if there are too few of them.
  func others(of profile: JobProfile) -> OtherJobs? {
    let others = members.filter { $0.profile.key != profile.key }
    guard others.count >= Self.fewestJobs else { return nil }
    let likenesses = others.map { profile.likeness(to: $0.profile) }
    let votes = likenesses.map { exp(Self.likenessWeight * $0) }
    let total = zip(others, votes).reduce(0) { $0 + $1.1 * Double($1.0.candidates.count) }
    return OtherJobs(
      candidates: others.flatMap(\.candidates),
      weights: zip(others, votes).flatMap { member, vote in member.candidates.map { _ in vote / total } },
      jobs: others.count, strangers: Self.strangers(among: likenesses.reduce(0, +)))
  }
}
