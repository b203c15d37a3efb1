/// Reads samples of the scope that the job runs in.
package struct KernelReader: Sendable {
  private let files: any KernelFiles
  private let group: ControlGroup?
  /// Microseconds of a tick of `/proc/stat`.
  private static let tick = 10_000

  /// Finds out what to measure.
  package init(_ files: any KernelFiles) {
    self.files = files
    group = ControlGroup(of: files)
  }

  /// The scope and its bounds.
  ///
  /// - Parameter processors: How many CPUs the machine has; `nil` if unknown.
  package func machine(processors: Int?) -> MachineFacts {
    var facts = MachineFacts(scope: group?.scope ?? .machine)
    let meminfo = files.text(of: "/proc/meminfo")
    facts.machineMemory = meminfo.flatMap { KernelNumbers.value(of: "MemTotal", in: $0) }.map { $0 &* 1024 }
    let limit = memoryLimit()
    facts.memoryLimit = [limit, facts.machineMemory].compactMap { $0 }.min()
    facts.cpus = [quota(), processors.map(Double.init)].compactMap { $0 }.min()
    let sample = sample(at: 0, diskUse: nil)
    let parts: [(String, Bool)] = [
      ("CPU time", sample.cpu == nil), ("memory in use", sample.memory == nil),
      ("processes killed for want of memory", sample.kills == nil), ("pressure", sample.cpuPressure == nil),
      ("disk traffic", sample.diskRead == nil), ("network traffic", sample.received == nil),
    ]
    facts.missing = parts.filter(\.1).map(\.0)
    return facts
  }

  /// What the kernel tells now.
  package func sample(at time: Double, diskUse: Double?) -> Sample {
    var sample = Sample(time: time)
    sample.diskUse = diskUse
    switch group?.scope {
    case .cgroup2: readVersion2(&sample)
    case .cgroup1: readVersion1(&sample)
    case .machine, nil: readMachine(&sample)
    }
    readNetwork(&sample)
    return sample
  }

  // MARK: - Version 2

  private func readVersion2(_ sample: inout Sample) {
    guard let folder = group?.memory else { return }
    sample.cpu = text(folder, "cpu.stat").flatMap { KernelNumbers.value(of: "usage_usec", in: $0) }
    let current = text(folder, "memory.current").flatMap(KernelNumbers.whole)
    let cache = text(folder, "memory.stat").flatMap { KernelNumbers.value(of: "inactive_file", in: $0) }
    sample.memory = current.map { max(0, $0 &- (cache ?? 0)) }
    sample.kernelPeak = text(folder, "memory.peak").flatMap(KernelNumbers.whole)
    sample.kills = text(folder, "memory.events").flatMap { KernelNumbers.value(of: "oom_kill", in: $0) }
    sample.cpuPressure = text(folder, "cpu.pressure").flatMap { KernelNumbers.pressure("some", in: $0) }
    sample.memoryPressure = text(folder, "memory.pressure").flatMap { KernelNumbers.pressure("some", in: $0) }
    sample.ioPressure = text(folder, "io.pressure").flatMap { KernelNumbers.pressure("some", in: $0) }
    let io = text(folder, "io.stat")
    sample.diskRead = io.flatMap { KernelNumbers.sum(of: "rbytes", in: $0) }
    sample.diskWritten = io.flatMap { KernelNumbers.sum(of: "wbytes", in: $0) }
  }

  // MARK: - Version 1

  private func readVersion1(_ sample: inout Sample) {
    guard let group else { return }
    sample.cpu = text(group.cpu, "cpuacct.usage").flatMap(KernelNumbers.whole).map { $0 / 1000 }
    let current = text(group.memory, "memory.usage_in_bytes").flatMap(KernelNumbers.whole)
    let cache = text(group.memory, "memory.stat").flatMap {
      KernelNumbers.value(of: "total_inactive_file", in: $0)
    }
    sample.memory = current.map { max(0, $0 &- (cache ?? 0)) }
    sample.kernelPeak = text(group.memory, "memory.max_usage_in_bytes").flatMap(KernelNumbers.whole)
    sample.kills = text(group.memory, "memory.oom_control").flatMap {
      KernelNumbers.value(of: "oom_kill", in: $0)
    }
    let io = text(group.io, "blkio.throttle.io_service_bytes")
    sample.diskRead = io.flatMap { sumOfLines(with: "Read", in: $0) }
    sample.diskWritten = io.flatMap { sumOfLines(with: "Write", in: $0) }
    readMachinePressure(&sample)
  }

  private func sumOfLines(with word: Substring, in text: String) -> Int? {
    let values = text.split(separator: "\n").compactMap { line -> Int? in
      let parts = line.split(separator: " ")
      return parts.count == 3 && parts[1] == word ? Int(parts[2]) : nil
    }
    return values.isEmpty ? nil : values.reduce(0) { $0.addingReportingOverflow($1).partialValue }
  }

  // MARK: - The machine

  private func readMachine(_ sample: inout Sample) {
    sample.cpu = files.text(of: "/proc/stat").flatMap(Self.busyTime)
    if let meminfo = files.text(of: "/proc/meminfo"),
      let total = KernelNumbers.value(of: "MemTotal", in: meminfo),
      let available = KernelNumbers.value(of: "MemAvailable", in: meminfo)
    {
      sample.memory = max(0, total - available) &* 1024
    }
    if let vmstat = files.text(of: "/proc/vmstat") {
      sample.kills = KernelNumbers.value(of: "oom_kill", in: vmstat)
      sample.diskRead = KernelNumbers.value(of: "pgpgin", in: vmstat).map { $0 &* 1024 }
      sample.diskWritten = KernelNumbers.value(of: "pgpgout", in: vmstat).map { $0 &* 1024 }
    }
    readMachinePressure(&sample)
  }

  private func readMachinePressure(_ sample: inout Sample) {
    func total(_ name: String) -> Int? {
      files.text(of: "/proc/pressure/" + name).flatMap { KernelNumbers.pressure("some", in: $0) }
    }
    sample.cpuPressure = total("cpu")
    sample.memoryPressure = total("memory")
    sample.ioPressure = total("io")
  }

  /// Microseconds of all CPUs that were not idle, waiting for disks or stolen: user, nice, system, irq, softirq.
  private static func busyTime(_ stat: String) -> Int? {
    guard let line = stat.split(separator: "\n", maxSplits: 1).first, line.hasPrefix("cpu ") else {
      return nil
    }
    let ticks = line.split(separator: " ").dropFirst().map { Int($0) ?? 0 }
    guard ticks.count >= 7 else { return nil }
    return (ticks[0] &+ ticks[1] &+ ticks[2] &+ ticks[5] &+ ticks[6]) &* tick
  }

  // MARK: - Bounds and network

  private func memoryLimit() -> Int? {
    switch group?.scope {
    case .cgroup2: group.flatMap { text($0.memory, "memory.max") }.flatMap(KernelNumbers.whole)
    case .cgroup1: group.flatMap { text($0.memory, "memory.limit_in_bytes") }.flatMap(KernelNumbers.whole)
    case .machine, nil: nil
    }
  }

  /// CPUs of the container's quota.
  private func quota() -> Double? {
    guard let group else { return nil }
    let parts: [Double]
    if group.scope == .cgroup2 {
      parts = (text(group.cpu, "cpu.max") ?? "").split(whereSeparator: \.isWhitespace).compactMap {
        Double($0)
      }
    } else {
      parts = ["cpu.cfs_quota_us", "cpu.cfs_period_us"].compactMap { text(group.cpu, $0) }
        .compactMap { KernelNumbers.whole($0).map(Double.init) }
    }
    guard parts.count == 2, parts[0] > 0, parts[1] > 0 else { return nil }
    return parts[0] / parts[1]
  }

  private func readNetwork(_ sample: inout Sample) {
    guard let text = files.text(of: "/proc/self/net/dev") ?? files.text(of: "/proc/net/dev") else { return }
    var received = 0
    var sent = 0
    var isTold = false
    for line in text.split(separator: "\n").dropFirst(2) {
      let parts = line.split { $0 == " " || $0 == ":" }
      guard parts.count >= 10, parts[0] != "lo", let down = Int(parts[1]), let up = Int(parts[9]) else {
        continue
      }
      received = received.addingReportingOverflow(down).partialValue
      sent = sent.addingReportingOverflow(up).partialValue
      isTold = true
    }
    guard isTold else { return }
    sample.received = received
    sample.sent = sent
  }

  private func text(_ folder: String, _ name: String) -> String? { files.text(of: "\(folder)/\(name)") }
}
