/// What was read at one moment. Counters only grow; two samples tell what happened between them. `nil` is "not told".
package struct Sample: Sendable, Hashable {
  /// Seconds since the epoch.
  package var time: Double
  /// CPU time used by the scope, in microseconds.
  package var cpu: Int?
  /// Memory in use without the page cache that can be given back, in bytes.
  package var memory: Int?
  /// Largest memory in use so far, as the kernel kept it, page cache included, in bytes.
  package var kernelPeak: Int?
  /// Processes killed for want of memory so far.
  package var kills: Int?
  /// Time in which some process waited for CPU, memory, disk so far, in microseconds.
  package var cpuPressure: Int?
  package var memoryPressure: Int?
  package var ioPressure: Int?
  /// Bytes read from and written to disks so far.
  package var diskRead: Int?
  package var diskWritten: Int?
  /// Bytes received and sent over the network so far, without the loopback.
  package var received: Int?
  package var sent: Int?
  /// Share of the workspace's disk in use, 0 to 1.
  package var diskUse: Double?

  /// A moment of which nothing is known yet.
  package init(time: Double) { self.time = time }
}

/// What does not change while the job runs.
package struct MachineFacts: Sendable, Hashable, Codable {
  /// Whose use is measured.
  package var scope: MeasuredScope
  /// CPUs that the job may use: of its container's quota or of the machine, whichever is less.
  package var cpus: Double?
  /// Memory that the job may use at most, in bytes.
  package var memoryLimit: Int?
  /// Memory of the machine, in bytes.
  package var machineMemory: Int?
  /// What this kernel or system does not tell, in words.
  package var missing: [String]

  /// States them.
  package init(scope: MeasuredScope, missing: [String] = []) {
    self.scope = scope
    self.missing = missing
  }
}
