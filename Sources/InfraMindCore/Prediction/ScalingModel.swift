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

  /// Share of the duration on a machine during which the job is parallel, 0...1.
  func parallelShare(on cpus: Double) -> Double {
    min(max(parallelShare * level / capacity(of: cpus) / duration(on: cpus), 0), 1)
  }

  /// vCPUs that the parallel part keeps busy on a machine: on a smaller one all that there are, up to what it kept
  /// busy before; on a larger one in proportion, up to the degree.
  private func capacity(of cpus: Double) -> Double {
    guard cpus > referenceCPUs else { return min(cpus, level) }
    return level * max(1, min(cpus, degree) / referenceCPUs)
  }
}
