#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What is known of a job's parallelism from measurements on the reference machine.
struct ParallelismEvidence: Hashable, Sendable {
  /// vCPUs of the reference machine, greater than zero.
  var cpus: Double
  /// Mean number of busy vCPUs over the job; `nil` if not measured.
  var averageBusy: Double?
  /// Standard error of that mean.
  var averageError = 0.0
  /// Busy vCPUs in the busiest sampling period; `nil` if not measured.
  var peakBusy: Double?
  /// Share of the time in which something waited for a CPU, 0...1; `nil` if not measured.
  var cpuPressure: Double?
  /// Share of the time in which something waited for the disk, 0...1; `nil` if not measured.
  var ioPressure: Double?
  /// Share of the time spent in steps that no machine makes faster, 0...1; `nil` if not known, or not needed because
  /// the average is.
  var waitingShare: Double?

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

  /// Doublings of a full machine that are expected to be of use.
  ///
  /// Where much waits for a CPU, more of them find work; where much waits for the disk, they would wait for it too.
  /// Little pressure of the CPU proves nothing: programs that start one worker for each vCPU never wait.
  var expectedDoublings: Double {
    Self.meanDoublings * (1 + Self.share(cpuPressure)) * (1 - Self.share(ioPressure))
  }

  private static func share(_ pressure: Double?) -> Double {
    pressure.map { $0.isFinite ? min(max($0, 0), 1) : 0 } ?? 0
  }

  /// The model that agrees with the evidence and has these values for what the evidence leaves open.
  ///
  /// Left open are how busy the machine is outside the parallel part, what that part sustains of the peak, and on
  /// a full machine the degree. Without an average the parallel share is anything that the steps leave.
  func model(_ unknowns: ScalingUnknowns) -> ScalingModel {
    let measured = averageBusy.map { min(max($0 + averageError * unknowns.averageError, 0), cpus) }
    let average = measured ?? 0
    let peak = max(min(peakBusy ?? cpus, cpus), average)
    let share =
      Self.sustainedShare.lowerBound
      + (Self.sustainedShare.upperBound - Self.sustainedShare.lowerBound) * unknowns.sustained
    let level = max(min(peak * share, cpus), average, min(cpus, 1))
    let isFull = peak >= Self.fullShare * cpus
    let degree = isFull ? cpus * exp2(expectedDoublings * unknowns.doublings) : level
    let isSerial = unknowns.kindOfRest < Self.serialRestShare
    let rest = unknowns.rest * (isSerial ? min(average, 1) : average)
    return ScalingModel(
      parallelShare: Self.parallelShare(
        of: measured, level: level, rest: rest,
        otherwise: unknowns.parallelShare * (1 - Self.share(waitingShare))),
      level: level, restLevel: max(rest, 1), degree: degree, referenceCPUs: cpus)
  }

  /// The share of the time at `level` busy vCPUs that explains the average, the remaining time being at `rest`.
  private static func parallelShare(
    of average: Double?, level: Double, rest: Double, otherwise anything: Double
  ) -> Double {
    guard let average else { return anything }
    guard level > rest else { return average >= 1 ? 1 : 0 }
    return min(max((average - rest) / (level - rest), 0), 1)
  }
}
