#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// How a job's duration depends on the number of vCPUs: Amdahl's law with a bounded degree of parallelism.
///
/// Part of the job keeps many vCPUs busy, up to a degree; the rest waits, computes on one or keeps a few busy.
/// Going from *a* to *b* vCPUs changes the duration by the factor `duration(on: b) / duration(on: a)`. Disk,
/// network and the clock speed of larger machines are not modelled.
///
/// - SeeAlso: Amdahl, "Validity of the single processor approach", AFIPS 1967.
struct ScalingModel: Hashable, Sendable {
  /// Share of the duration on the reference machine during which the job was parallel, 0...1.
  var parallelShare: Double
  /// vCPUs that the parallel part kept busy on the reference machine, greater than zero.
  var level: Double
  /// vCPUs that the rest needs so as not to be slowed down: 1 for what waits or computes on one.
  var restLevel: Double
  /// vCPUs up to which the parallel part goes on to gain on larger machines.
  var degree: Double
  /// vCPUs of the reference machine, greater than zero.
  var referenceCPUs: Double

  /// Duration on a machine in units of that on the reference machine.
  func duration(on cpus: Double) -> Double {
    let rest = min(referenceCPUs, restLevel) / min(cpus, restLevel)
    return (1 - parallelShare) * rest + parallelShare * level / capacity(of: cpus)
  }

  /// vCPUs that the parallel part keeps busy on a machine: on a smaller one all that there are, up to what it kept
  /// busy before; on a larger one in proportion, up to the degree.
  private func capacity(of cpus: Double) -> Double {
    guard cpus > referenceCPUs else { return min(cpus, level) }
    return level * max(1, min(cpus, degree) / referenceCPUs)
  }
}

/// What is known of a job's parallelism from measurements on the reference machine.
struct ParallelismEvidence: Hashable, Sendable {
  /// vCPUs of the reference machine, greater than zero.
  var cpus: Double
  /// Mean number of busy vCPUs over the job; `nil` if not measured.
  var averageBusy: Double?
  /// Busy vCPUs in the busiest sampling period; `nil` if not measured.
  var peakBusy: Double?

  /// A share of the machine above which it counts as full: what lies above was perhaps wanted and not there.
  static let fullShare = 0.9
  /// Mean of the exponential prior of log₂(degree / vCPUs) on a full machine. Programs that start one worker for
  /// each vCPU go on scaling; those with a fixed number of workers do not: nobody can tell from one size.
  static let meanDoublings = 1.0

  /// What the parallel part sustains, as a share of the peak: a peak may be a short one, and its measurement may
  /// be a little low.
  static let sustainedShare = 0.85...1.05

  /// Share of the models drawn whose rest is no more than one vCPU busy; in the others it is anything up to the
  /// average, as in a job of several stages whose peak is a short one.
  static let serialRestShare = 0.5

  /// A model that agrees with the evidence; what the evidence leaves open is drawn.
  ///
  /// Left open are how busy the machine is outside the parallel part, what that part sustains of the peak, and on
  /// a full machine the degree. Without an average the parallel share is anything.
  func draw(_ random: inout SeededGenerator) -> ScalingModel {
    let average = min(averageBusy ?? 0, cpus)
    let peak = max(min(peakBusy ?? cpus, cpus), average)
    let share = random.uniform(Self.sustainedShare.lowerBound, Self.sustainedShare.upperBound)
    let level = max(min(peak * share, cpus), average, min(cpus, 1))
    let isFull = peak >= Self.fullShare * cpus
    let degree = isFull ? cpus * exp2(Self.meanDoublings * random.exponential()) : level
    let isSerial = random.uniform() < Self.serialRestShare
    let rest = random.uniform() * (isSerial ? min(average, 1) : average)
    return ScalingModel(
      parallelShare: parallelShare(level: level, rest: rest, &random), level: level, restLevel: max(rest, 1),
      degree: degree, referenceCPUs: cpus)
  }

  /// The share of the time at `level` busy vCPUs that explains the average, the remaining time being at `rest`.
  private func parallelShare(level: Double, rest: Double, _ random: inout SeededGenerator) -> Double {
    let anything = random.uniform()
    guard let averageBusy else { return anything }
    guard level > rest else { return averageBusy >= 1 ? 1 : 0 }
    return min(max((averageBusy - rest) / (level - rest), 0), 1)
  }
}
