#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// How other jobs depend on the number of vCPUs: what a job of which nothing was measured is taken to be like.
///
/// Only jobs count whose scaling is known, by how busy their vCPUs were or by runs on several sizes. Those that are
/// like the job in question have most of the say, and a quarter is left to what no other job does, so that a
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
  /// Share of the candidates that are drawn as if there were no other jobs.
  static let strangers = 0.25
  /// By how much, as a power of e, a job that is wholly alike counts more than one that has nothing in common.
  static let likenessWeight = 4.0

  private struct Member: Hashable, Sendable {
    var profile: JobProfile
    var models: [ScalingModel]
  }

  private var members: [Member] = []

  /// Nobody.
  package init() {}

  /// Adds a job; one whose scaling is not known is left out.
  package mutating func add(_ profile: JobProfile, _ state: JobState) {
    guard members.count < Self.mostJobs,
      state.measuredRuns >= Self.fewestRuns || state.sizes(with: Self.fewestRuns).count > 1
    else { return }
    let models = SizeForecaster(state).typicalModels(Self.modelsPerJob)
    if !models.isEmpty { members.append(Member(profile: profile, models: models)) }
  }

  /// How many jobs there are.
  package var jobCount: Int { members.count }

  /// How many of them speak for a job: itself does not.
  func jobCount(besides profile: JobProfile) -> Int { members.count { $0.profile.key != profile.key } }

  /// Models of other jobs with weights that sum to one; `nil` if there are too few of them.
  func models(for profile: JobProfile) -> (models: [ScalingModel], weights: [Double])? {
    let others = members.filter { $0.profile.key != profile.key }
    guard others.count >= Self.fewestJobs else { return nil }
    let votes = others.map { exp(Self.likenessWeight * profile.likeness(to: $0.profile)) }
    let total = zip(others, votes).reduce(0) { $0 + $1.1 * Double($1.0.models.count) }
    var (models, weights) = ([ScalingModel](), [Double]())
    for (member, vote) in zip(others, votes) {
      models += member.models
      weights += member.models.map { _ in vote / total }
    }
    return (models, weights)
  }
}
